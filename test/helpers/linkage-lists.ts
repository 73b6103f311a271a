/** Small lists of invented households for properties of linking: couples on one e-mail, records made twice with a slip, namesakes. */

import fc from 'fast-check';

import type { TestRecord } from './linkage.js';

const GIVEN = [
  'Ada',
  'Bernard',
  'Elizabeth',
  'Liz',
  'Dmitry',
  'Дмитрий',
  'Fernanda',
  'Fernando',
  'Mohammed',
  'Muhamad',
  'Xiaoming',
  'Zoë',
  '????',
];
const FAMILY = [
  'Quillfeather',
  'Inkwell',
  'Blotter',
  'Garcia Lopez',
  'Garcia',
  'van der Nib',
  'Чернилов',
  'Chernilov',
  'Al-Hibri',
  'Li',
  '?????',
];

/** A day from 1940 on. */
const dayOf = (days: number): string => new Date(Date.UTC(1940, 0, 1 + days)).toISOString().slice(0, 10);

/** A postcode that has little in common with those of the next houses. */
export function postcodeOf(house: number): string {
  const letters = 'ABDEFGHJLNPQRSTUWXYZ';
  const at = (step: number): string => letters[(house * step + step) % letters.length] ?? '';
  return `Z${at(3)}${10 + ((house * 37) % 89)} ${(house * 7) % 10}${at(11)}${at(13)}`;
}

interface Person {
  readonly given: string;
  readonly birth: string;
  /** Whether they use the address of the household. */
  readonly sharesEmail: boolean;
  /** What happens to each record but the first. */
  readonly again: readonly Change[];
}

type Change = 'same' | 'typo' | 'email-typo' | 'paper' | 'moved' | 'swapped' | 'withdrawn' | 'unconfirmed' | 'no-address' | 'nameless';

const CHANGES: readonly Change[] = [
  'same',
  'typo',
  'typo',
  'email-typo',
  'paper',
  'paper',
  'moved',
  'swapped',
  'withdrawn',
  'unconfirmed',
  'no-address',
  'nameless',
];

const person: fc.Arbitrary<Person> = fc.record({
  given: fc.constantFrom(...GIVEN),
  birth: fc.oneof(fc.constant(''), fc.integer({ min: 0, max: 20_000 }).map(dayOf)),
  sharesEmail: fc.boolean(),
  again: fc.array(fc.constantFrom(...CHANGES), { maxLength: 2 }),
});

const household = fc.record({
  family: fc.constantFrom(...FAMILY),
  street: fc.constantFrom('Quill Street', 'Inkwell Rd', 'Harbour Row'),
  people: fc.array(person, { minLength: 1, maxLength: 3 }),
  hasAddress: fc.boolean(),
});

/** Drops the letter in the middle. */
const slip = (text: string): string => text.slice(0, text.length >> 1) + text.slice((text.length >> 1) + 1);

function changed(record: TestRecord, change: Change): TestRecord {
  const name = record.full_name ?? '';
  switch (change) {
    case 'same':
      return record;
    case 'typo':
      return { ...record, full_name: slip(name) };
    case 'email-typo':
      return { ...record, email: slip(record.email ?? '') };
    case 'paper':
      return { ...record, email: '', source: 'paper.csv' };
    case 'moved':
      return { ...record, postcode: 'YY11 9XX', address: '99 Far Lane' };
    case 'swapped':
      return { ...record, full_name: name.split(' ').reverse().join(' ') };
    case 'withdrawn':
    case 'unconfirmed':
      return { ...record, status: change };
    case 'no-address':
      return { ...record, postcode: '', address: '' };
    case 'nameless':
      return { ...record, full_name: '' };
  }
}

/** Lists of households, each record once per place it stands at; `number` sets one list apart from others: they share no value but names. */
export const householdLists = (households: { readonly minLength: number; readonly maxLength: number }): fc.Arbitrary<TestRecord[]> =>
  fc.array(household, households).map((all) =>
    all.flatMap(({ family, street, people, hasAddress }, house) =>
      people.flatMap(({ given, birth, sharesEmail, again }, member) => {
        const first: TestRecord = {
          full_name: `${given} ${family}`,
          email: sharesEmail ? `house${house}@example.org` : `member${house}.${member}@example.org`,
          postcode: postcodeOf(house),
          address: hasAddress ? `${house * 17 + 1} ${street}` : '',
          date_of_birth: birth,
          signed_at: `2025-04-${String(1 + ((house * 7 + member) % 28)).padStart(2, '0')}`,
        };
        return [first, ...again.map((change, place) => ({ ...changed(first, change), signed_at: `2025-05-0${place + 1}` }))];
      }),
    ),
  );

/** The same records in another order that follows from the seed. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  return list
    .map((item, index) => ({ item, key: Math.imul(index + 1, seed | 1) >>> 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
