/** Shows what a verification found: files first, then every finding by place. */

import type { ReceiptCheck, VerifiedSignature } from '../model/commitment.js';
import type { Finding, IntegrityFinding, LEAK_KINDS, VerifyReport } from '../model/verify-report.js';
import { plural } from '../text.js';
import { formatJson, hang, onOneLine, type TextOptions, usableWidth } from './columns.js';

const WORDS: Readonly<Record<IntegrityFinding['code'], string>> = {
  'manifest-missing': 'is missing: this is no pack, or not a whole one',
  'manifest-invalid': 'cannot be read',
  'manifest-version': 'was written by another version of handin',
  'manifest-not-canonical': 'was changed',
  'manifest-checksum': 'was changed or damaged',
  'path-unsafe': 'is no file name',
  'file-missing': 'is missing',
  'file-changed': 'was changed',
  'file-added': 'does not belong to the pack',
  'pdf-missing': 'lists no PDF',
  'pdf-unreadable': 'is not a readable PDF',
  'page-unreadable': 'is not a readable web page',
  'page-contradicts': 'is a page of another pack than the manifest speaks of',
  'statement-missing': 'does not carry its statement of numbers, or carries something else',
  'statement-invalid': 'carries a statement that cannot be read',
  'statement-contradicts': 'contradicts the manifest',
  'commitment-contradicts': 'gives another number of signatures than its tree',
  'signature-missing': 'is missing: the pack is not signed, or its signature was taken away',
  'signature-unexpected': 'does not belong to the pack: its manifest speaks of no signature',
  'signature-wrong': 'is no signature over this manifest by the key that the manifest names',
  'signature-other-key': 'was made with another key than the one you gave',
  'seal-missing': 'has no seal, and there should be one',
  'seal-other-certificate': 'names another certificate than the one you gave',
  'seal-unexpected': 'holds a signature of which the manifest says nothing',
  'seal-malformed': 'has a seal that is not of the one form that handin makes; something else could stand in it',
  'seal-range': 'has a seal that does not cover the whole file',
  'seal-digest': 'was changed after it was sealed',
  'seal-signature': 'has a seal that does not belong to its certificate',
  'seal-certificate': 'is sealed with another certificate than the manifest names',
  'annex-unlisted': 'lists no encrypted files of names',
  'annex-missing': 'is not in the folder of --annex',
  'annex-changed': 'was changed, or belongs to another pack: the passphrase may still open it',
  'seal-dates': 'is sealed with a certificate that was not valid on that day',
};

const LEAKS: Readonly<Record<(typeof LEAK_KINDS)[number], string>> = {
  email: 'an e-mail address that the campaign does not publish',
  phone: 'a telephone number that the campaign does not publish',
  postcode: 'a postcode that the campaign does not publish',
  'ip-address': 'the address of a device',
  name: 'a name that nobody agreed to release',
  address: 'a street address',
  'date-of-birth': 'a date of birth',
  comment: 'a comment that nobody approved',
  'record-id': 'an id of a record',
  'file-name': 'the name of a source file',
  'identifier-hash': 'a digest of a private value',
  'unexpected-text': 'text that the release does not account for',
  seal: 'a seal that is not exactly the stated one',
  link: 'a link that the release does not account for',
  'forbidden-feature': 'a feature that no pack has',
  unreadable: 'a part that cannot be read and could hide something',
};

export function formatVerifyJson(report: VerifyReport): string {
  return formatJson(report);
}

export function formatVerify(report: VerifyReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const lines = report.files.map(
    (file) => `  ${file.state === 'unchanged' ? paint.green('as listed') : paint.red(file.state.padEnd(9))}  ${onOneLine(file.path)}`,
  );
  if (report.ok) {
    lines.push(
      ...hang(
        '',
        paint.green(
          `${plural(report.files.length, 'file')} as listed; no contact data beyond what the campaign publishes; no forbidden feature.`,
        ),
        width,
      ),
    );
  } else {
    for (const finding of report.findings) lines.push(...hang('  ', describe(finding), width));
    lines.push(...hang('', paint.red(`The pack does not verify: ${plural(report.findings.length, 'finding')}.`), width));
  }
  if (report.manifestFingerprint !== null) lines.push(...hang('', `Manifest: ${report.manifestFingerprint}`, width));
  if (report.signature !== null) lines.push(...hang('', signatureWords(report.signature), width));
  const locked = report.annex?.filter(({ state }) => state === 'unchanged').length ?? 0;
  if (locked > 0) lines.push(...hang('', `${plural(locked, 'encrypted file')} of names as listed.`, width));
  lines.push(...sealLines(report, width));
  if (report.tree !== null)
    lines.push(...hang('', `The count is fixed at ${plural(report.tree.size, 'signature')}, root ${report.tree.root}`, width));
  if (report.receipt !== null)
    lines.push(...hang('', receiptWords(report.receipt), width, report.receipt.outcome === 'included' ? paint.green : paint.red));
  lines.push(...hang('', report.signature?.isTrusted === true ? TRUSTED_LIMITS : UNTRUSTED_LIMITS, width, paint.dim));
  return `${lines.join('\n')}\n`;
}

const UNTRUSTED_LIMITS =
  'This compares the pack with its own manifest. Compare the fingerprints with those the organisers said, or give the key from their site with --key: a pack rewritten as a whole agrees with itself.';
const TRUSTED_LIMITS =
  'The signature shows which key made the pack; not that whoever holds the key was careful, nor that the people counted are real.';

function signatureWords({ kind, key, isTrusted }: VerifiedSignature): string {
  const name = {
    ed25519: key.slice(0, key.indexOf('+', key.indexOf('+') + 1)),
    ssh: `an SSH key, ${key}`,
    minisign: `a key of minisign, ${key}`,
  }[kind];
  if (isTrusted === true) return `Signed with the key you gave: ${name}`;
  if (isTrusted === false) return `Signed, but not with the key you gave: ${name}`;
  return `Signed with ${name}. Whether that is the organisers’ key, only their own site can say.`;
}

/** One line for each certificate that sound seals were made with. */
function sealLines({ seals }: VerifyReport, width: number): string[] {
  const sound = seals.filter(({ isSound }) => isSound);
  const certificates = new Map(sound.flatMap(({ certificate }) => (certificate === null ? [] : [[certificate.sha256, certificate]])));
  const lines = [...certificates.values()].flatMap((certificate) => {
    const files = sound.filter((seal) => seal.certificate?.sha256 === certificate.sha256).length;
    const { name, issuer, isSelfSigned, validFrom, validTo, sha256, key } = certificate;
    const by = isSelfSigned
      ? 'made by its holder, and nobody else vouches for it'
      : `issued by “${onOneLine(issuer)}”; whether to trust that, handin does not judge`;
    return [
      ...hang(
        '',
        `${plural(files, 'PDF')} sealed, and unchanged since, with the certificate of “${onOneLine(name)}” (${key}, valid ${validFrom} to ${validTo}): ${by}.`,
        width,
      ),
      ...hang('', `Certificate: ${sha256}`, width),
    ];
  });
  return lines.length === 0 ? [] : [...lines, ...hang('', SEAL_LIMITS, width)];
}

const SEAL_LIMITS = 'A certificate can carry any name. Compare its digits with those on the organisers’ own site.';

function receiptWords({ outcome, consentLevel }: ReceiptCheck): string {
  switch (outcome) {
    case 'included':
      return `The receipt holds: that person is counted in this pack, with the consent “${consentLevel}”.`;
    case 'not-included':
      return 'The receipt does not hold for that person. Where several people share an address, state it as email:ADDRESS:NAME.';
    case 'other-pack':
      return 'The receipt is about another pack.';
    case 'signature-wrong':
      return 'The receipt is not signed with the right key.';
    case 'unreadable':
      return 'That is no receipt.';
  }
}

function describe(finding: IntegrityFinding | Finding): string {
  if (finding.kind === 'integrity')
    return `${onOneLine(finding.where)} ${WORDS[finding.code]}${finding.detail === undefined ? '' : ` (${finding.detail})`}`;
  return `${onOneLine(finding.where)}: ${LEAKS[finding.kind]}${finding.what === undefined ? '' : ` (${finding.what})`}${finding.count > 1 ? `, ${finding.count} times` : ''}`;
}
