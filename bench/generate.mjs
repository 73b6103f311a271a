// Invented signature exports of any size for the benchmarks, the same bytes for the same count. About one record in nine repeats a person.
import fs from 'node:fs';

const GIVEN = ['Ann', 'Łukasz', 'Olena', 'Yiannis', 'Siân', 'Nguyễn', 'Fatima', 'Tom', 'Zoë', 'Ivana', 'Amina', 'José'];
const FAMILY = ['Example', 'Przykład', 'Зразок', 'Παράδειγμα', 'Sample', 'Mfano', 'Příklad', 'Ejemplo', 'Specimen', 'Örnek'];

/** A 32-bit mixer, so that any record can be made from its number alone. */
export function mix(number) {
  let x = (number + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

export function nameOf(number) {
  const word = mix(number);
  return `${GIVEN[word % GIVEN.length]} ${FAMILY[(word >>> 8) % FAMILY.length]}${(word >>> 16) % 977}`;
}

const SYLLABLES = ['ba', 'de', 'fi', 'go', 'lu', 'ma', 'ne', 'pi', 'ro', 'su', 'ta', 've', 'wi', 'xo', 'yu', 'za'];

/** A name without a digit, as only such are shown; one of 786,432. */
export function shownNameOf(number) {
  const word = mix(number);
  const family = [4, 8, 12, 16].map((shift) => SYLLABLES[(word >>> shift) & 15]).join('');
  return `${GIVEN[word % GIVEN.length]} ${family[0].toUpperCase()}${family.slice(1)}`;
}

/** Writes a campaign of `count` people who all agreed to be named with their town. */
export function writeCampaign(folder, count) {
  fs.mkdirSync(`${folder}/exports`, { recursive: true });
  const handle = fs.openSync(`${folder}/exports/list.csv`, 'w');
  let block = 'Name,Email,Town,May we show your name?,Signed At\n';
  for (let at = 0; at < count; at++) {
    block += `${shownNameOf(at)},person${at}@example.org,${placeOf(at)},"Yes, show my name and town",2025-04-${String(1 + (at % 28)).padStart(2, '0')}\n`;
    if (block.length < 1 << 20 && at < count - 1) continue;
    fs.writeSync(handle, block);
    block = '';
  }
  fs.closeSync(handle);
  fs.writeFileSync(`${folder}/petition.md`, 'We ask that people are protected.\n');
  fs.writeFileSync(
    `${folder}/campaign.yaml`,
    `kind: petition
title: A long list
language: en-GB
organisers: [{ name: Example Network, contact: hello@example.org }]
targets: [{ id: minister, name: The Minister, as-of: 2025-04-01 }]
ask: Protect people.
body: petition.md
sources: [{ file: exports/*.csv, profile: auto, medium: online }]
matching: { method: exact, shared-email: household }
display: { ceiling: name-place }
pack: { date: 2025-05-06 }
`,
  );
}

const PLACES = ['Leeds', 'London', 'Bradford', 'Cardiff', 'Oxford', 'Aberystwyth', 'Glasgow', 'Hull'];

export function placeOf(number) {
  return PLACES[mix(number) % PLACES.length];
}

/** A release with a list of names and nothing else; with their places where `place` gives them. */
export function releaseOfNames(count, place) {
  const entries = Array.from({ length: count }, (_, index) =>
    place === undefined ? { name: nameOf(index) } : { name: nameOf(index), place: place(index) },
  );
  return {
    formatVersion: 1,
    tool: { name: 'handin', version: 'bench' },
    campaign: { kind: 'petition', title: 'A long list', language: 'en-GB', organisers: [{ name: 'Example Network' }] },
    date: '2025-05-06',
    sections: ['signatories'],
    documents: [{ file: 'petition.pdf' }],
    statistics: [],
    aims: [],
    counts: { signatures: count, organisations: 0, named: count },
    thresholds: [],
    organisations: [],
    signatories: { ceiling: place === undefined ? 'name' : 'name-place', entries },
    published: [],
  };
}

/** Writes `count` records as UTF-8 CSV. */
export function writeExport(file, count) {
  const handle = fs.openSync(file, 'w');
  let block = 'Name,Email,Postcode,Phone,Town,Signed At,Comment,Status\n';
  for (let at = 0; at < count; at++) {
    const person = mix(at) % 9 === 0 && at > 0 ? mix(at * 7) % at : at;
    const word = mix(person);
    const email = word % 10 === 0 ? '' : `person${person}@example.org`;
    const postcode = `ZZ${(word % 90) + 10} ${(word >>> 8) % 9}${String.fromCharCode(65 + ((word >>> 12) % 26))}${String.fromCharCode(65 + ((word >>> 17) % 26))}`;
    const day = `2025-${String(1 + (mix(at) % 12)).padStart(2, '0')}-${String(1 + (mix(at + 1) % 28)).padStart(2, '0')} 12:${String(mix(at + 2) % 60).padStart(2, '0')}:00`;
    block += `${nameOf(person)},${email},${postcode},,Leeds,${day},"I agree, and ""so"" do we",${word % 50 === 0 ? 'unconfirmed' : 'confirmed'}\n`;
    if (block.length > 1 << 20) {
      fs.writeSync(handle, block);
      block = '';
    }
  }
  fs.writeSync(handle, block);
  fs.closeSync(handle);
}

/** Writes `count` records of ten columns as UTF-8 CSV; 45 % have a quoted comment, 18 % one with a line break in it. */
export function writeWideExport(file, count) {
  const handle = fs.openSync(file, 'w');
  let block = 'id,first_name,last_name,email,phone,postcode,city,country,signed_at,comment\n';
  for (let at = 0; at < count; at++) {
    const word = mix(at);
    const other = mix(at * 3 + 1);
    const share = word % 100;
    const comment =
      share < 18
        ? '"I sign because it matters,\nand ""so"" do we all"'
        : share < 45
          ? '"Please act, now: people are waiting"'
          : share < 60
            ? 'no comment here'
            : '';
    block += `${at},${GIVEN[word % GIVEN.length]},${FAMILY[(word >>> 4) % FAMILY.length]}${(word >>> 8) % 977},person${at}@example.org,07700 900${String(other % 1000).padStart(3, '0')},ZZ${(other % 90) + 10} ${other % 9}AB,Leeds,GB,2025-0${1 + (other % 9)}-1${word % 10} 12:${10 + (other % 50)}:00,${comment}\n`;
    if (block.length > 1 << 20) {
      fs.writeSync(handle, block);
      block = '';
    }
  }
  fs.writeSync(handle, block);
  fs.closeSync(handle);
}
