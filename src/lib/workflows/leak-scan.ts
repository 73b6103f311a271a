/**
 * The leak scan of a built pack: every file as it lies on the disk, held against the private values of every record that could be read,
 * counted or not, people's and organisations'. The judging is the gate's; here the values are fetched, in batches.
 */

import { createHash } from 'node:crypto';

import type { Context, Engine } from '../context.js';
import { RefusedError } from '../errors.js';
import type { Finding, NeedleKind, ScanNeedle, Scanner } from '../gate/scan.js';
import { createScanner } from '../gate/scan.js';
import type { Campaign } from '../model/campaign.js';
import type { FileText } from '../model/file-text.js';
import type { Release, ReleaseComment, ReleaseDocument, ReleaseSignatory } from '../model/release.js';
import { checkClosedWorld } from '../pack/closed-world.js';
import { documentId } from '../pack/document-id.js';
import { checkHtmlClosedWorld } from '../pack/html/closed-world.js';
import { htmlFileOf } from '../pack/html/front.js';
import { policiesOf } from '../pack/html/structure.js';
import { STYLE } from '../pack/html/style.js';
import { statementBytes } from '../pack/statement-file.js';
import { richStrings } from '../pack/strings.js';
import { checkSeal } from '../proof/seal.js';
import type { Red } from '../red.js';
import { plural } from '../text.js';

/** Files of a pack, with what they were built from. */
export interface ScannedPack {
  /** Names, and how to read the contents: one file at a time is held in memory. */
  readonly contents: readonly { readonly name: string; read(): Uint8Array }[];
  /** SHA-256 of files that the manifest lists and that are not among these, in hexadecimal digits. */
  readonly otherFiles?: readonly string[];
  readonly release: Release;
  /** SHA-256 of the release in hexadecimal digits. */
  readonly fingerprint: string;
  readonly campaign: Campaign;
}

export interface LeakScan {
  /** What refuses the pack. */
  readonly findings: Finding[];
  /** Sentences about what may be chance. */
  readonly warnings: string[];
}

/** Scans every file. Nothing is found in a clean pack; what cannot be read is a finding too. */
export async function scanPack(context: Context, engine: Engine, pack: ScannedPack): Promise<LeakScan> {
  const { release, campaign } = pack;
  const texts = pack.contents.map(({ name, read }) => {
    const bytes = read();
    const text = context.io.readFileText(bytes);
    const sealProblems = text.pdf === null ? [] : checkSeal(bytes, text.pdf.seals, release.seal).problems;
    return { name, text, sealProblems, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  const policies = texts.flatMap(({ text }) => policiesOf(text.html));
  const scanner = createScanner([...allowedStrings(release, campaign), ...policies], {
    // A title may name somebody who signed too, for it is the organisers' own; it is no place for anybody's address, and `verify` refuses one there.
    contacts: [...release.published, ...policies],
    texts: release.body === undefined ? [] : richStrings(release.body),
    digests: [
      pack.fingerprint,
      ...(release.seal?.certificates ?? []),
      createHash('sha256').update(STYLE).digest('hex'),
      ...(release.commitment === undefined ? [] : [release.commitment.root, ...release.commitment.inputs]),
      ...texts.map(({ sha256 }) => sha256),
      ...(pack.otherFiles ?? []),
      // Of names in a file of their own: the pack that they belong to.
      ...(release.annexOf === undefined ? [] : [release.annexOf]),
      ...release.documents.flatMap((document) => digestsOf(document, pack)),
    ],
  });
  for (const { name, text, sealProblems } of texts) {
    scanner.addFile(name, text);
    for (const what of sealProblems) scanner.addFinding({ kind: 'seal', where: name, what, count: 1 });
    for (const finding of closedWorldOf(name, text, pack)) scanner.addFinding(finding);
  }
  for (const query of NEEDLES) await addNeedles(engine, scanner, query);
  if (scanner.hasDigests) for (const query of PAIRED) await addNeedles(engine, scanner, query);
  return { findings: scanner.findings(), warnings: scanner.shadows().map(shadowWarning) };
}

/** What one file says that its document does not account for. A file that belongs to no document is `verify`'s to refuse. */
function closedWorldOf(name: string, { pdf, html }: FileText, { release, fingerprint }: ScannedPack): Finding[] {
  const document = release.documents.find(({ file }) => file === name);
  if (document !== undefined) return pdf === null ? [] : checkClosedWorld(pdf, release, document, fingerprint);
  const edition = release.documents.find((other) => htmlFileOf(other) === name);
  if (edition === undefined) return [];
  return html === null
    ? [{ kind: 'unreadable', where: name, what: 'a web page', count: 1 }]
    : checkHtmlClosedWorld(html, release, edition, fingerprint);
}

/** What a pack is refused with. */
export function leakFound(findings: readonly Finding[]): RefusedError {
  const lines = findings.slice(0, 20).map((finding) => {
    const whose = finding.source === undefined ? '' : ` of ${finding.source} record ${finding.record ?? '?'}`;
    return `  ${finding.where}: ${finding.kind}${whose}`;
  });
  const more = findings.length > 20 ? `\n  and ${findings.length - 20} more` : '';
  return new RefusedError(`The leak scan refuses this pack: it found what nobody agreed to release.\n${lines.join('\n')}${more}`, {
    code: 'leak-found',
    hint: 'Look at the records named above and at the campaign texts. What the campaign publishes on purpose goes into pack.publish of campaign.yaml.',
  });
}

/** Digests that a document's PDF holds by its format: its identifier, and the checksum of its attachment (ISO 32000-1, 7.11.4). */
function digestsOf(document: ReleaseDocument, { release, fingerprint }: ScannedPack): string[] {
  const checksum = createHash('md5')
    .update(statementBytes(release, document, fingerprint))
    .digest('hex');
  return [Buffer.from(documentId(fingerprint, document.file)).toString('hex'), checksum];
}

function shadowWarning({ kind, where, count }: ReturnType<Scanner['shadows']>[number]): string {
  const what =
    kind === 'initials'
      ? 'letters that are the initials of somebody’s full name'
      : 'a code that is the Soundex code of somebody’s full name';
  return `In ${where} stand ${what}${count > 1 ? `, ${plural(count, 'time')}` : ''}. It can be chance: look at it before you hand the pack in.`;
}

/** What may stand in a pack although a record holds it too: the campaign file's own facts and the consented display strings. */
function allowedStrings(release: Release, campaign: Campaign): string[] {
  return [
    ...release.published,
    ...campaign.organisers.flatMap((organiser) => [
      organiser.name,
      organiser.signatory ?? '',
      organiser.role ?? '',
      organiser.contact ?? '',
      ...(organiser.address ?? []),
    ]),
    ...campaign.targets.flatMap((target) => [
      target.name,
      target.role ?? '',
      target.organisation ?? '',
      ...(target.address ?? []),
      target['signed-to'] ?? '',
      ...(target.addressees ?? []).flatMap(({ name, role }) => [name, role ?? '']),
      ...(target.cc ?? []).map((copy) => copy.name),
    ]),
    campaign.title,
    campaign.ask ?? '',
    ...campaign.aims,
    ...campaign.statistics.flatMap((statistic) => [statistic.value, statistic.label, statistic.source ?? '']),
    ...release.organisations.flatMap((organisation) => [organisation.name, organisation.acronym ?? '']),
    ...namesIn(release).map(({ name, place }) => (place === undefined ? name : `${name}, ${place}`)),
    ...commentsIn(release).map(({ text }) => text),
    ...(release.breakdown?.areas ?? []).map(({ name }) => name),
    ...(release.seal === undefined ? [] : [release.seal.name, ...release.seal.says]),
    // The one date of the pack, which its metadata repeat.
    release.date,
  ].filter((text) => text !== '');
}

/** Everybody whom any document shows, as that document shows them. */
function namesIn(release: Release): readonly ReleaseSignatory[] {
  const own = release.documents.flatMap((document) => document.own?.signatories.entries ?? []);
  return [...release.signatories.entries, ...own, ...commentsIn(release)];
}

function commentsIn(release: Release): readonly ReleaseComment[] {
  return [...(release.comments ?? []), ...release.documents.flatMap((document) => document.own?.comments ?? [])];
}

/** One kind of value and the query for it, which gives source, record and value; `%` stands for the condition on the batch. */
interface NeedleQuery {
  readonly kind: NeedleKind;
  readonly table: string;
  readonly sql: string;
}

const COUNTED = `signatures s JOIN ledger l ON l.signature_id = s.signature_id AND l.fate = 'counted'`;
const HOLDERS: readonly (readonly [string, string, string])[] = [
  ['signatures', COUNTED, 'l.source, l.record'],
  ['set-aside', '"set-aside" s', 's.source, s.record'],
];

/** The name of an organisation is no personal data; that of the person who signed for it is. */
const PERSON_OF_ORGANISATION = `CASE WHEN s.kind = 'person' THEN s.full_name
  WHEN s.given_name <> '' AND s.family_name <> '' THEN s.given_name || ' ' || s.family_name
  WHEN s.organisation <> '' AND s.full_name <> s.organisation THEN s.full_name ELSE '' END`;

const FIELDS: readonly (readonly [NeedleKind, string])[] = [
  ['name', PERSON_OF_ORGANISATION],
  ['email', 's.email'],
  ['phone', 's.phone'],
  ['postcode', 's.postcode'],
  ['address', 's.address'],
  ['date-of-birth', 's.date_of_birth'],
  ['comment', 's.comment'],
];

const NEEDLES: readonly NeedleQuery[] = [
  ...HOLDERS.flatMap(([table, from, place]) =>
    FIELDS.map(
      ([kind, value]): NeedleQuery => ({ kind, table, sql: `SELECT ${place}, ${value} AS value FROM ${from} WHERE ${value} <> '' AND %` }),
    ),
  ),
  { kind: 'record-id', table: 'signatures', sql: `SELECT l.source, l.record, s.signature_id AS value FROM ${COUNTED} WHERE %` },
  { kind: 'record-id', table: 'ledger', sql: `SELECT s.source, s.record, s.input_id AS value FROM ledger s WHERE s.input_id <> '' AND %` },
  {
    kind: 'file-name',
    table: 'ledger',
    // A sheet or a member of an archive is a part of the name; the file itself is one more.
    sql: `SELECT '' AS source, '' AS record, unnest(list_distinct([source, regexp_extract(source, '^[^#]+'), regexp_extract(source, '[^#]+$')])) AS value
FROM (SELECT DISTINCT source FROM ledger s WHERE %)`,
  },
];

const PAIRED: readonly NeedleQuery[] = HOLDERS.map(([table, from, place]) => ({
  kind: 'name-postcode',
  table,
  sql: `SELECT ${place}, s.full_name || chr(10) || s.postcode AS value FROM ${from} WHERE s.full_name <> '' AND s.postcode <> '' AND %`,
}));

/** Records whose values are in memory at one time. */
const BATCH = 20_000;

async function addNeedles(engine: Engine, scanner: Scanner, { kind, table, sql }: NeedleQuery): Promise<void> {
  const [total] = await engine.rows<{ rows: number }>(`SELECT count(*) AS rows FROM "${table}"`);
  for (let from = 0; from < (total?.rows ?? 0); from += BATCH) {
    const batch = `s.rowid >= ${from} AND s.rowid < ${from + BATCH}`;
    const rows = await engine.rows<{ source: string; record: string; value: Red }>(sql.replaceAll('%', batch), ['source', 'record']);
    scanner.addNeedles(
      rows.map(({ source, record, value }): ScanNeedle => ({ kind, value, source, record: record === '' ? null : Number(record) })),
    );
  }
}
