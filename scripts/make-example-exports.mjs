/**
 * Writes the exports of the example petition from the tables below: `node scripts/make-example-exports.mjs [DIR]`.
 * They are kept in the repository, but UTF-16 and spreadsheets cannot be read in a diff; this file can. Same bytes on
 * every run. Every person is invented: their family names mean “example” or “sample” in many languages, the
 * addresses are at example.org, .com and .net, the telephones are Ofcom's drama numbers, and no postcode area is ZZ.
 * What becomes of each record is written in fixtures/campaigns.expected.json, by hand.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { writeXlsx } from 'hucre/xlsx';

const folder = process.argv[2] ?? fileURLToPath(new URL('../fixtures/campaigns/protection-not-punishment', import.meta.url));

/** Change.org: UTF-16LE with a byte-order mark, tabs, named .csv; no e-mail and no word on consent. Record 6 is blank. */
const changeOrg = [
  ['Name', 'City', 'State', 'Postal Code', 'Country', 'Signed On'],
  ['Zuzana Dvořáčková', 'Leeds', '', 'ZZ99 1AA', 'United Kingdom', '2025-04-02'],
  ['Мирослава Прикладна', 'Sheffield', '', 'ZZ99 1AB', 'United Kingdom', '2025-04-02'],
  ['Ελένη Παραδειγματίδου', 'Manchester', '', 'ZZ99 1AC', 'United Kingdom', '2025-04-03'],
  ['ZUZANA  Dvorackova', 'Leeds', '', 'zz991aa', 'United Kingdom', '2025-04-05'],
  ['Owen Sampleton', '', '', 'ZZ99 1AD', 'United Kingdom', '2025-04-04'],
  ['', '', '', '', '', ''],
  ['Nguyễn Thị Mẫu', 'London', '', 'ZZ99 1AE', 'United Kingdom', '2025-04-04'],
  ['Beatriz Ejemplo', 'Madrid', '', '', 'Spain', '2025-04-07'],
  ['Ivana Příkladová', 'York', '', 'ZZ99 1AG', 'United Kingdom', '2025-04-08'],
  ['Ελένη Παραδειγματίδου', 'Manchester', '', 'ZZ99 1AC', 'United Kingdom', '2025-04-03'],
];

/** Microsoft Forms, saved again by Excel: Windows-1252 with its dash (0x97), dates in the order of the United States. */
const microsoftForms = [
  [
    'ID',
    'Start time',
    'Completion time',
    'Email',
    'Name',
    'First name',
    'Surname',
    'Email address — we only use it to confirm',
    'Postcode',
    'Telephone (optional)',
    'Your message — optional',
  ],
  [
    '1',
    '4/14/25 9:02:11',
    '4/14/25 9:03:40',
    'anonymous',
    '',
    'Noémie',
    'Échantillon',
    'noemie@example.org',
    'ZZ99 2AA',
    '07700 900101',
    'Safety first — and last',
  ],
  [
    '2',
    '4/15/25 18:20:05',
    '4/15/25 18:21:50',
    'anonymous',
    'Anonymous',
    'José',
    'Muestra',
    'muestra.family@example.com',
    'ZZ99 2AB',
    '',
    '',
  ],
  [
    '3',
    '4/15/25 18:25:31',
    '4/15/25 18:26:02',
    'anonymous',
    '',
    'Ana',
    'Muestra',
    'Muestra.Family@example.com',
    'zz99 2ab',
    '',
    'José told me',
  ],
  ['4', '4/16/25 7:40:12', '4/16/25 7:41:00', 'anonymous', '', 'Inês', 'Muestra', 'muestra.family@example.com', 'ZZ99 2AB', '', ''],
  [
    '5',
    '4/17/25 12:50:30',
    '4/17/25 12:51:45',
    'anonymous',
    'Anonymous',
    'Chloë',
    'Spécimen',
    'chloe.specimen+petition@example.net',
    'ZZ99 2AC',
    '',
    '',
  ],
  [
    '6',
    '4/18/25 20:10:00',
    '4/18/25 20:11:09',
    'anonymous',
    '',
    'Zoë',
    'Beispiel',
    'zoe.beispiel@example.org',
    'ZZ99 2AD',
    '020 7946 0102',
    '',
  ],
];

/** The campaign's own form: semicolons, UTF-8 with a byte-order mark, lines above the header, a status. Record 10 has cells too many. */
const ownFormPreamble = ["Sign-ups from the campaign's own form", 'Saved on 2 May 2025', ''];
const ownForm = [
  ['First Name', 'Last Name', 'Email', 'Phone', 'Address', 'City', 'Postcode', 'Country', 'Show my name', 'Status', 'Signed At'],
  ['Chloe', 'Specimen', 'CHLOE.SPECIMEN@example.net', '', '', 'Leeds', 'ZZ99 2AC', 'United Kingdom', 'No', 'confirmed', '13/04/2025 10:05'],
  [
    'Łukasz',
    'Przykładowski',
    'lukasz@example.org',
    '07700 900102',
    '1 Example Street',
    'Bradford',
    'ZZ99 3AA',
    'United Kingdom',
    'Yes',
    'confirmed',
    '14/04/2025 08:30',
  ],
  [
    'Grace',
    'Placeholder',
    'grace.placeholder@example.com',
    '',
    '',
    'Hull',
    'ZZ99 3AB',
    'United Kingdom',
    'Yes',
    'confirmed',
    '14/04/2025 19:12',
  ],
  [
    'grace ',
    'PLACEHOLDER',
    'Grace.Placeholder@Example.com',
    '',
    '',
    'Hull',
    'ZZ99 3AB',
    'United Kingdom',
    'Yes',
    'confirmed',
    '18/04/2025 21:47',
  ],
  ['Tom', 'Pending', 'tom.pending@example.com', '', '', 'Leeds', 'ZZ99 3AC', 'United Kingdom', 'Yes', 'unconfirmed', '15/04/2025 11:00'],
  ['Una', 'Waiting', 'una.waiting@example.net', '', '', 'Leeds', 'ZZ99 3AD', 'United Kingdom', 'No', 'unconfirmed', '15/04/2025 11:20'],
  ['Viktor', 'Ungewiss', 'viktor@example.org', '', '', 'Leeds', 'ZZ99 3AE', 'United Kingdom', 'Yes', 'unconfirmed', '16/04/2025 16:35'],
  [
    'Sofía',
    'Retirada',
    'sofia.retirada@example.org',
    '',
    '',
    'Derby',
    'ZZ99 3AF',
    'United Kingdom',
    'Yes',
    'withdrawn',
    '15/04/2025 13:13',
  ],
  ['Şirin', 'Örnek', 'sirin.ornek@example.com', '', '', 'Nottingham', 'ZZ99 3AG', 'United Kingdom', 'Yes', 'confirmed', '17/04/2025 09:41'],
  [
    'Petra',
    'Vzorová',
    'petra@example.org',
    '',
    '',
    'Leeds',
    'ZZ99 3AH',
    'United Kingdom',
    'Yes',
    'confirmed',
    '19/04/2025 12:00',
    'see',
    'the e-mail',
  ],
  [
    'Олена',
    'Зразок',
    'olena.zrazok@example.org',
    '',
    '',
    'Leicester',
    'ZZ99 3AJ',
    'United Kingdom',
    'Yes',
    'confirmed',
    '19/04/2025 17:25',
  ],
  [
    'Ama',
    'Sample-Mensah',
    'ama@example.com',
    '020 7946 0101',
    '',
    'Luton',
    'ZZ99 3AK',
    'United Kingdom',
    'Yes',
    'confirmed',
    '20/04/2025 10:10',
  ],
  ['Kofi', 'Revoked', 'kofi.revoked@example.net', '', '', 'Luton', 'ZZ99 3AL', 'United Kingdom', 'No', 'withdrawn', '16/04/2025 18:00'],
];

/** Google Forms: every cell quoted, questions as headers, times with a zone; a cell that looks like a formula, one on two lines. */
const googleForms = [
  [
    'Timestamp',
    'Email Address',
    'What is your full name?',
    'Your postcode',
    'Town or city',
    'May we show your name on the letter?',
    'Why are you signing?',
  ],
  ['2025/04/03 1:20:03 PM GMT+1', 'beatriz@example.org', 'Beatriz Ejemplo', 'ZZ99 4AA', 'Reading', 'Yes, show my name', ''],
  ['2025/04/10 9:15:44 AM GMT+1', 'ivana.prikladova@example.org', 'Ivana Příkladová', 'ZZ99 1AG', 'York', 'No, count me only', ''],
  [
    '2025/04/11 7:45:10 PM GMT+1',
    'farah.namuna@example.com',
    'Farah Namuna',
    'ZZ99 4AB',
    'Oxford',
    'Yes, show my name',
    'Because of "Words Matter",\nand because they do.',
  ],
  ['2025/04/11 7:52:31 PM GMT+1', 'FARAH.NAMUNA@example.com ', 'Farah  Namuna', 'zz99 4ab', 'Oxford', 'Yes, show my name', ''],
  ['2025/04/12 10:02:00 AM GMT+1', 'sofia.retirada@example.org', 'Sofia Retirada', 'ZZ99 3AF', 'Derby', 'Yes, show my name', ''],
  ['2025/04/21 6:30:18 PM GMT+1', 'zoe.beispiel@example.org', 'Max Beispiel', 'ZZ99 4AC', 'Bath', 'Yes, show my name', ''],
  ['2025/04/22 8:08:08 AM GMT+1', 'giorgos@example.net', 'Γιώργος Υποδειγματικός', 'ZZ99 4AD', 'Bristol', 'Yes, show my name and town', ''],
  [
    '2025/04/23 12:45:59 PM GMT+1',
    'maeve@example.org',
    'Maeve Ó Sampla',
    'ZZ99 4AE',
    'Belfast',
    'Yes, show my name and town',
    '=protection - punishment',
  ],
  ['2025/04/24 11:31:27 PM GMT+1', 'amina.mfano@example.com', 'Amina Mfano', 'ZZ99 4AF', 'Cardiff', 'Yes, show my name', ''],
];

/** Paper sheets typed up by a volunteer: a title above the header, real dates, consent per line. */
const day = (number) => new Date(Date.UTC(2025, 3, number));
const paper = [
  ['Protection, not punishment: paper sheets from the street stall', null, null, null, null, null, null, null, null],
  ['Sheet', 'Line', 'Full name', 'Address', 'Town', 'Postcode', 'Email (optional)', 'Date', 'Show my name'],
  [1, 1, 'Ömer Numune', '2 Example Street', 'Leeds', 'ZZ99 5AA', null, day(26), 'Yes'],
  [1, 2, 'Grace Placeholder', '8 Example Street', 'Hull', 'ZZ99 3AB', null, day(26), 'Yes'],
  [1, 3, 'Kofi Revoked', '5 Example Street', 'Luton', 'ZZ99 3AL', null, day(26), 'No'],
  [1, 4, 'Amina Mfano', '9 Example Street', 'Cardiff', 'ZZ99 4AF', null, day(26), 'No'],
  [1, 5, 'Siân Sampl', '3 Example Street', 'Swansea', 'ZZ99 5AB', null, day(26), 'Yes'],
  [2, 1, 'Håkon Eksempel', '4 Example Street', 'Leeds', 'ZZ99 5AC', 'hakon@example.org', day(27), 'Yes'],
  [2, 2, 'Sian Sampl', '3 Example Street', 'Swansea', null, null, day(27), 'Yes'],
];

const quoted = (cell) => `"${cell.replaceAll('"', '""')}"`;
const quotedWhenNeeded = (delimiter) => (cell) => (/["\r\n]/.test(cell) || cell.includes(delimiter) ? quoted(cell) : cell);
const lines = (rows, delimiter, newline, write = quotedWhenNeeded(delimiter)) =>
  rows.map((row) => row.map(write).join(delimiter) + newline).join('');

/** Windows-1252: Latin-1, and the dash that Excel adds. Anything else would be a mistake in the table. */
function windows1252(text) {
  const bytes = Array.from(text, (character) => (character === '—' ? 0x97 : character.codePointAt(0)));
  const stray = bytes.findIndex((byte) => byte > 0xff || (byte >= 0x80 && byte < 0xa0 && byte !== 0x97));
  if (stray !== -1) throw new Error(`Character ${stray} has no place in Windows-1252.`);
  return Uint8Array.from(bytes);
}

const workbook = await writeXlsx({
  sheets: [{ name: 'Stall', rows: paper, columns: paper[1].map((_, index) => (index === 7 ? { numFmt: 'dd/mm/yyyy' } : {})) }],
  // Without these the writer takes the clock.
  properties: { created: new Date('2025-05-02T09:00:00Z'), modified: new Date('2025-05-02T09:00:00Z') },
});

const files = {
  'exports/petition_signatures_jobs_38291746_20250502091500.csv': Buffer.from(`\uFEFF${lines(changeOrg, '\t', '\r\n')}`, 'utf16le'),
  'exports/Sign our petition(1-6).csv': windows1252(lines(microsoftForms, ',', '\r\n')),
  'exports/own-form.csv': `\uFEFF${ownFormPreamble.map((line) => `${line}\r\n`).join('')}${lines(ownForm, ';', '\r\n')}`,
  'exports/Sign the petition (Responses).csv': lines(googleForms, ',', '\n', quoted),
  'paper/paper-sheets.xlsx': workbook,
};
for (const name of ['exports', 'paper']) mkdirSync(join(folder, name), { recursive: true });
for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
