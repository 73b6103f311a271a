/**
 * How the PDFs of a pack are sealed: decided before the release is made, because the release names the certificate, and done on the finished files,
 * by this process. The renderer never sees the key.
 */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import { InputError, RefusedError } from '../errors.js';
import type { IsoDate } from '../model/campaign.js';
import type { CertificateFacts, ReleaseSeal } from '../model/seal.js';
import { type Certificate, readPemCertificates, textsOf, validSince } from '../proof/certificate.js';
import { digestOf, signDigest } from '../proof/cms.js';

export interface SealOptions {
  /** Full path of a PEM file: the certificate, then those that lead to who vouches for it. Null: what the campaign file says. */
  readonly certificateFile: string | null;
  /** Full path of a PEM file with the private key. Null: what the campaign file says, else the file of the certificate. */
  readonly keyFile: string | null;
  /** Full path of a file whose first line is the passphrase of the key; `-` is stdin. */
  readonly passphraseFile: string | null;
  /** Whether the pack is to be sealed at all. */
  readonly isWanted: boolean;
}

/** As the campaign file says. */
export const SEALS_AS_CAMPAIGN: SealOptions = { certificateFile: null, keyFile: null, passphraseFile: null, isWanted: true };

/** The variable with the passphrase, for machines that nobody sits at. */
export const PASSPHRASE_VARIABLE = 'HANDIN_SEAL_PASSPHRASE';

export interface SealPlan {
  /** What the release says. */
  readonly statement: ReleaseSeal;
  readonly certificate: CertificateFacts;
  /** Opens the key; asks for its passphrase where it has one. Asks once, however often it is called. */
  unlock(): Promise<void>;
  /** Seals a finished PDF on the disk. */
  seal(place: string): Promise<void>;
}

/**
 * How the next pack is sealed; null when it is not.
 * @param date of the pack: the day on which the seal says it was made
 * @throws InputError `seal-missing`, `seal-certificate`, `seal-key`, `seal-pkcs12`, `seal-dates`; RefusedError `seal-email`
 */
export function planSeal(context: Context, options: SealOptions, { campaign, folder }: LoadedCampaign, date: IsoDate): SealPlan | null {
  const own = campaign.pack.seal;
  const certificateFile = options.certificateFile ?? (own === undefined ? null : path.join(folder, own.certificate));
  if (!options.isWanted || certificateFile === null) return null;
  const certificates = readCertificates(context, certificateFile);
  const [signer] = certificates;
  const kind = signer?.kind ?? null;
  if (signer === undefined || kind === null) throw wrongKey(certificateFile, signer);
  // A certificate from the command line goes with a key from there, never with the campaign's.
  const ownKey = options.certificateFile === null && own?.key !== undefined ? path.join(folder, own.key) : null;
  const keyText = readKey(context, options.keyFile ?? ownKey ?? certificateFile);
  const statement = statementOf(certificates, date);
  refuseAddresses(certificates, [...campaign.organisers.map(({ contact }) => contact ?? ''), ...campaign.pack.publish]);
  let key: Promise<KeyObject> | null = null;
  const unlock = (): Promise<KeyObject> => (key ??= openKey(context, keyText, options.passphraseFile, signer));
  return {
    statement,
    certificate: signer.facts,
    unlock: async () => void (await unlock()),
    async seal(place) {
      const opened = await unlock();
      await context.io.sealFile(place, digestOf(kind), (digest) => signDigest(kind, certificates, opened, digest));
    },
  };
}

/** @throws InputError `seal-missing` */
function assertThere(files: Context['io']['files'], file: string): void {
  if (files.exists(file)) return;
  throw new InputError(`There is no file ${path.basename(file)} to seal with.`, {
    code: 'seal-missing',
    hint: 'Name certificate and key with --seal FILE and --seal-key FILE, or build without a seal: --no-seal.',
  });
}

/** The certificates of a file, the organisers' own first. */
function readCertificates({ io: { files } }: Context, file: string): Certificate[] {
  const name = path.basename(file);
  const isPkcs12 = /\.(?:p12|pfx)$/iu.test(name);
  if (isPkcs12) {
    throw new InputError(`${name} holds certificate and key in one encrypted file (PKCS#12), which handin does not open.`, {
      code: 'seal-pkcs12',
      hint: 'Take it apart with OpenSSL: `openssl pkcs12 -in FILE.p12 -out seal.pem` asks for its passphrase and for a new one, and `--seal seal.pem` takes the result.',
    });
  }
  assertThere(files, file);
  const text = files.readText(file);
  const certificates = readPemCertificates(text);
  if (certificates === null || certificates.length === 0) {
    throw new InputError(`${name} ${certificates === null ? 'holds a certificate that cannot be read' : 'holds no certificate'}.`, {
      code: 'seal-certificate',
      hint: 'Give a PEM file, which has a line “-----BEGIN CERTIFICATE-----”. docs/cookbook/seal-a-pack.md says how to make one.',
    });
  }
  return certificates;
}

function wrongKey(file: string, signer: Certificate | undefined): InputError {
  return new InputError(
    `The certificate in ${path.basename(file)} has a key that a PDF cannot be sealed with (${signer?.facts.key ?? 'none'}).`,
    {
      code: 'seal-certificate',
      hint: 'Use RSA of 2,048 bits or more, or the curves P-256 and P-384.',
    },
  );
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\s,:-]*?-----END [A-Z ]*PRIVATE KEY-----/u;

/** The private key of a PEM file, as text. */
function readKey(context: Context, file: string): string {
  const { files } = context.io;
  assertThere(files, file);
  const found = PRIVATE_KEY.exec(files.readText(file))?.[0];
  if (found === undefined) {
    throw new InputError(`${path.basename(file)} holds no private key.`, {
      code: 'seal-key',
      hint: 'Name the PEM file of the key with --seal-key FILE; it has a line “-----BEGIN PRIVATE KEY-----”.',
    });
  }
  if (files.isOpenToOthers(file)) context.note(`${path.basename(file)} can be read by others on this machine: \`chmod 600\` closes it.\n`);
  return found;
}

/** Opens the key and holds it against the certificate. What the library says is not passed on. */
async function openKey(context: Context, text: string, passphraseFile: string | null, signer: Certificate): Promise<KeyObject> {
  const isEncrypted = /ENCRYPTED/u.test(text);
  const passphrase = isEncrypted ? await passphraseOf(context, passphraseFile) : undefined;
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: text, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    throw isEncrypted
      ? new InputError('The key of the seal does not open: the passphrase is wrong, or the file is damaged.', {
          code: 'seal-passphrase',
          hint: 'Run the command again; capitals and spaces count.',
        })
      : new InputError('The key of the seal cannot be read.', { code: 'seal-key', hint: 'Give a PEM file that OpenSSL made.' });
  }
  if (!signer.x509.checkPrivateKey(key)) {
    throw new InputError('The key of the seal does not belong to its certificate.', {
      code: 'seal-key',
      hint: 'Name the key that the certificate was made with. In a file of several certificates, the organisers’ own comes first.',
    });
  }
  return key;
}

async function passphraseOf(context: Context, file: string | null): Promise<string> {
  if (file !== null) {
    const text = file === '-' ? await context.io.readInput() : context.io.files.readText(file);
    return text.split(/\r?\n/u)[0] ?? '';
  }
  const given = context.env[PASSPHRASE_VARIABLE];
  if (given !== undefined && given !== '') return given;
  if (context.prompts !== null) return context.prompts.secret({ message: 'Passphrase of the key of the seal:' });
  throw new InputError('The key of the seal has a passphrase, and nobody can be asked for it.', {
    code: 'seal-passphrase',
    hint: `Run the command in a terminal, set ${PASSPHRASE_VARIABLE}, or name a file with --seal-passphrase-file (- is stdin).`,
  });
}

/** What the release says of the seal. */
function statementOf(certificates: readonly Certificate[], date: IsoDate): ReleaseSeal {
  const [signer] = certificates;
  if (signer === undefined || date < signer.facts.validFrom || date > signer.facts.validTo) {
    throw new InputError(
      `The certificate is valid from ${signer?.facts.validFrom ?? '?'} to ${signer?.facts.validTo ?? '?'}, and the pack is of ${date}.`,
      { code: 'seal-dates', hint: 'Make a certificate for that time, or set pack.date to a day on which this one holds.' },
    );
  }
  // A certificate made this morning would not be valid at midnight, when the day of the pack begins.
  const time = new Date(Math.max(Date.parse(`${date}T00:00:00Z`), validSince(signer))).toISOString().replace(/\.\d+Z$/u, 'Z');
  return {
    certificates: certificates.map(({ facts }) => facts.sha256),
    name: signer.facts.name,
    time,
    says: [...new Set(certificates.flatMap(({ bytes }) => textsOf(bytes)))].sort(),
  };
}

const MAILBOX = /[^\s<>,;:()"]+@[^\s<>,;:()"]+/gu;

/** A certificate can hold somebody's mailbox, and whoever opens the PDF can read it. */
function refuseAddresses(certificates: readonly Certificate[], published: readonly string[]): void {
  const mailboxes = (texts: readonly string[]): string[] => texts.flatMap((text) => text.toLowerCase().match(MAILBOX) ?? []);
  const known = new Set(mailboxes(published));
  // Those of the issuers travel in every PDF as well.
  if (mailboxes(certificates.flatMap(({ bytes }) => textsOf(bytes))).every((mailbox) => known.has(mailbox))) return;
  throw new RefusedError('The certificate, or one above it, holds an e-mail address that the campaign does not publish.', {
    code: 'seal-email',
    hint: 'It could be read in every PDF. Make a certificate without one, or publish it on purpose under pack.publish in campaign.yaml.',
  });
}
