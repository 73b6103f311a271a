/** What the gate is given: the facts of a campaign and of its last merge, read from the private folder. */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import { packDate } from '../config.js';
import type { Context, Engine } from '../context.js';
import { InputError, RefusedError } from '../errors.js';
import type { PrivateSignature } from '../gate/display.js';
import type { RuleCount } from '../gate/duplicates.js';
import type { GateInput } from '../gate/release.js';
import type { Campaign, SectionId } from '../model/campaign.js';
import { SECTION_IDS } from '../model/campaign.js';
import type { MergeReport } from '../model/merge-report.js';
import type { ConsentLevel } from '../model/record.js';
import type { ReleaseOrganisation } from '../model/release.js';
import type { RichText } from '../model/rich-text.js';
import { catalogueLanguages, wordsLanguage } from '../pack/messages/index.js';
import { commentIdSql } from '../review/comments.js';
import { namedOrThat, plural, suggestSimilar } from '../text.js';
import { buildCheckReport } from '../thresholds/report.js';
import { AREA_FIELDS } from './breakdown.js';
import { campaignTargets, countsOf, listFactsOf, loadSchemes, withList } from './check.js';
import { loadApprovedComments } from './comment-log.js';
import { privateFolder } from './private-folder.js';
import { readSignals } from './signals.js';
import { guardTargets } from './target-guard.js';

/** Everything that `buildRelease` needs, and what the check of the thresholds warns of. */
export interface PreparedInput {
  readonly input: GateInput;
  readonly warnings: readonly string[];
}

/**
 * Reads the gate's input. `engine` holds the tables `signatures`, `ledger` and `set-aside` of the merge.
 * @throws RefusedError `expect-mismatch` when the campaign file expects other numbers
 */
export async function readGateInput(context: Context, engine: Engine, merge: MergeReport, loaded: LoadedCampaign): Promise<PreparedInput> {
  const { campaign } = loaded;
  expectCounts(campaign, merge);
  const date = packDate(campaign, context);
  const schemes = loadSchemes(context);
  const counts = countsOf(merge, loaded);
  const { letterForms, warnings } = guardTargets(context, campaign, date);
  const list = await listFactsOf(context, engine, counts);
  // The same answers as those of `handin check`: a pack must not call a threshold met that the organisers were told is not.
  const check = buildCheckReport({
    at: date,
    counts,
    ranges: { signatures: merge.range, organisations: merge.organisationRange },
    targets: campaignTargets(context, loaded, schemes).map((target) => withList(target, list)),
  });
  return {
    input: {
      version: context.version,
      campaign,
      date,
      sections: sectionsOf(context, campaign),
      texts: readTexts(context, loaded),
      people: merge.counts.people,
      duplicateRules: await duplicateRules(engine),
      method: merge.settings.match,
      signals: readSignals(context, privateFolder(loaded, context.cwd), merge)?.report ?? null,
      collectsSignatures: campaign.sources.length > 0,
      signatures: campaign.display.ceiling === 'count-only' ? [] : await readSignatures(context, engine, loaded),
      organisationCount: merge.organisations,
      organisations: await namedOrganisations(context, engine, loaded),
      thresholds: check.results,
      letterForms,
    },
    warnings: [
      ...languageWarnings(campaign.language),
      ...warnings,
      ...new Set(check.results.flatMap(({ name, warnings: said }) => said.map((warning) => `${name}: ${warning}`))),
    ],
  };
}

/** How many records of people each rule found to be one person's. */
export async function duplicateRules(engine: Engine): Promise<RuleCount[]> {
  return engine.rows<{ rule: string; records: number }>(
    `SELECT l.rule, count(*) AS records FROM ledger l JOIN "set-aside" r ON r.source = l.source AND r.record = l.record
WHERE l.reason = 'same-person' AND r.kind = 'person' GROUP BY l.rule ORDER BY l.rule`,
    ['rule'],
  );
}

/** A campaign may speak any language; what the pack itself says is there in some. */
export function languageWarnings(language: string): string[] {
  if (wordsLanguage(language) !== null) return [];
  return [
    `The pack’s own sentences are in English, because there are none in the language of the campaign. There are: ${catalogueLanguages().join(', ')}.`,
  ];
}

/** A signature with the id that decisions about its comment are kept by. */
export type SignatureRow = PrivateSignature & { readonly comment_id: string };

/**
 * Signatures that somebody agreed to be shown with. Dates of birth are those of every record of the person, so that no record can hide what
 * another one says.
 */
export async function readSignatures(context: Context, engine: Engine, loaded: LoadedCampaign): Promise<SignatureRow[]> {
  await loadApprovedComments(context, engine, privateFolder(loaded, context.cwd));
  const { display } = loaded.campaign;
  const place = display.place === 'region' ? 'region' : 'locality';
  const area = display.breakdown === undefined ? '' : `, s.${AREA_FIELDS[display.breakdown]} AS area`;
  const rows = await engine.rows(
    `WITH own AS (
  SELECT signature_id, date_of_birth, signed_at FROM signatures
  UNION ALL
  SELECT l.signature_id, r.date_of_birth, r.signed_at FROM "set-aside" r JOIN ledger l ON l.source = r.source AND l.record = r.record
  WHERE l.signature_id <> '' AND l.reason <> 'shared-email'
  UNION ALL
  -- Refused at a shared address, and yet a record of somebody who counts by another one.
  SELECT s.signature_id, r.date_of_birth, r.signed_at FROM "set-aside" r JOIN ledger l ON l.source = r.source AND l.record = r.record
  JOIN signatures s ON lower(s.full_name) = lower(r.full_name) AND (s.postcode = r.postcode OR s.email = r.email)
  WHERE l.reason = 'shared-email' AND r.date_of_birth <> ''
), ages AS (
  SELECT signature_id, string_agg(DISTINCT nullif(date_of_birth, ''), ';') AS births, min(nullif(signed_at, '')) AS first_signed
  FROM own GROUP BY signature_id HAVING births IS NOT NULL
)
SELECT s.given_name, s.family_name, s.full_name, s.${place} AS place, s.comment, s.display_consent,
  coalesce(a.births, '') AS births, coalesce(a.first_signed, '') AS first_signed,
  ${commentIdSql('l.identity_key', 's.comment')} AS comment_id, c.comment_id IS NOT NULL AS comment_approved${area}
FROM signatures s JOIN ledger l ON l.signature_id = s.signature_id AND l.fate = 'counted' LEFT JOIN ages a ON a.signature_id = s.signature_id
LEFT JOIN approved_comments c ON c.comment_id = ${commentIdSql('l.identity_key', 's.comment')}
WHERE s.kind = 'person' AND s.display_consent <> 'count-only'`,
    ['display_consent', 'comment_id'],
  );
  return rows as unknown as SignatureRow[];
}

/** A campaign's own statement of its numbers is held against the data; a text that says 58 must not be handed in with 57. */
function expectCounts(campaign: Campaign, merge: MergeReport): void {
  for (const kind of ['signatures', 'organisations'] as const) {
    const expected = campaign.expect[kind];
    if (expected !== undefined && expected !== merge[kind]) {
      throw new RefusedError(`The campaign file expects ${plural(expected, kind.slice(0, -1))}, the data has ${merge[kind]}.`, {
        code: 'expect-mismatch',
        hint: `Correct the data, or expect.${kind} in campaign.yaml together with the texts that speak of it.`,
      });
    }
  }
}

/** The sections of a pack: the campaign's own list, a bundled layout, or the layout of its kind. */
export function sectionsOf(context: Context, campaign: Campaign): readonly SectionId[] {
  const { layout, extras = [] } = campaign.pack;
  if (layout !== undefined && typeof layout !== 'string') return [...new Set([...layout, ...extras])];
  const layouts = context.io.files.bundledJson('pack/layouts') as Readonly<Record<string, { sections: readonly SectionId[] }>>;
  const chosen = layouts[layout ?? campaign.kind];
  if (chosen === undefined) {
    const near = suggestSimilar(layout ?? '', Object.keys(layouts));
    throw new InputError(`There is no layout${namedOrThat(layout ?? '')}.`, {
      code: 'layout-unknown',
      hint: `${near === null ? '' : `Did you mean "${near}"? `}Layouts: ${Object.keys(layouts).join(', ')}; or list the sections: ${SECTION_IDS.join(', ')}.`,
    });
  }
  return [...new Set([...withComments(chosen.sections, campaign.display.ceiling), ...extras])];
}

/** A bundled layout shows comments where the campaign has typed the ceiling that lets them out; each is still approved by hand. */
function withComments(sections: readonly SectionId[], ceiling: ConsentLevel): readonly SectionId[] {
  if (ceiling !== 'name-place-comment' || sections.includes('comments')) return sections;
  return sections.flatMap((id) => (id === 'signatories' ? [id, 'comments' as const] : [id]));
}

function readTexts(context: Context, { campaign, folder }: LoadedCampaign): GateInput['texts'] {
  const read = (name: string): RichText => context.io.parseMarkdown(context.io.files.readText(path.join(folder, name)), name);
  return {
    ...(campaign.body === undefined ? {} : { body: read(campaign.body) }),
    ...(campaign.letter === undefined ? {} : { letter: read(campaign.letter) }),
    ...(campaign.case === undefined ? {} : { case: read(campaign.case) }),
    ...(campaign.context === undefined ? {} : { context: read(campaign.context) }),
  };
}

/**
 * Organisations that may be named: those of the campaign's own list unless it says count-only, and those that signed
 * on a platform and agreed to be named. What the list says beside the name comes from the list itself.
 */
async function namedOrganisations(context: Context, engine: Engine, { campaign, folder }: LoadedCampaign): Promise<ReleaseOrganisation[]> {
  const rows = await engine.rows<{ source: string; record: string; organisation: string; country: string; consent: string }>(
    `SELECT l.source, l.record, CASE WHEN s.organisation <> '' THEN s.organisation ELSE s.full_name END AS organisation, s.country, s.display_consent AS consent
FROM signatures s JOIN ledger l ON l.signature_id = s.signature_id AND l.fate = 'counted'
WHERE s.kind = 'organisation' AND s.display_consent <> 'count-only' ORDER BY organisation`,
    // An organisation's name is not personal data, and these agreed to be named.
    ['source', 'record', 'organisation', 'country', 'consent'],
  );
  const list =
    campaign.organisations === undefined
      ? []
      : context.io.readCsv(context.io.files.readText(path.join(folder, campaign.organisations)), campaign.organisations);
  const header = (list[0] ?? []).map((cell) => cell.trim().toLowerCase());
  const listName = campaign.organisations === undefined ? null : path.basename(campaign.organisations);
  return rows.map((row) => {
    const own = row.source === listName ? list[Number(row.record)] : undefined;
    const cell = (column: string): string => (own?.[header.indexOf(column)]?.trim() ?? '').normalize('NFC');
    const extra = <Key extends keyof ReleaseOrganisation>(key: Key, column: string = key): { [one in Key]?: string } =>
      cell(column) === '' ? {} : ({ [key]: cell(column) } as { [one in Key]?: string });
    // Aliases are for finding the same organisation twice and stay inside.
    return {
      name: row.organisation.normalize('NFC'),
      ...extra('localName', 'name_local'),
      ...extra('acronym'),
      ...(own === undefined && row.country !== '' ? { country: row.country } : extra('country')),
      ...extra('group'),
    };
  });
}
