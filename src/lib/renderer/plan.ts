/**
 * The plan for a number of sheets: every setting of the list of names is laid out as it will be printed and its pages are counted, the most
 * readable setting first. Where none fits, documents become volumes. Nothing is drawn. The same release gives the same plan.
 */

import { InputError } from '../errors.js';
import { loadShaper, PdfWriter, type Typefaces } from '../io/pdf.js';
import type { NameSettingId, PlannedVolume, PrintPlan, PrintSettings, TriedSetting } from '../model/print.js';
import { printSettings } from '../model/print.js';
import type { Release, ReleaseDocument, ReleaseVolume } from '../model/release.js';
import { designOf } from '../pack/design.js';
import { wordsOf } from '../pack/messages.js';
import { nameSetting, settingsToTry } from '../pack/print/data.js';
import { initialOf } from '../pack/print/initials.js';
import { buildSections } from '../pack/sections/index.js';
import { releaseOf } from '../pack/view.js';
import { readRelease } from './release-reader.js';
import { type Typeset, typeset } from './typeset.js';

/** A box of 500 sheets holds more names than this many volumes only when a volume holds next to nothing. */
const VOLUMES_MAX = 500;

/** One document in one setting. */
interface Sheet {
  readonly release: Release;
  readonly index: number;
  readonly typefaces: Typefaces;
  readonly fingerprint: string;
  readonly pagesMax: number;
}

/** Plans the documents of a release for `print.sheets` sheets each. Throws `InputError` when the front part alone needs more. */
export async function planRelease(source: Uint8Array | AsyncIterable<Uint8Array>, fonts: readonly Uint8Array[] = []): Promise<PrintPlan> {
  const { release, hasShaped } = await readRelease(source);
  if (hasShaped) await loadShaper();
  const print = release.print ?? printSettings();
  const sheets = print.sheets ?? Number.MAX_SAFE_INTEGER;
  const pagesPerSheet = print.duplex ? 2 : 1;
  const typefaces = openTypefaces(fonts);
  const sheetsIn = (setting: NameSettingId): Sheet[] =>
    release.documents.map((_, index) => ({
      release: { ...release, print: { ...print, setting } },
      index,
      typefaces,
      fingerprint: widestFingerprint(typefaces),
      pagesMax: sheets * pagesPerSheet,
    }));
  const tried: TriedSetting[] = [];
  for (const setting of settingsToTry(print)) {
    const pages = Math.max(...sheetsIn(setting).map((sheet) => layOut(sheet).pages.length));
    const row = triedSetting(print, setting, pages, release, sheets * pagesPerSheet);
    tried.push(row);
    if (row.fits) return { sheets, pagesPerSheet, tried, chosen: setting, documents: [] };
  }
  const { chosen, volumes } = fewestVolumes(
    tried.map(({ setting }) => setting),
    sheetsIn,
  );
  return {
    sheets,
    pagesPerSheet,
    tried,
    chosen,
    documents: volumes.map((list, index) => ({ file: release.documents[index]?.file ?? '', volumes: list })),
  };
}

function triedSetting(print: PrintSettings, setting: NameSettingId, pages: number, release: Release, pagesMax: number): TriedSetting {
  const { columns, size } = nameSetting({ ...print, setting }, release.counts.named);
  return { setting, columns, size, pages, sheets: Math.ceil(pages / (print.duplex ? 2 : 1)), fits: pages <= pagesMax };
}

/** As few volumes as the densest setting needs, in the most readable setting that needs no more. */
function fewestVolumes(
  settings: readonly NameSettingId[],
  sheetsIn: (setting: NameSettingId) => readonly Sheet[],
): { readonly chosen: NameSettingId; readonly volumes: readonly (readonly PlannedVolume[])[] } {
  const densest = settings.at(-1) ?? 'compact';
  const planned = (setting: NameSettingId): PlannedVolume[][] => sheetsIn(setting).map(volumesOf);
  const count = (volumes: readonly (readonly PlannedVolume[])[]): number => volumes.reduce((sum, list) => sum + list.length, 0);
  const least = planned(densest);
  for (const setting of settings.slice(0, -1)) {
    const volumes = planned(setting);
    if (count(volumes) <= count(least)) return { chosen: setting, volumes };
  }
  return { chosen: densest, volumes: least };
}

/** One document cut into volumes, each filled before the next begins. */
function volumesOf(sheet: Sheet): PlannedVolume[] {
  const document = documentOf(sheet);
  const whole = layOut(sheet);
  const { entries } = releaseOf(sheet.release, document).signatories;
  if (whole.pages.length <= sheet.pagesMax) return [planned(sheet, whole, { from: 1, to: entries.length, initials: [] })];
  if (entries.length === 0) throw tooFewSheets(whole.pages.length);
  const volumes: PlannedVolume[] = [];
  // The index lists every initial, so its length is known before the pages are.
  const initials = [...new Set(entries.map(({ name }) => initialOf(name)))].map((initial) => ({ initial, page: 1 }));
  for (let from = 1; from <= entries.length; ) {
    if (volumes.length === VOLUMES_MAX) throw tooFewSheets(whole.pages.length);
    const most = mostNames(whole, from, sheet.pagesMax, entries.length);
    const volume = fillVolume(sheet, { number: volumes.length + 1, from, initials }, most, whole.pages.length);
    const own = initialsOn(
      volume.laid,
      entries.slice(from - 1, volume.to).map(({ name }) => name),
      from,
    );
    volumes.push(planned(sheet, volume.laid, { from, to: volume.to, initials: own }));
    from = volume.to + 1;
  }
  return volumes;
}

/**
 * No volume holds more names than this, so the rest of a long list is not laid out for each of them: with as many pages as it has, it ends before or
 * where so many pages of the whole list end that come after the page with its first name.
 */
function mostNames({ nameRanges }: Typeset, from: number, pagesMax: number, total: number): number {
  const ends = [...nameRanges.values()].map(({ to }) => to).sort((a, b) => a - b);
  return ends[ends.findIndex((to) => to >= from) + pagesMax] ?? total;
}

/** The most names, from one on and up to `most`, with which a volume keeps to its sheets. */
function fillVolume(
  sheet: Sheet,
  start: Pick<ReleaseVolume, 'number' | 'from' | 'initials'>,
  most: number,
  wholePages: number,
): { readonly laid: Typeset; readonly to: number } {
  let to = most;
  for (;;) {
    const laid = layOut(sheet, { ...start, count: 99, front: documentOf(sheet).file, to });
    const excess = laid.pages.length - sheet.pagesMax;
    if (excess <= 0) return { laid, to };
    // As many pages of names are taken away as there are too many; sections after the names may move again, so it is laid out again.
    const pages = [...laid.nameRanges].sort(([a], [b]) => a - b);
    const last = pages[pages.length - 1 - excess];
    if (last === undefined) throw tooFewSheets(wholePages);
    to = last[1].to;
  }
}

function planned(sheet: Sheet, laid: Typeset, part: Pick<PlannedVolume, 'from' | 'to' | 'initials'>): PlannedVolume {
  const pages = laid.pages.length;
  return { ...part, pages, sheets: Math.ceil(pages / ((sheet.release.print ?? printSettings()).duplex ? 2 : 1)) };
}

/** Where each initial begins among the names of a volume, of which the first has the number `from`. */
function initialsOn(laid: Typeset, names: readonly string[], from: number): PlannedVolume['initials'] {
  const pages = [...laid.nameRanges];
  const pageOf = (number: number): number => (pages.find(([, range]) => range.from <= number && number <= range.to)?.[0] ?? 0) + 1;
  const firsts = new Map<string, number>();
  names.forEach((name, index) => {
    const initial = initialOf(name);
    if (!firsts.has(initial)) firsts.set(initial, from + index);
  });
  return [...firsts].map(([initial, number]) => ({ initial, page: pageOf(number) }));
}

function layOut({ release, index, typefaces, fingerprint }: Sheet, volume?: ReleaseVolume): Typeset {
  const plain = documentOf({ release, index });
  // A further volume is laid out beside the document that it belongs to, as it will be in the release.
  const document =
    volume === undefined || volume.number === 1 ? { ...plain, ...(volume === undefined ? {} : { volume }) } : furtherVolume(plain, volume);
  const documents = release.documents.flatMap((other, at) =>
    at !== index ? [other] : document.file === plain.file ? [document] : [plain, document],
  );
  const whole = { ...release, documents };
  const { title, notice } = release.campaign;
  const design = designOf(release.print, releaseOf(whole, document).counts.named);
  return typeset(buildSections(whole, document, fingerprint), { title, notice, standing: wordsOf(release) }, design, typefaces);
}

function furtherVolume({ target }: ReleaseDocument, volume: ReleaseVolume): ReleaseDocument {
  return { file: `volume-${volume.number}.pdf`, ...(target === undefined ? {} : { target }), volume };
}

function documentOf({ release, index }: Pick<Sheet, 'release' | 'index'>): ReleaseDocument {
  const document = release.documents[index];
  if (document === undefined) throw new RangeError('no such document');
  return document;
}

/** The fingerprint is known only when the plan is in the release, so room is left for the widest one. */
function widestFingerprint(typefaces: Typefaces): string {
  const digits = [...'0123456789abcdef'];
  const width = (digit: string): number => typefaces.width(digit, 'serif', 1);
  return digits.reduce((widest, digit) => (width(digit) > width(widest) ? digit : widest)).repeat(64);
}

function openTypefaces(fonts: readonly Uint8Array[]): Typefaces {
  const facts = { title: '', author: '', language: 'en', producer: '', date: new Date(0), id: new Uint8Array(16), compress: true };
  return new PdfWriter({ ...facts, width: 1, height: 1 }, fonts).typefaces;
}

function tooFewSheets(pages: number): InputError {
  return new InputError(`The pack does not fit on sheets of that number, not even in volumes: all of it has ${pages} pages.`, {
    code: 'sheets-too-few',
    hint: 'The front part, which comes before the names, must fit into the first volume. Ask for more sheets.',
  });
}
