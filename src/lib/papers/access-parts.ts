/** The parts of an access bundle that are about one person: the records, how they were counted, and what was shown of them. As Markdown. */

import type { RecordField } from '../model/record.js';
import { formatCount, plural } from '../text.js';
import { escapeMarkdown } from './fill.js';
import { LEVEL_WORDS } from './phrases.js';

/** A record as the bundle shows it. */
export interface ShownAccessRecord {
  readonly source: string;
  readonly record: number;
  readonly inputId: string;
  readonly fate: string;
  readonly reason: string;
  readonly matched: { readonly source: string; readonly record: number; readonly evidence: string } | null;
  readonly cells: Readonly<Record<RecordField, string>>;
}

/** What of the person is in the release for one target. */
export interface Disclosure {
  readonly target: string;
  /** As it is printed, or null where the person is part of the number alone. */
  readonly shown: { readonly name: string; readonly place?: string } | null;
  readonly comment: boolean;
}

/** Names of fields for the person who asked. A field that says nothing is left out. */
const FIELD_WORDS: Readonly<Record<RecordField, string>> = {
  kind: 'Signed as',
  given_name: 'Given name',
  family_name: 'Family name',
  full_name: 'Whole name',
  organisation: 'Organisation',
  role: 'Role',
  email: 'E-mail address',
  phone: 'Telephone number',
  address: 'Street address',
  locality: 'Town',
  region: 'Region',
  postcode: 'Postcode',
  country: 'Country',
  date_of_birth: 'Date of birth',
  signed_at: 'Signed',
  comment: 'Comment',
  display_consent: 'May be shown',
  medium: 'Signed on',
};

const FATE_WORDS: Readonly<Record<string, string>> = {
  counted: 'counted',
  duplicate: 'not counted again, because another record is yours too',
  unconfirmed: 'not counted, because the platform says that it was not confirmed',
  withdrawn: 'not counted, because it was withdrawn',
  suppressed: 'not counted, because you asked to be removed',
  ineligible: 'not counted, because it cannot stand for anybody',
  'struck-out': 'not counted, by a rule of the organisers',
};

/** A list of each record's fields under a heading that says where it stands. */
export function recordsPart(records: readonly ShownAccessRecord[]): string {
  return records
    .map((record) => {
      const heading = `### ${escapeMarkdown(record.source)}, row ${record.record}`;
      const lines = [
        `- **What became of it:** ${fateWords(record)}`,
        ...(record.inputId === '' ? [] : [`- **Number on its platform:** ${escapeMarkdown(record.inputId)}`]),
        ...Object.entries(FIELD_WORDS).flatMap(([field, words]) => {
          const value = cellWords(field as RecordField, record.cells[field as RecordField]);
          return value === '' ? [] : [`- **${words}:** ${value}`];
        }),
      ];
      return `${heading}\n\n${lines.join('\n')}`;
    })
    .join('\n\n');
}

function fateWords({ fate, reason, matched }: ShownAccessRecord): string {
  if (reason === 'shared-email') return 'not counted, because the rules count no further name at this e-mail address';
  const words = escapeMarkdown(FATE_WORDS[fate] ?? fate);
  if (matched === null) return words;
  const evidence = matched.evidence === '' ? '' : `: ${escapeMarkdown(matched.evidence)}`;
  return `${words} (${escapeMarkdown(matched.source)}, row ${matched.record}${evidence})`;
}

/** Lines of a comment become one line; `access.json` has them as they were written. */
function cellWords(field: RecordField, value: string): string {
  if (field === 'display_consent') return LEVEL_WORDS[value as keyof typeof LEVEL_WORDS] ?? escapeMarkdown(value);
  return escapeMarkdown(value);
}

/** How many signatures the records make, and what is still open. */
export function countedPart(records: readonly ShownAccessRecord[], possibleLinks: number): string {
  const counted = records.filter(({ fate }) => fate === 'counted').length;
  const words =
    counted === 0
      ? `Nobody is counted for ${records.length === 1 ? 'this record' : `these ${formatCount(records.length)} records`}.`
      : `You are counted ${counted === 1 ? 'once' : `${formatCount(counted)} times`}, with ${plural(records.length, 'record')} in all.`;
  const open =
    possibleLinks === 0
      ? ''
      : ` In ${plural(possibleLinks, 'comparison')} with a record of somebody else it is still open whether both are one person; that other record is not shown here.`;
  return `${words}${open}`;
}

/** What stands in the release, target by target; `null` when nothing has been released. */
export function disclosedPart(disclosures: readonly Disclosure[] | null): string {
  if (disclosures === null) return 'Nothing has been made to be handed over yet, so nothing was shown to anybody.';
  return disclosures
    .map(({ target, shown, comment }) => {
      const what =
        shown === null
          ? 'you are part of the number, and nothing else of you is in what was made for this recipient'
          : `what was made for this recipient shows “${escapeMarkdown(shown.place === undefined ? shown.name : `${shown.name}, ${shown.place}`)}”${comment ? ', and your comment' : ''}, and nothing else of you`;
      return `- **${escapeMarkdown(target)}:** ${what}.`;
    })
    .join('\n');
}
