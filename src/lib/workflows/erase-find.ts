/** Whom a request to be removed means: the records of the last merge that answer to it, and the people they belong to. Over tables of the engine. */

import type { Context, Engine } from '../context.js';
import type { ErasedSource, ErasureRequest } from '../model/erasure.js';
import type { MergeReport } from '../model/merge-report.js';
import { normalizedEmailSql } from '../normalize/email.js';
import { normalizedNameSql } from '../normalize/name.js';
import { normalizedPostcodeSql } from '../normalize/postcode.js';
import { standardizeStep } from '../normalize/standardize.js';
import { commentIdSql } from '../review/comments.js';
import { step } from '../sql.js';
import { mergedRecordSteps } from './explain-data.js';
import { readNormalizeData } from './normalize-data.js';
import { runSteps } from './steps.js';

/** Requests by how many people answer to each. */
export interface FoundPeople {
  readonly notFound: readonly number[];
  readonly several: readonly number[];
}

const LINE = `r.source_id = l.source_id AND r.record = l.record`;

/**
 * `erased_people` (person, source_id, record): the records of everybody whom these requests mean. A request that several people answer to
 * means all of them only where `takesAll` says so. `engine` holds the files of the merge as tables.
 */
export async function findPeople(
  context: Context,
  engine: Engine,
  merge: MergeReport,
  { requests, takesAll }: { readonly requests: readonly ErasureRequest[]; readonly takesAll: boolean },
): Promise<FoundPeople> {
  await runSteps(engine, [...mergedRecordSteps(), standardizeStep(readNormalizeData(context), merge.settings.country ?? '')]);
  await loadRequests(context, engine, requests);
  await runSteps(engine, [
    step(
      'merged_ledger',
      'SELECT s.source_id, l.source, l.record::BIGINT AS record, l.fate, l.reason, l.signature_id FROM ledger l JOIN explained_sources s USING (source)',
    ),
    // A record that was refused at a shared address bears the signature of somebody else.
    step(
      'seeds',
      `SELECT g.request, r.source_id, r.record, r.kind, r.normalized_name, r.compared_email,
  CASE WHEN l.reason = 'shared-email' THEN '' ELSE l.signature_id END AS signature_id
FROM given g CROSS JOIN standardized_records r JOIN merged_ledger l ON ${LINE}
WHERE g.email <> '' AND r.compared_email = g.email AND (g.name IN ('', r.normalized_name) OR r.normalized_name = '')
  OR g.email = '' AND g.name <> '' AND g.postcode <> '' AND r.kind = 'person' AND r.normalized_name = g.name AND r.normalized_postcode = g.postcode
  OR g.id <> '' AND r.kind = 'person' AND l.signature_id = g.id AND l.reason <> 'shared-email'`,
    ),
    // Records of nobody's signature, withdrawn ones for instance, belong to the signature of the same name where there is one.
    step(
      'seed_people',
      `SELECT s.*, CASE WHEN s.kind <> 'person' THEN '' WHEN s.signature_id <> '' THEN s.signature_id
  ELSE coalesce(min(nullif(s.signature_id, '')) OVER (PARTITION BY s.request, s.kind, s.normalized_name), 'name ' || s.normalized_name) END AS own
FROM seeds s`,
    ),
    step(
      'request_people',
      `SELECT request, count(DISTINCT own) FILTER (WHERE kind = 'person') AS people FROM seed_people GROUP BY request`,
    ),
  ]);
  const counted = await engine.rows<{ request: number; people: number }>('SELECT request, people FROM request_people ORDER BY request');
  const peopleOf = new Map(counted.map(({ request, people }) => [request, people]));
  const several = requests.flatMap((_, request) => ((peopleOf.get(request) ?? 0) > 1 ? [request] : []));
  const refused = takesAll ? [] : several;
  await runSteps(engine, [
    // Two requests may mean one person.
    step(
      'chosen_people',
      `SELECT own, (row_number() OVER (ORDER BY own))::INTEGER AS person FROM (
  SELECT DISTINCT CASE WHEN own = '' THEN 'request ' || request ELSE own END AS own FROM seed_people
  WHERE request NOT IN (${[-1, ...refused].join(', ')}))`,
    ),
    step(
      'erased_people',
      `WITH own AS (
  SELECT c.person, s.source_id, s.record FROM seed_people s JOIN chosen_people c ON c.own = CASE WHEN s.own = '' THEN 'request ' || s.request ELSE s.own END
  UNION
  SELECT c.person, l.source_id, l.record FROM merged_ledger l JOIN chosen_people c ON c.own = l.signature_id WHERE l.reason <> 'shared-email'
), keys AS (
  SELECT DISTINCT o.person, r.compared_email, r.normalized_name FROM own o JOIN standardized_records r USING (source_id, record)
  WHERE r.compared_email <> '' AND r.normalized_name <> '' AND r.kind = 'person'
)
SELECT * FROM own
UNION
SELECT k.person, r.source_id, r.record FROM keys k JOIN standardized_records r USING (compared_email, normalized_name) WHERE r.kind = 'person'`,
    ),
  ]);
  return { notFound: requests.flatMap((_, request) => (peopleOf.has(request) ? [] : [request])), several: refused };
}

/** `given` (request, email, name, postcode, id): what people wrote, in the form in which records are compared. Values are bound, never quoted. */
export async function loadRequests(context: Context, engine: Engine, requests: readonly ErasureRequest[]): Promise<void> {
  const { emailDomains, letters, titles } = readNormalizeData(context);
  await engine.run('CREATE OR REPLACE TABLE asked (request INTEGER, email VARCHAR, name VARCHAR, postcode VARCHAR, id VARCHAR)');
  for (const [request, asked] of requests.entries()) {
    await engine.run('INSERT INTO asked VALUES ($1, $2, $3, $4, $5)', [
      request,
      asked.by === 'email' ? asked.email : '',
      asked.by === 'signature' ? '' : asked.name,
      asked.by === 'name' ? asked.postcode : '',
      asked.by === 'signature' ? asked.id : '',
    ]);
  }
  const email = normalizedEmailSql('email', emailDomains);
  await engine.run(`CREATE OR REPLACE TABLE given AS SELECT request, CASE WHEN ${email} <> '' THEN ${email} ELSE lower(trim(email)) END AS email,
  ${normalizedNameSql('name', letters, titles)} AS name, ${normalizedPostcodeSql('postcode')} AS postcode, trim(id) AS id FROM asked`);
}

/** Where the records lie that go, of people; organisations stay. */
export async function erasedSources(engine: Engine): Promise<ErasedSource[]> {
  const rows = await engine.rows<{ source: string; record: number }>(
    `SELECT DISTINCT l.source, l.record FROM erased_people e JOIN merged_ledger l USING (source_id, record)
JOIN standardized_records r USING (source_id, record) WHERE r.kind = 'person' ORDER BY l.source, l.record`,
    ['source'],
  );
  return [...new Set(rows.map(({ source }) => source))].map((source) => ({
    source,
    records: rows.flatMap((row) => (row.source === source ? [row.record] : [])),
  }));
}

/** Numbers that the report gives of them. */
export async function erasedCounts(engine: Engine): Promise<{ people: number; signatures: number; contacts: number }> {
  const [counts] = await engine.rows<{ people: number; signatures: number; contacts: number }>(
    `SELECT count(DISTINCT e.person) AS people, count(DISTINCT l.signature_id) FILTER (WHERE l.fate = 'counted' AND r.kind = 'person') AS signatures,
  count(*) FILTER (WHERE r.kind = 'organisation') AS contacts
FROM erased_people e JOIN merged_ledger l USING (source_id, record) JOIN standardized_records r USING (source_id, record)`,
  );
  return counts ?? { people: 0, signatures: 0, contacts: 0 };
}

/** The keys that judgements, decisions about comments and others know their records by, and the ids of their signatures. */
export async function erasedKeys(engine: Engine): Promise<{ keys: Set<string>; signatures: Set<string> }> {
  const rows = await engine.rows<{ identity_key: string; comment_id: string; signature_id: string }>(
    `SELECT DISTINCT r.identity_key, CASE WHEN r.comment = '' THEN '' ELSE ${commentIdSql('r.identity_key', 'r.comment')} END AS comment_id,
  CASE WHEN l.reason = 'shared-email' THEN '' ELSE l.signature_id END AS signature_id
FROM erased_people e JOIN standardized_records r USING (source_id, record) JOIN merged_ledger l USING (source_id, record) WHERE r.kind = 'person'`,
    ['identity_key', 'comment_id', 'signature_id'],
  );
  return {
    keys: new Set(rows.flatMap(({ identity_key, comment_id }) => (comment_id === '' ? [identity_key] : [identity_key, comment_id]))),
    signatures: new Set(rows.map(({ signature_id }) => signature_id).filter((id) => id !== '')),
  };
}
