/**
 * Decides which records stand for the same organisation. How names are compared is in `match/organisations`, what becomes of the groups in
 * `match/organisation-steps.ts`; this is the one place where they meet the engine and the judgements of people.
 */

import type { Context, Engine } from '../context.js';
import {
  groupsByLinksStep,
  groupsByNameStep,
  ORGANISATIONS_SQL,
  organisationRecordsStep,
  organisationReviewStep,
  organisationVerdictsStep,
} from '../match/organisation-steps.js';
import { chooseQuestions, explainGroups, mayFallBy, relatedOrganisations } from '../match/organisations/explain.js';
import type { JudgedPairs, OrganisationData, OrganisationEntry, OrganisationLink, RelatedLink } from '../match/organisations/index.js';
import { matchOrganisations, splitAliases } from '../match/organisations/index.js';
import type { CountRangeReport } from '../model/linkage-report.js';
import type { RecordReference, RelatedOrganisations } from '../model/merge-report.js';
import type { CurrentJudgements, Judgement, StandingJudgement } from '../review/judgements.js';
import { currentJudgements, pairIdOf, resolveJudgements } from '../review/judgements.js';
import { quoteText } from '../sql.js';
import { runSteps } from './steps.js';

export interface OrganisationResult {
  readonly range: CountRangeReport;
  readonly related: RelatedOrganisations;
  /** Judgements that are about organisations of these files. */
  readonly judgements: number;
}

/** `organisation_verdicts` by the exact method: one organisation per normalized name. */
export async function nameOrganisations(engine: Engine): Promise<void> {
  await runSteps(engine, [organisationRecordsStep, groupsByNameStep, organisationVerdictsStep]);
}

/**
 * `organisation_verdicts` by the linked method; what a person should look at is added to `review_rows`. Needs `standardized_records`, `sources`
 * and `review_rows`. The same records give the same answer, whatever their order and the number of threads.
 */
export async function linkOrganisations(context: Context, engine: Engine, log: readonly Judgement[]): Promise<OrganisationResult> {
  await runSteps(engine, [organisationRecordsStep]);
  const { entries, withdrawn } = await readOrganisations(engine);
  const current = currentJudgements(log);
  const judged = await judgedPairs(engine, current);
  const matches = matchOrganisations(entries, readData(context), judged);
  const members = explainGroups(matches);
  const questions = await withKeys(engine, chooseQuestions(matches, judged), current);

  const words = new Map<string, number>();
  const placeOf = ({ reason, words: sentence }: OrganisationLink): number => {
    const key = JSON.stringify([reason, sentence]);
    const place = words.get(key) ?? words.size;
    words.set(key, place);
    return place;
  };
  const unreadable = new Set(matches.unreadable);
  await engine.run(
    'CREATE OR REPLACE TABLE organisation_numbers (entry INTEGER, organisation INTEGER, other INTEGER, words INTEGER, is_unreadable INTEGER)',
  );
  await engine.insertNumbers('organisation_numbers', [
    Int32Array.from(members, ({ id }) => id),
    Int32Array.from(members, ({ organisation }) => organisation),
    Int32Array.from(members, ({ id, organisation, link }) => (link === null ? organisation : link.left === id ? link.right : link.left)),
    Int32Array.from(members, ({ link }) => (link === null ? -1 : placeOf(link))),
    Int32Array.from(members, ({ id }) => (unreadable.has(id) ? 1 : 0)),
  ]);
  await loadQuestions(engine, questions, placeOf);
  await loadWords(engine, [...words.keys()]);
  await runSteps(engine, [groupsByLinksStep, organisationVerdictsStep, organisationReviewStep]);

  const [counts] = await engine.rows<{ decided: number }>(
    `SELECT count(*) FILTER (WHERE fate = 'counted') AS decided FROM organisation_verdicts`,
  );
  const decided = counts?.decided ?? 0;
  return {
    range: {
      lowest: decided - mayFallBy(matches, questions, withdrawn),
      decided,
      highest: decided,
      reviews: questions.filter(({ judgement }) => judgement === '').length,
      unsure: questions.filter(({ judgement }) => judgement !== '').length,
    },
    related: await describeRelated(engine, relatedOrganisations(matches, withdrawn)),
    judgements: judged.used,
  };
}

interface ReadOrganisations {
  readonly entries: readonly OrganisationEntry[];
  /** Ids of entries with a withdrawn record. */
  readonly withdrawn: ReadonlySet<number>;
}

async function readOrganisations(engine: Engine): Promise<ReadOrganisations> {
  const rows = await engine.rows<{
    id: number;
    name: string;
    acronym: string;
    aliases: string;
    country: string;
    email: number;
    withdrawn: boolean;
  }>(
    ORGANISATIONS_SQL,
    // An organisation's name is not personal data: a pack prints it. Its e-mail address may be somebody's, and stays where it is.
    ['name', 'acronym', 'aliases', 'country'],
  );
  return {
    entries: rows.map(({ id, name, acronym, aliases, country, email }) => ({
      id,
      name,
      acronym,
      aliases: splitAliases(aliases),
      country,
      email: email === 0 ? '' : String(email),
    })),
    withdrawn: new Set(rows.filter((row) => row.withdrawn).map(({ id }) => id)),
  };
}

function readData(context: Context): OrganisationData {
  const { files } = context.io;
  const own = files.bundledJson('match/organisations/data');
  return {
    legalForms: own['legal-forms'] as OrganisationData['legalForms'],
    genericWords: own['generic-words'] as OrganisationData['genericWords'],
    smallWords: own['small-words'] as OrganisationData['smallWords'],
    spelling: own['spelling'] as OrganisationData['spelling'],
    branchWords: own['branch-words'] as OrganisationData['branchWords'],
    places: own['places'] as OrganisationData['places'],
    countries: files.bundledJson('tidy/data')['countries'] as OrganisationData['countries'],
    letters: files.bundledJson('normalize/data')['letters'] as OrganisationData['letters'],
  };
}

/** Judgements by content become pairs of entries. Every entry of a key is meant; several of one key are joined or parted by it too. */
async function judgedPairs(engine: Engine, current: CurrentJudgements): Promise<JudgedPairs & { readonly used: number }> {
  const { applied, nonMatches } = resolveJudgements(current);
  const keys = new Set([...applied, ...nonMatches].flatMap(({ leftKey, rightKey }) => [leftKey, rightKey]));
  if (keys.size === 0) return { together: [], apart: [], used: 0 };
  // Keys are digests in our own form, checked when the log was read.
  const rows = await engine.rows<{ identity_key: string; entry: number }>(
    `SELECT DISTINCT identity_key, entry FROM organisation_records WHERE identity_key IN (${[...keys].map(quoteText).join(', ')}) ORDER BY entry`,
    ['identity_key'],
  );
  const entriesOf = new Map<string, number[]>();
  for (const { identity_key: key, entry } of rows) entriesOf.set(key, [...(entriesOf.get(key) ?? []), entry]);
  const pairsOf = ({ leftKey, rightKey }: StandingJudgement): (readonly [number, number])[] => {
    const [lefts, rights] = [entriesOf.get(leftKey) ?? [], entriesOf.get(rightKey) ?? []];
    return lefts.flatMap((left) =>
      rights.flatMap((right) => (left < right || (left > right && leftKey !== rightKey) ? [[left, right] as const] : [])),
    );
  };
  return {
    together: applied.flatMap(pairsOf),
    apart: nonMatches.flatMap(pairsOf),
    used: [...applied, ...nonMatches].filter(({ leftKey, rightKey }) => entriesOf.has(leftKey) && entriesOf.has(rightKey)).length,
  };
}

/** A question with the id that its judgement has. */
interface KeyedQuestion extends OrganisationLink {
  readonly pairId: string;
  readonly judgement: string;
}

/** One question per pair of keys: a judgement on it is about every entry that has one of them. */
async function withKeys(engine: Engine, questions: readonly OrganisationLink[], current: CurrentJudgements): Promise<KeyedQuestion[]> {
  const keys = new Map(
    (
      await engine.rows<{ rank: number; identity_key: string }>('SELECT rank, identity_key FROM organisation_records WHERE rank = entry', [
        'identity_key',
      ])
    ).map(({ rank, identity_key: key }) => [rank, key]),
  );
  const seen = new Set<string>();
  return questions.flatMap((link) => {
    const pairId = pairIdOf(keys.get(link.left) ?? '', keys.get(link.right) ?? '');
    if (seen.has(pairId)) return [];
    seen.add(pairId);
    return [{ ...link, pairId, judgement: current.get(pairId)?.judgement ?? '' }];
  });
}

const ROWS_AT_ONCE = 500;

async function loadQuestions(
  engine: Engine,
  questions: readonly KeyedQuestion[],
  placeOf: (link: OrganisationLink) => number,
): Promise<void> {
  await engine.run(
    'CREATE OR REPLACE TABLE organisation_questions (place INTEGER, l INTEGER, r INTEGER, words INTEGER, pair_id VARCHAR, judgement VARCHAR)',
  );
  const rows = questions.map(
    (question, place) =>
      `(${place}, ${question.left}, ${question.right}, ${placeOf(question)}, ${quoteText(question.pairId)}, ${quoteText(question.judgement)})`,
  );
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
    await engine.run(`INSERT INTO organisation_questions VALUES ${rows.slice(from, from + ROWS_AT_ONCE).join(', ')}`);
}

/** `organisation_words` (words, rule, sentence). A sentence may quote an acronym of the list, so it is bound and never written into a statement. */
async function loadWords(engine: Engine, words: readonly string[]): Promise<void> {
  await engine.run('CREATE OR REPLACE TABLE organisation_words (words INTEGER, rule VARCHAR, sentence VARCHAR)');
  for (let from = 0; from < words.length; from += ROWS_AT_ONCE) {
    const some = words.slice(from, from + ROWS_AT_ONCE);
    const places = some.map((_, index) => `(${from + index}, $${2 * index + 1}, $${2 * index + 2})`);
    await engine.run(
      `INSERT INTO organisation_words VALUES ${places.join(', ')}`,
      some.flatMap((key) => JSON.parse(key) as [string, string]),
    );
  }
}

/** Pairs that a report lists; of more it gives the number only. */
const RELATED_LISTED = 500;

async function describeRelated(engine: Engine, related: readonly RelatedLink[]): Promise<RelatedOrganisations> {
  const listed = related.slice(0, RELATED_LISTED);
  const ranks = [...new Set(listed.flatMap(({ left, right }) => [left, right]))];
  const rows =
    ranks.length === 0
      ? []
      : await engine.rows<{ rank: number; source: string; record: number }>(
          `SELECT rank, source, record FROM organisation_records JOIN sources USING (source_id) WHERE rank IN (${ranks.join(', ')})`,
          ['source'],
        );
  const places = new Map(rows.map(({ rank, source, record }): [number, RecordReference] => [rank, { source, record }]));
  const placeOf = (rank: number): RecordReference => places.get(rank) ?? { source: '', record: 0 };
  return {
    pairs: related.length,
    listed: listed.map(({ left, right, reason }) => ({ reason, left: placeOf(left), right: placeOf(right) })),
  };
}
