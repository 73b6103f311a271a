/** The answer to a request for access: one person's records, as text, as pages and for programs; encrypted, or in the private folder. */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import { packDate } from '../config.js';
import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import { displayOf, minConsent, type PrivateSignature } from '../gate/display.js';
import type { AccessReport } from '../model/paper.js';
import type { ConsentLevel } from '../model/record.js';
import type { Release } from '../model/release.js';
import type { SealedMember } from '../model/sealed.js';
import { countedPart, type Disclosure, disclosedPart, recordsPart } from '../papers/access-parts.js';
import { fillPaper } from '../papers/fill.js';
import { Red } from '../red.js';
import { type AccessData, type AccessSubject, readAccessData } from './access-data.js';
import { outputExists } from './export.js';
import { type LockOptions, lockFrom } from './locks.js';
import { describeBlanks, paperFiles, readCatalogue, readTemplate } from './papers.js';
import { readPaperFacts } from './papers-facts.js';
import { privateFolder } from './private-folder.js';
import { RELEASE_FILE, releasedNames } from './released.js';
import { withHeldMerge } from './review-data.js';

export interface AccessOptions extends LockOptions {
  readonly campaign: LoadedCampaign;
  readonly subject: AccessSubject;
  /** Full path of the encrypted file; where nobody is named who can open it, the bundle goes into the private folder. */
  readonly output: string;
  readonly force: boolean;
}

/** Name of the folder of bundles, below the private folder. */
const FOLDER = 'access';

/** Writes the bundle. Throws as `readAccessData` and `lockFrom`, and `output-exists`. */
export async function runAccess(context: Context, options: AccessOptions): Promise<AccessReport> {
  const { files } = context.io;
  const folder = privateFolder(options.campaign, context.cwd);
  return withHeldMerge(context, folder, async () => {
    const sealing = await context.io.createSealing();
    const data = await readAccessData(context, folder, options.subject);
    const bundle = await makeBundle(context, options.campaign, folder, data);
    const isNamed = options.passphrase || options.to.length + options.recipientsFiles.length > 0;
    const output = isNamed ? options.output : path.join(folder, FOLDER, nameOf(data));
    if (files.exists(output) && !options.force) throw isNamed ? outputExists(output) : answeredAlready(output);
    const lock = await lockFrom(context, sealing, options);
    if (lock === null) await writePlain(context, folder, nameOf(data), bundle.members);
    else {
      const building = files.beginFile(output);
      try {
        const built = path.join(building.scratch, 'archive');
        await sealing.seal(bundle.members, lock, built);
        building.publish(built, output);
      } finally {
        building.end();
      }
    }
    return {
      formatVersion: 1,
      output,
      isEncrypted: lock !== null,
      files: bundle.members.map(({ name }) => name),
      records: data.records.length,
      othersAtAddress: data.othersAtAddress,
      blanks: bundle.blanks,
      lacksPdf: !bundle.members.some(({ name }) => name.endsWith('.pdf')),
    };
  });
}

function answeredAlready(output: string): InputError {
  return new InputError(`There is an answer for ${path.basename(output)} already, in ${FOLDER}/ of the private folder.`, {
    code: 'output-exists',
    hint: 'Make it anew with --force, or remove it once it has been sent.',
  });
}

/** A name that tells the organiser whose bundle it is, and nobody else. */
function nameOf({ records }: AccessData): string {
  const [first] = records;
  const id = records.find(({ signatureId }) => signatureId !== '')?.signatureId;
  return id ?? `row-${first?.record ?? 0}`;
}

async function writePlain(context: Context, folder: string, name: string, members: readonly SealedMember[]): Promise<void> {
  const { files } = context.io;
  if (!files.exists(path.join(folder, FOLDER))) files.scratch(folder, FOLDER);
  const own = files.scratch(path.join(folder, FOLDER), name);
  for (const member of members) if ('bytes' in member.content) await files.writeFile(path.join(own, member.name), member.content.bytes);
}

async function makeBundle(
  context: Context,
  campaign: LoadedCampaign,
  folder: string,
  data: AccessData,
): Promise<{ members: SealedMember[]; blanks: AccessReport['blanks'] }> {
  const catalogue = readCatalogue(context);
  const disclosures = disclosuresOf(context, campaign, folder, data);
  const frame = await readPaperFacts(context, { campaign, packs: [], noticed: null, needsCategories: false });
  const facts = {
    ...frame,
    parts: {
      records: recordsPart(data.records),
      counted: countedPart(data.records, data.possibleLinks),
      disclosed: disclosedPart(disclosures),
    },
  };
  const filled = fillPaper(readTemplate(context, 'access'), facts, catalogue);
  const rendered = await paperFiles(context, filled, facts);
  const json = {
    formatVersion: 1,
    tool: { name: 'handin', version: context.version },
    date: packDate(null, context),
    records: data.records,
    disclosed: disclosures,
    openComparisons: data.possibleLinks,
  };
  return {
    members: [
      ...rendered.map(({ name, bytes }) => ({ name, content: { bytes } })),
      { name: 'access.json', content: { bytes: new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`) } },
    ],
    blanks: describeBlanks(filled.blanks, catalogue),
  };
}

/** What the last release holds of the person for each target; null when there is none. The gate says how they would be printed. */
function disclosuresOf(context: Context, { campaign }: LoadedCampaign, folder: string, data: AccessData): Disclosure[] | null {
  const place = path.join(folder, RELEASE_FILE);
  if (!context.io.files.exists(place)) return null;
  const { date } = readReleased(() => JSON.parse(context.io.files.readText(place)) as Release);
  return readReleased(() => releasedNames(context.io.files, folder)).map(
    ({ target, file, signatories: { ceiling, entries }, comments }) => {
      const shown = data.counted === null ? null : displayOf(signatureOf(data, campaign.display.place), { ceiling, date });
      const isShown = shown !== null && entries.some((entry) => entry.name === shown.name && entry.place === shown.place);
      const comment = data.records.some(({ cells }) => cells.comment !== '' && comments.some(({ text }) => sameWords(text, cells.comment)));
      return { target: target?.name ?? file, shown: isShown ? shown : null, comment: isShown && comment };
    },
  );
}

/** Throws `InputError`: to say nothing of what was shown would be a wrong answer. */
function readReleased<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new InputError('What was released, in the private folder, is damaged, so it cannot be said what was shown.', {
      code: 'release-unreadable',
      hint: 'Run `handin pack` again.',
      cause,
    });
  }
}

const sameWords = (a: string, b: string): boolean =>
  a.normalize('NFC').replace(/\s+/g, ' ').trim() === b.normalize('NFC').replace(/\s+/g, ' ').trim();

/** The person as the gate looks at them. */
function signatureOf({ counted, records }: AccessData, place: 'town' | 'region' | undefined): PrivateSignature {
  const nothing = new Red('');
  const cellsOf = (name: 'date_of_birth' | 'signed_at'): string[] => records.map(({ cells }) => cells[name]).filter((cell) => cell !== '');
  const levels = records.filter(({ fate }) => fate === 'counted').map(({ cells }) => cells.display_consent as ConsentLevel);
  return {
    given_name: counted?.given_name ?? nothing,
    family_name: counted?.family_name ?? nothing,
    full_name: counted?.full_name ?? nothing,
    place: (place === 'region' ? counted?.region : counted?.locality) ?? nothing,
    comment: counted?.comment ?? nothing,
    births: new Red([...new Set(cellsOf('date_of_birth'))].join(';')),
    first_signed: new Red(cellsOf('signed_at').sort()[0] ?? ''),
    display_consent: levels.length === 0 ? 'count-only' : minConsent(...levels),
    comment_approved: false,
  };
}
