/**
 * Writes the labelled records that match quality is measured on: `node scripts/make-labelled-pairs.mjs [FILE]`. Same bytes on every run.
 * Every person is invented: the addresses are at example.org, .com, .net and .example, the telephones are Ofcom's drama numbers, and no
 * postcode area is ZX or ZZ. `person` says who each record is; everything else is what a signer might have written.
 */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const place = process.argv[2] ?? fileURLToPath(new URL('../fixtures/pairs/records.csv', import.meta.url));

const SEED = 20261126;
const COLUMNS = ['person', 'source', 'full_name', 'email', 'phone', 'address', 'locality', 'postcode', 'date_of_birth', 'signed_at'];

let state = SEED;
/** A whole number from 0 to below `end`. */
function draw(end) {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
}
const pick = (list) => list[draw(list.length)];
const happens = (percent) => draw(100) < percent;

/** Each people's names: given names (as written, in Latin letters, perhaps a short form) and family names (as written, in Latin letters). */
const PEOPLES = [
  {
    weight: 10,
    given: [
      ['Elizabeth', 'Elizabeth', 'Liz'],
      ['Margaret', 'Margaret', 'Maggie'],
      ['Katherine', 'Katherine', 'Kate'],
      ['Robert', 'Robert', 'Bob'],
      ['William', 'William', 'Bill'],
      ['Theodore', 'Theodore', 'Ted'],
      ['Ottilie', 'Ottilie'],
      ['Bernard', 'Bernard', 'Bernie'],
      ['Rosamund', 'Rosamund'],
      ['Gideon', 'Gideon'],
      ['Ann', 'Ann', 'Annie'],
      ['Leopold', 'Leopold', 'Leo'],
    ],
    family: [
      'Quillfeather',
      'Inkwell',
      'Blotter',
      'Foolscap',
      'Vellum-Parch',
      'Ledgerwood',
      "O'Nib",
      'MacQuire',
      'Scrivener',
      'Colophon',
      'Marginson',
      'Folio',
    ].map((name) => [name, name]),
  },
  {
    weight: 3,
    given: [
      ['Zoë', 'Zoe'],
      ['Jürgen', 'Juergen'],
      ['Łucja', 'Lucja'],
      ['José María', 'Jose Maria', 'José'],
      ['Søren', 'Soren'],
      ['Ángela', 'Angela'],
    ],
    family: [
      ['Tintenfaß', 'Tintenfass'],
      ['García Plumas', 'Garcia Plumas'],
      ['van der Veder', 'van der Veder'],
      ['Piórko', 'Piorko'],
      ['Blækhus', 'Blaekhus'],
    ],
  },
  {
    weight: 2,
    given: [
      ['Дмитрий', 'Dmitry', 'Дима'],
      ['Юлия', 'Yulia'],
      ['Александр', 'Alexander', 'Саша'],
      ['Ольга', 'Olga'],
    ],
    family: [
      ['Чернилов', 'Chernilov'],
      ['Перов', 'Perov'],
      ['Бумагин', 'Bumagin'],
    ],
  },
  {
    weight: 2,
    given: [
      ['محمد', 'Muhammad'],
      ['فاطمة', 'Fatima'],
      ['يوسف', 'Yusuf'],
    ],
    family: [
      ['حبري', 'Hibri'],
      ['قلمي', 'Qalami'],
    ],
  },
  {
    weight: 1,
    given: [
      ['Γιώργος', 'Giorgos'],
      ['Ελένη', 'Eleni'],
    ],
    family: [
      ['Μελάνης', 'Melanis'],
      ['Πέννας', 'Pennas'],
    ],
  },
  // Family name first, as it is written.
  {
    weight: 2,
    familyFirst: true,
    given: [
      ['小明', 'Xiaoming'],
      ['美丽', 'Meili'],
    ],
    family: [
      ['李', 'Li'],
      ['王', 'Wang'],
    ],
  },
];
const STREETS = ['Quill Street', 'Inkwell Road', 'Harbour Row', 'Parchment Hill', 'Blotting Lane', 'Nib Avenue', 'Ledger Close'];
const SHORT = { Street: 'St', Road: 'Rd', Lane: 'Ln', Avenue: 'Ave', Close: 'Cl' };
const TOWNS = ['Inkchester', 'Quillford', 'Penzley', 'Blotham'];
const DOMAINS = ['mail.example.org', 'post.example.net', 'example.com', 'letters.example'];

const pad = (number, digits = 2) => String(number).padStart(digits, '0');
const birthDay = (from, years) => `${from + draw(years)}-${pad(1 + draw(12))}-${pad(1 + draw(28))}`;
const plain = (text) =>
  text
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();

const addresses = new Set();
/** An address that nobody else has: an e-mail address is not given twice. */
function makeEmail(given, family) {
  for (;;) {
    const email = `${plain(given[1])}${pick(['.', '', '_'])}${plain(family[1])}${happens(30) ? draw(90) + 10 : ''}@${pick(DOMAINS)}`;
    if (addresses.has(email)) continue;
    addresses.add(email);
    return email;
  }
}

function makePerson(household, people, born) {
  const given = pick(people.given);
  const name = { given, family: household.family, familyFirst: people.familyFirst === true };
  const email = makeEmail(given, household.family);
  return {
    name,
    email: happens(20) ? '' : email,
    phone: happens(40) ? `07700 900${pad(draw(1000), 3)}` : '',
    birth: happens(40) ? birthDay(born, 25) : '',
    household,
  };
}

let houses = 0;
function makeHousehold() {
  houses++;
  const people = pick(PEOPLES.flatMap((one) => Array.from({ length: one.weight }, () => one)));
  const household = {
    family: pick(people.family),
    street: `${1 + draw(99)} ${pick(STREETS)}`,
    town: pick(TOWNS),
    postcode: `ZZ${10 + draw(80)} ${1 + draw(9)}${'ABDEF'[draw(5)]}${'GHJLN'[draw(5)]}`,
  };
  const members = [makePerson(household, people, 1940)];
  if (happens(45)) {
    const partner = makePerson(household, people, 1940);
    // A couple on one address; two of one name in one house only where their dates of birth tell them apart.
    if (happens(50)) partner.email = members[0].email;
    if (partner.name.given !== members[0].name.given) members.push(partner);
  }
  if (happens(12)) {
    const child = { ...makePerson(household, people, 1980), birth: birthDay(1985, 15), email: '' };
    if (members.every(({ name }) => name.given !== child.name.given)) members.push(child);
  }
  if (happens(8) && members[0].birth !== '') {
    const child = { ...members[0], birth: birthDay(Number(members[0].birth.slice(0, 4)) + 24, 8), email: '', phone: '' };
    members.push(child);
  }
  return members;
}

/** One letter of a word replaced, left out, doubled, or exchanged with the next. */
function slip(text) {
  const letters = [...text];
  const at = 1 + draw(Math.max(1, letters.length - 2));
  const how = draw(4);
  if (how === 0) letters.splice(at, 1, pick([...'aeionrst']));
  else if (how === 1) letters.splice(at, 1);
  else if (how === 2) letters.splice(at, 0, letters[at] ?? '');
  else letters.splice(at, 2, letters[at + 1] ?? '', letters[at] ?? '');
  return letters.join('');
}

const written = ({ given, family, familyFirst }, script) =>
  familyFirst && script === 0 ? `${family[0]}${given[0]}` : `${given[script]} ${family[script]}`;

function recordOf(person, { again }) {
  const { household, name } = person;
  const record = {
    source: 'online.csv',
    full_name: written(name, 0),
    email: person.email,
    phone: person.phone,
    address: household.street,
    locality: household.town,
    postcode: household.postcode,
    date_of_birth: person.birth,
    signed_at: `2025-0${again ? 4 : 3}-${pad(1 + draw(28))}`,
  };
  if (!again) return record;
  const changes = 1 + draw(2);
  for (let change = 0; change < changes; change++) {
    switch (draw(11)) {
      case 0:
        record.full_name = slip(record.full_name);
        break;
      case 1:
        record.full_name = written(name, 1);
        break;
      case 2:
        if (name.given[2] !== undefined) record.full_name = `${name.given[2]} ${name.family[0]}`;
        break;
      case 3:
        record.full_name = record.full_name.toUpperCase();
        break;
      case 4:
        record.email = record.email === '' ? '' : slip(record.email);
        break;
      case 5:
        Object.assign(record, { source: 'paper.csv', email: '', phone: '', date_of_birth: '' });
        break;
      case 6:
        Object.assign(record, { address: '', locality: '' });
        break;
      case 7:
        record.address = record.address.replace(/\w+$/, (word) => SHORT[word] ?? word);
        break;
      case 8:
        record.full_name = `${name.family[0]} ${name.given[0]}`;
        break;
      case 9:
        record.postcode = slip(record.postcode).toUpperCase();
        break;
      default:
        // Moved house; only who can be known by an address of their own is anybody at the new one.
        if (record.email !== '')
          Object.assign(record, { address: `${1 + draw(99)} ${pick(STREETS)}`, postcode: `ZX${10 + draw(80)} 9AA`, locality: pick(TOWNS) });
    }
  }
  return record;
}

const records = [];
let persons = 0;
while (records.length < 240) {
  for (const person of makeHousehold()) {
    persons++;
    const copies = 1 + (happens(30) ? 1 : 0) + (happens(8) ? 1 : 0);
    for (let copy = 0; copy < copies; copy++) records.push({ person: `p${pad(persons, 3)}`, ...recordOf(person, { again: copy > 0 }) });
  }
}
const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const lines = [COLUMNS, ...records.map((record) => COLUMNS.map((column) => record[column]))].map((row) => row.map(cell).join(','));
writeFileSync(place, `${lines.join('\n')}\n`);
process.stdout.write(`${records.length} records of ${persons} people in ${houses} households\n`);
