/**
 * Names in files of their own: one encrypted PDF for each document of a pack, for its addressee alone. Each is drawn from a release that holds the names,
 * searched for leaks in clear, in memory, and only then encrypted and written. A passphrase is shown once and kept nowhere.
 */

import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { ByteSink, Context, Engine } from '../context.js';
import { InputError } from '../errors.js';
import type { Release } from '../model/release.js';
import type { ManifestFile } from '../pack/manifest.js';
import { leakFound, scanPack } from './leak-scan.js';

export interface AnnexOptions {
  /** Full path of the folder for the files. */
  readonly folder: string;
  /** Full path of a file whose first line is the passphrase of all of them; `-` is stdin. Null: one is made for each, and shown. */
  readonly passphraseFile: string | null;
}

/** Names apart, ready to be written. */
export interface PreparedAnnex {
  readonly release: Release;
  /** As it is written, piece by piece. */
  readonly bytes: Iterable<Uint8Array>;
  readonly sha256: string;
  /** The bytes of the fonts that the release names. */
  readonly fonts: readonly Uint8Array[];
}

/** Files that were encrypted. */
export interface LockedAnnex {
  readonly files: readonly { readonly file: string; readonly bytes: Uint8Array; readonly passphrase: string }[];
  /** As the manifest lists them. */
  readonly listed: readonly ManifestFile[];
  /** Whether the passphrases were made here, so that somebody has to be told. */
  readonly areMade: boolean;
}

/** Twenty-five of them are 125 random bits. Without letters that look like digits, or like one another. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const GROUPS = 5;
const GROUP_LETTERS = 5;
/** A passphrase of one's own: a reader derives the key from it quickly, and so does somebody who guesses. */
const PASSPHRASE_CHARACTERS_MIN = 20;
/** The standard takes no more (ISO 32000-2, 7.6.4.3.2). */
const PASSPHRASE_BYTES_MAX = 127;

/**
 * Checks what was asked for, before anything long begins.
 * @throws InputError `annex-in-pack`, `annex-terminal`, `annex-passphrase`
 */
export async function openAnnex(context: Context, { folder, passphraseFile }: AnnexOptions, pack: string): Promise<() => string> {
  if (isInside(folder, pack) || isInside(pack, folder)) {
    throw new InputError('The files of names cannot go into the pack, nor into a folder that it lies in.', {
      code: 'annex-in-pack',
      hint: 'Name another folder with --annex: a pack is handed on, and the names are for its addressee alone.',
    });
  }
  if (passphraseFile !== null) {
    const given = await passphraseIn(context, passphraseFile);
    return () => given;
  }
  if (context.prompts === null) {
    throw new InputError('The passphrase of a file of names is shown on a terminal only, and there is none.', {
      code: 'annex-terminal',
      hint: 'Run the command in a terminal and without --no-input, or name a file with a passphrase of your own: --annex-passphrase-file FILE (- is stdin).',
    });
  }
  return makePassphrase;
}

/** Whether a path leads into a folder, or to it. */
function isInside(place: string, folder: string): boolean {
  const relative = path.relative(folder, place);
  return relative === '' || !(relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative));
}

async function passphraseIn(context: Context, file: string): Promise<string> {
  const text = file === '-' ? await context.io.readInput() : context.io.files.readText(file);
  const passphrase = text.split(/\r?\n/u)[0] ?? '';
  const isLong = [...passphrase].length >= PASSPHRASE_CHARACTERS_MIN && Buffer.byteLength(passphrase, 'utf8') <= PASSPHRASE_BYTES_MAX;
  if (isLong && !/\p{Cc}/u.test(passphrase)) return passphrase;
  throw new InputError('The first line of that file is no passphrase for a file of names.', {
    code: 'annex-passphrase',
    hint: `Take ${PASSPHRASE_CHARACTERS_MIN} characters or more, and at most ${PASSPHRASE_BYTES_MAX} bytes: six random words are good.`,
  });
}

/** `k7fq2-9mxtr-…`: five groups of five. */
export function makePassphrase(): string {
  const letters = [...randomBytes(GROUPS * GROUP_LETTERS)].map((byte) => LETTERS[byte % LETTERS.length] ?? '');
  return Array.from({ length: GROUPS }, (_, group) => letters.slice(group * GROUP_LETTERS, (group + 1) * GROUP_LETTERS).join('')).join('-');
}

/**
 * Draws the files of names, searches them, and encrypts what was found clean. Null where there are none to be written.
 * @throws RefusedError `leak-found`
 */
export async function drawAnnex(
  context: Context,
  engine: Engine,
  annex: PreparedAnnex | null,
  { annex: options, passphraseFor, campaign }: DrawOptions,
): Promise<DrawnAnnex | null> {
  if (annex === null || options === undefined || passphraseFor === null) return null;
  const clear = await drawClear(context, annex);
  const { findings, warnings } = await scanPack(context, engine, {
    contents: clear.map(({ file, bytes }) => ({ name: file, read: () => bytes })),
    release: annex.release,
    fingerprint: annex.sha256,
    campaign: campaign.campaign,
  });
  if (findings.length > 0) throw leakFound(findings);
  return {
    folder: options.folder,
    release: annex.release,
    locked: await lockAnnex(context, clear, passphraseFor, options.passphraseFile === null),
    warnings,
  };
}

export interface DrawOptions {
  readonly annex?: AnnexOptions;
  /** As `openAnnex` gave it; null where no files are asked for. */
  readonly passphraseFor: (() => string) | null;
  readonly campaign: LoadedCampaign;
}

/** Files that are ready to be written into a folder. */
export interface DrawnAnnex {
  readonly folder: string;
  /** That they were drawn from. */
  readonly release: Release;
  readonly locked: LockedAnnex;
  readonly warnings: readonly string[];
}

/** Names in clear. */
interface ClearDocument {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Draws the files into memory: in clear they never are on the disk. */
async function drawClear({ io }: Context, { release: { documents }, bytes, fonts }: PreparedAnnex): Promise<ClearDocument[]> {
  const drawn = new Map<string, Uint8Array>();
  const open = async (file: string): Promise<ByteSink> => {
    const pieces: Uint8Array[] = [];
    return {
      write: async (piece) => void pieces.push(piece),
      end: async () => void drawn.set(file, Buffer.concat(pieces)),
      discard: () => Promise.resolve(),
    };
  };
  await io.render({ documents, bytes }, open, fonts);
  return documents.flatMap(({ file }) => ({ file, bytes: drawn.get(file) ?? new Uint8Array() }));
}

/** Encrypts files that were found clean. */
async function lockAnnex(
  context: Context,
  clear: readonly ClearDocument[],
  passphraseFor: () => string,
  areMade: boolean,
): Promise<LockedAnnex> {
  const files: { file: string; bytes: Uint8Array; passphrase: string }[] = [];
  for (const { file, bytes } of clear) {
    const passphrase = passphraseFor();
    files.push({ file, passphrase, bytes: await context.io.encryptPdf(bytes, passphrase) });
  }
  const listed = files.map(({ file, bytes }) => ({
    path: file,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  return { files, listed, areMade };
}

/** Lays the passphrases before the person at the terminal. They are in no result, no log and no file. */
export function showPassphrases({ prompts, style: { paint } }: Context, { files, areMade }: LockedAnnex): void {
  if (!areMade || prompts === null) return;
  const lines = files.map(({ file, passphrase }) => `  ${file}   ${paint.bold(passphrase)}\n`);
  prompts.show(
    `\n${files.length === 1 ? 'The passphrase of the file of names' : 'The passphrases of the files of names'}. This is shown once and kept nowhere:\n${lines.join('')}Pass ${files.length === 1 ? 'it' : 'them'} on by another way than the file: by telephone, or in person.\n\n`,
  );
}
