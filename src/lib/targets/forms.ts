/**
 * Forms of address: what a class of addressee is usually called, as data with sources. Nothing here corrects what a campaign wrote; it
 * fills what was left out, and says where the usual form is another.
 */

import type { Addressee } from '../model/campaign.js';
import type { LetterForm } from '../model/letter-form.js';

/** One class of addressee, as its file has it. */
export interface Form {
  readonly id: string;
  /** As in a message: "a minister in the United Kingdom Cabinet who sits in the Commons". */
  readonly title: string;
  /** Roles from which the class is certain. */
  readonly derive?: {
    readonly roles?: readonly string[];
    readonly rolePrefixes?: readonly string[];
    readonly nameEnds?: readonly string[];
  };
  readonly name: { readonly begins?: readonly string[]; readonly ends?: readonly string[]; readonly endsNot?: readonly string[] };
  /** By language; the first that fits the role is the default. Empty where the name is needed. */
  readonly salutations: Readonly<Record<string, readonly { readonly role?: string; readonly text: string }[]>>;
  /** Also usual; `…` stands for a name. */
  readonly accepts?: Readonly<Record<string, readonly string[]>>;
  readonly close: LetterForm['close'];
  readonly farewell?: Readonly<Record<string, string>>;
}

/** A file of forms. */
export interface FormFile {
  readonly forms: readonly Form[];
}

export type Forms = ReadonlyMap<string, Form>;

export function formsOf(files: readonly FormFile[]): Forms {
  return new Map(files.flatMap(({ forms }) => forms.map((form) => [form.id, form])));
}

/** The form of an addressee: of the class that the campaign names, else of one that the role makes certain. */
export function formOf(addressee: Addressee, forms: Forms): Form | null {
  if (addressee.class !== undefined) return forms.get(addressee.class) ?? null;
  return [...forms.values()].find((form) => isCertain(form, addressee)) ?? null;
}

function isCertain({ derive }: Form, { role, name }: Addressee): boolean {
  if (derive === undefined || role === undefined) return false;
  const fitsRole = derive.roles?.includes(role) === true || derive.rolePrefixes?.some((start) => role.startsWith(start)) === true;
  return fitsRole && (derive.nameEnds?.some((end) => endsWith(name, end)) ?? true);
}

/** The usual salutation of a class in a language, or null where it needs a name or the language is not in the file. */
export function usualSalutation(form: Form, { role }: Addressee, language: string): string | null {
  const all = form.salutations[language] ?? [];
  return (all.find((one) => one.role !== undefined && one.role === role) ?? all.find((one) => one.role === undefined))?.text ?? null;
}

/** How the letter to a target begins and ends; `target.addressees` each add the line of their class once. */
export function letterForm(target: Addressee & { readonly addressees?: readonly Addressee[] }, forms: Forms, language: string): LetterForm {
  const addressees = [target, ...(target.addressees ?? [])];
  const lines = addressees.map((one) => {
    const form = formOf(one, forms);
    const usual = form === null ? null : usualSalutation(form, one, language);
    return { salutation: one.salutation?.replace(/[,:!]\s*$/u, '') ?? usual, form };
  });
  const salutations = [...new Set(lines.flatMap(({ salutation }) => salutation ?? []))];
  const farewell = lines[0]?.form?.farewell?.[language];
  return {
    salutations,
    close: salutations.length > 0 ? (lines[0]?.form?.close ?? 'named') : 'unnamed',
    ...(farewell === undefined ? {} : { farewell }),
  };
}

/** Where what was written departs from the usual form, in whole sentences. The campaign knows best; nothing is changed. */
export function departures(addressee: Addressee, form: Form, language: string): string[] {
  const { name, salutation } = addressee;
  const { begins, ends, endsNot } = form.name;
  const notes: string[] = [];
  if (begins?.some((start) => startsWith(name, start)) === false)
    notes.push(`the name of ${form.title} usually begins with ${listed(begins)}`);
  if (ends?.some((end) => endsWith(name, end)) === false) notes.push(`the name of ${form.title} usually ends with ${listed(ends)}`);
  const odd = endsNot?.find((end) => endsWith(name, end));
  if (odd !== undefined) notes.push(`the name of ${form.title} does not end with “${odd}”`);
  return [...notes, ...salutationNotes(form, addressee, salutation, language)];
}

function salutationNotes(form: Form, addressee: Addressee, salutation: string | undefined, language: string): string[] {
  const usual = usualSalutation(form, addressee, language);
  const accepted = [...(usual === null ? [] : [usual]), ...(form.accepts?.[language] ?? [])];
  if (salutation === undefined) {
    return usual === null
      ? [`there is no salutation for ${form.title} that fits without the name; write salutation, or the letter begins as to a stranger`]
      : [];
  }
  if (accepted.length === 0 || accepted.some((one) => fits(one, salutation))) return [];
  return [`a letter to ${form.title} usually begins ${listed(accepted.slice(0, 3))}`];
}

/** Whether a salutation is a pattern's: letters alike, `…` for any name. */
function fits(pattern: string, salutation: string): boolean {
  const given = salutation.replace(/[,:!]\s*$/u, '').toLowerCase();
  const [head = '', tail] = pattern.toLowerCase().split('…');
  return tail === undefined ? given === head : given.startsWith(head) && given.length > head.length;
}

const startsWith = (name: string, start: string): boolean => name.toLowerCase().startsWith(`${start.toLowerCase()} `);
const endsWith = (name: string, end: string): boolean => name.split(/[\s,]+/u).includes(end);
const listed = (words: readonly string[]): string => words.map((word) => `“${word}”`).join(' or ');
