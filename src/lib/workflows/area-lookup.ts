/**
 * Areas from postcodes: the organiser's own look-up table, such as the ONS Postcode Directory or any file with a postcode and an area, joined
 * to the records. A postcode that the table does not have leaves a record's region as it was; nothing is guessed from parts of one.
 */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context, Engine } from '../context.js';
import { type ForbiddenDimensions, forbiddenHeader } from '../dimensions.js';
import { HandinError, InputError, RefusedError } from '../errors.js';
import type { CampaignLookup } from '../model/campaign.js';
import type { MergedLookup } from '../model/merge-report.js';
import { normalizedPostcodeSql } from '../normalize/postcode.js';
import { quoteText } from '../sql.js';
import { headerKey } from '../text.js';

/** Headers by which a table's columns are known when the campaign file names none. */
interface LookupHeaders {
  readonly postcode: readonly string[];
  readonly area: readonly string[];
}

/** Files whose bytes decide what a look-up gives, for the digest of a merge. */
export function lookupFiles(loaded: LoadedCampaign | null): string[] {
  const lookup = loaded?.campaign.lookup;
  if (lookup === undefined) return [];
  return [lookup.file, ...(lookup.names === undefined ? [] : [lookup.names])].map((name) => path.join(loaded?.folder ?? '', name));
}

/**
 * Sets `region` of `standardized_records` from `postcode`, after the matching, which it must not move. Null where the campaign has no table.
 * @throws RefusedError `lookup-forbidden` for a column about something that signatures are never told apart by
 * @throws InputError `lookup-columns` when a column cannot be found, `lookup-unreadable` when the table cannot be read
 */
export async function lookUpAreas(context: Context, engine: Engine, loaded: LoadedCampaign | null): Promise<MergedLookup | null> {
  const lookup = loaded?.campaign.lookup;
  if (loaded === null || lookup === undefined) return null;
  const area = await loadTable(context, engine, loaded, lookup);
  const key = normalizedPostcodeSql('r.postcode');
  await engine.run(`UPDATE standardized_records SET region = a.area FROM (
  SELECT r.source_id, r.record, l.area FROM standardized_records r JOIN area_lookup l ON l.postcode = ${key} WHERE r.kind = 'person' AND l.area IS NOT NULL
) a WHERE standardized_records.source_id = a.source_id AND standardized_records.record = a.record`);
  const [counts] = await engine.rows<{ records: number; matched: number; unknown: number; ambiguous: number }>(
    `SELECT count(*) AS records, count(l.area) AS matched, count(*) FILTER (WHERE l.postcode IS NULL AND ${key} <> '') AS unknown,
  count(*) FILTER (WHERE l.postcode IS NOT NULL AND l.area IS NULL) AS ambiguous
FROM standardized_records r LEFT JOIN area_lookup l ON l.postcode = ${key} WHERE r.kind = 'person'`,
  );
  await engine.run('DROP TABLE area_lookup');
  const { records = 0, matched = 0, unknown = 0, ambiguous = 0 } = counts ?? {};
  return { file: path.basename(lookup.file), area, records, matched, unknown, ambiguous, without: records - matched - unknown - ambiguous };
}

/** `area_lookup` (postcode, area), one row for each postcode; null for a postcode with two areas. Returns the header of the area. */
async function loadTable(context: Context, engine: Engine, { folder }: LoadedCampaign, lookup: CampaignLookup): Promise<string> {
  const table = await openTable(context, engine, path.join(folder, lookup.file));
  const known = context.io.files.bundledJson('profiles/vocabulary')['lookup'] as LookupHeaders;
  const postcode = columnOf(table, lookup.postcode, known.postcode, 'postcode');
  const area = columnOf(table, lookup.area, known.area, 'area', postcode.position);
  refuseForbidden(context, area.header);
  const code = `trim(${area.column})`;
  await engine
    .run(`CREATE TABLE area_codes AS SELECT ${normalizedPostcodeSql(postcode.column)} AS postcode, ${code} AS area FROM ${table.sql}
WHERE ${code} <> '' AND ${normalizedPostcodeSql(postcode.column)} <> ''`)
    .catch((cause: unknown) => {
      throw unreadable(lookup.file, cause);
    });
  const names = lookup.names === undefined ? null : await openTable(context, engine, path.join(folder, lookup.names));
  await engine
    .run(
      names === null
        ? 'CREATE TABLE area_names (code VARCHAR, name VARCHAR)'
        : `CREATE TABLE area_names AS SELECT trim(c0) AS code, min(trim(c1)) AS name FROM ${names.sql} GROUP BY 1 HAVING count(DISTINCT trim(c1)) = 1`,
    )
    .catch((cause: unknown) => {
      throw unreadable(names?.label ?? '', cause);
    });
  await engine.run(`CREATE TABLE area_lookup AS SELECT postcode, CASE WHEN count(DISTINCT c.area) = 1 THEN min(coalesce(n.name, c.area)) END AS area
FROM area_codes c LEFT JOIN area_names n ON n.code = c.area GROUP BY postcode`);
  await engine.run('DROP TABLE area_codes; DROP TABLE area_names');
  return area.header;
}

/** What signatures are never told apart by must not come in as an area either. */
function refuseForbidden(context: Context, header: string): void {
  const data = context.io.files.bundledJson('gate/data')['forbidden-dimensions'] as ForbiddenDimensions;
  const forbidden = forbiddenHeader(header, data);
  if (forbidden === null) return;
  throw new RefusedError(
    `lookup.area: this column is about ${forbidden.title}, by which signatures are never told apart. ${forbidden.why}`,
    {
      code: 'lookup-forbidden',
      hint: 'Name a column of areas, such as a region or a constituency. No option lifts this.',
    },
  );
}

/** A table of text columns `c0`, `c1`, ... as the engine reads it, with its header. */
interface OpenTable {
  readonly label: string;
  readonly header: readonly string[];
  readonly sql: string;
}

async function openTable(context: Context, engine: Engine, place: string): Promise<OpenTable> {
  const { files } = context.io;
  const label = path.basename(place);
  const staged = path.join(engine.stagingDir, `lookup-${files.sha256(place).slice(0, 16)}.csv`);
  files.copyFolder(place, staged);
  const [first] = await engine
    .rows<{ text: string }>(
      `SELECT text FROM read_csv(${quoteText(staged)}, auto_detect = false, header = false, delim = '\\x01', quote = '', escape = '', columns = {'text': 'VARCHAR'}) LIMIT 1`,
      // Green: the header of a published table.
      ['text'],
    )
    .catch((cause: unknown) => {
      throw unreadable(label, cause);
    });
  const line = (first?.text ?? '').replace(/^\ufeff/, '');
  const delimiter = [',', ';', '\t'].find((sign) => line.includes(sign)) ?? ',';
  const header = (context.io.readCsv(line, label, delimiter)[0] ?? []).map((cell) => cell.trim());
  if (header.length < 2) throw unreadable(label, undefined);
  const columns = header.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const sql = `read_csv(${quoteText(staged)}, auto_detect = false, header = true, delim = ${quoteText(delimiter)}, quote = '"', escape = '"', null_padding = true, columns = {${columns}})`;
  return { label, header, sql };
}

/** The column that the campaign file names, else the first whose header is known, else of two columns the other one. */
function columnOf(
  { header, label }: OpenTable,
  named: string | undefined,
  known: readonly string[],
  what: 'postcode' | 'area',
  taken = -1,
): { readonly column: string; readonly position: number; readonly header: string } {
  const keys = header.map(headerKey);
  const patterns = known.map((pattern) => new RegExp(`^${pattern}$`));
  const position =
    named !== undefined
      ? keys.indexOf(headerKey(named))
      : header.length === 2 && taken >= 0
        ? 1 - taken
        : keys.findIndex((key, index) => index !== taken && patterns.some((pattern) => pattern.test(key)));
  if (position < 0) {
    throw new InputError(
      `lookup: ${label} has no column ${named === undefined ? `that is known to hold the ${what}` : `of the name given for the ${what}`}.`,
      {
        code: 'lookup-columns',
        hint: `Name it in campaign.yaml, as lookup.${what}; it is a header of that file.`,
      },
    );
  }
  return { column: `c${position}`, position, header: header[position] ?? '' };
}

function unreadable(label: string, cause: unknown): InputError {
  if (cause instanceof InputError) return cause;
  // The statement is ours and fixed; where it fails over such a file, the file is what is wrong.
  if (cause instanceof HandinError && cause.code !== 'engine-statement') throw cause;
  return new InputError(`lookup: ${path.basename(label)} cannot be read as a table.`, {
    code: 'lookup-unreadable',
    hint: 'It must be CSV in UTF-8, with a header row and at least a postcode and an area.',
    cause,
  });
}
