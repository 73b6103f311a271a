/** What to look at before letters go out: who holds an office, and forms of address. It warns and never blocks. */

import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import type { Addressee, Campaign, IsoDate, Target } from '../model/campaign.js';
import type { LetterForm } from '../model/letter-form.js';
import { departures, type FormFile, type Forms, formOf, formsOf, letterForm } from '../targets/forms.js';
import { type Changes, staleness } from '../targets/holders.js';
import { listOf, namedOrThat, suggestSimilar } from '../text.js';

export interface GuardedTargets {
  /** How each target's letter begins and ends, by the target's id. */
  readonly letterForms: ReadonlyMap<string, LetterForm>;
  readonly warnings: readonly string[];
}

/**
 * @param date of the pack
 * @throws InputError `target-class-unknown` for a class that no file has
 */
export function guardTargets(context: Context, campaign: Campaign, date: IsoDate): GuardedTargets {
  const files = context.io.files.bundledJson('targets/data') as Readonly<Record<string, unknown>>;
  const forms = formsOf(Object.entries(files).flatMap(([name, file]) => (name.startsWith('forms-') ? [file as FormFile] : [])));
  const changes = files['changes'] as Changes;
  const language = campaign.language.toLowerCase().split('-')[0] ?? '';
  const letterForms = new Map(campaign.targets.map((target) => [target.id, letterForm(target, forms, language)]));
  const warnings = campaign.targets.flatMap((target, index) => warningsOf(target, index, { forms, changes, language, date }));
  return { letterForms, warnings };
}

interface Asked {
  readonly forms: Forms;
  readonly changes: Changes;
  readonly language: string;
  readonly date: IsoDate;
}

function warningsOf(target: Target, index: number, { forms, changes, language, date }: Asked): string[] {
  const place = `targets[${index}] (${target.id})`;
  const people: { readonly addressee: Addressee; readonly at: string }[] = [
    { addressee: target, at: place },
    ...(target.addressees ?? []).map((addressee, at) => ({ addressee, at: `${place}, addressees[${at}]` })),
  ];
  return people.flatMap(({ addressee, at }) => {
    const form = formOf(addressee, forms);
    if (addressee.class !== undefined && form === null) throw unknownClass(addressee.class, at, forms);
    // An institution without a role has no holder who could change.
    const isOffice = addressee.role !== undefined;
    const old = isOffice ? staleness({ role: addressee.role, class: form?.id ?? null, ...asOf(addressee, target) }, date, changes) : [];
    const notes = form === null ? [] : departures(addressee, form, language);
    return [...old, ...notes].map((note) => `${at}: ${note}.`);
  });
}

/** Addressees of one letter are usually checked on one day. */
function asOf(addressee: Addressee, target: Target): { asOf?: IsoDate } {
  const day = addressee['as-of'] ?? target['as-of'];
  return day === undefined ? {} : { asOf: day };
}

function unknownClass(id: string, at: string, forms: Forms): InputError {
  const near = suggestSimilar(id, [...forms.keys()]);
  return new InputError(`${at}: there is no class of addressee${namedOrThat(id)}.`, {
    code: 'target-class-unknown',
    hint: `${near === null ? '' : `Did you mean ${near}? `}Classes: ${listOf([...forms.keys()])}. Or leave class out and write salutation.`,
  });
}
