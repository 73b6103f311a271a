import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExportProfile } from '../../../src/lib/model/profile.js';
import { mappingFor } from '../../../src/lib/profiles/apply.js';
import { detectProfile } from '../../../src/lib/profiles/detect.js';
import { columnKey, holdsWord } from '../../../src/lib/profiles/headers.js';
import { resolveVocabulary } from '../../../src/lib/profiles/vocabulary.js';
import { openTestDatabase, type TestDatabase, valuesSql } from '../../helpers/duckdb.js';
import { bundledProfile, bundledProfiles, vocabulary } from '../../helpers/profiles.js';

const profiles = bundledProfiles;
const profileOf = bundledProfile;
const generic = profileOf('generic');

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function evaluate(expression: string, header: readonly string[], cells: readonly string[]): Promise<unknown> {
  const [row] = await database.rows(`SELECT ${expression} FROM ${valuesSql(header, [cells])}`);
  return row?.[0];
}

async function consentOf(profile: ExportProfile, header: readonly string[], cells: readonly string[]): Promise<[unknown, unknown]> {
  const mapping = mappingFor(profile, header, {});
  return [await evaluate(mapping.consent, header, cells), await evaluate(mapping.consentUnknown, header, cells)];
}

describe('consent', () => {
  test.each([
    ['Yes', 'name', false],
    [' JA ', 'name', false],
    ['Oui', 'name', false],
    ['TRUE', 'name', false],
    ['No', 'count-only', false],
    ['nein', 'count-only', false],
    ['', 'count-only', false],
    ['Name and town', 'name-place', false],
    ['Initials only', 'initials', false],
    ['name-place-comment', 'name-place-comment', false],
    ['yes, but not in print', 'count-only', true],
    ['name; drop table t', 'count-only', true],
  ])('the cell %j gives %s', async (cell, level, isUnknown) => {
    expect(await consentOf(generic, ['Name', 'Show my name'], ['Ann Example', cell])).toEqual([level, isUnknown]);
  });

  test.each(['Consent to e-mails', 'May we contact you?', 'Newsletter', 'GDPR consent', 'opt_in_sms', 'eu_data_processing_consent'])(
    'a yes in the column %j shows nothing',
    async (header) => {
      for (const id of ['generic', 'google-forms', 'microsoft-forms', 'action-network']) {
        expect(await consentOf(profileOf(id), ['Name', header], ['Ann Example', 'yes'])).toEqual(['count-only', false]);
      }
    },
  );

  test.each([
    'May we show your name on the letter?',
    'Can we publish your name?',
    'Dürfen wir Ihren Namen zeigen?',
    'Souhaitez-vous afficher votre nom ?',
  ])('the question %j is about display', async (header) => {
    expect(await consentOf(profileOf('google-forms'), ['Timestamp', header], ['', 'yes'])).toEqual(['name', false]);
  });
});

describe('a header that asks whether to leave a name out', () => {
  const NEGATED = [
    'Do not display my name',
    'Never show my name',
    "Don't show my name",
    'Don’t show my name',
    'Dont_show_my_name',
    'Please don’t display my name',
    'Please do not publish my name',
    'You must not publish my name',
    'May we NOT display your name',
    'You cannot publish my name',
    'Show my name to nobody',
    'No, show my name nowhere',
    'Not public: show my name',
    'Hide my name',
    'Keep my name private',
    'Keep my name hidden',
    'Sign anonymously',
    'Stay anonymous',
    'Withhold my name',
    'I object to you publishing: publish my name',
    'Do you mind if we publish your name?',
    'Opt out: show my name',
    'Show my name only to the organisers',
    'Meinen Namen nicht anzeigen',
    'Bitte keinen Namen nennen',
    'Ich möchte nicht, dass mein Name veröffentlicht wird',
    'Stört es Sie, wenn wir Ihren Namen veröffentlichen?',
    'Ne pas afficher mon nom',
    'Je refuse de publier mon nom',
    "N'afficher mon nom nulle part",
    'No mostrar mi nombre',
    'Nunca publicar mi nombre',
    'Non mostrare il tuo nome',
    'Senza mostrare il tuo nome',
    'Mijn naam niet openbaar, geen naam tonen',
    'Liever geen naam vermelden',
    'Nie publikować, opublikować imię',
    'Nie pokazać imię',
    'Não mostrar o meu nome: mostrar o seu nome',
    'Visa ditt namn inte',
    'Du må ikke vise dit navn',
    'Nezveřejňovat (zveřejnit jméno)',
    'Nesmíte zveřejnit jméno',
    'Nesúhlasím: zverejniť vaše meno',
    'Nem, ne közzétehetjük a nevét',
    'Nu publica numele',
    'Fără a afișa numele',
    'Να μην δημοσιεύσουμε το όνομά σας',
    'Да не покажем името ви',
    'Без да публикуваме името ви',
    'Ei saa julkaista nimesi',
    'Älkää julkaista nimesi',
    'Nemojte objaviti vaše ime',
    'Не показати ваше ім’я',
    'Adımı göster - hayır, istemiyorum',
    'Adınızı yayınlayabilir değil',
    'لا عرض اسمك',
    'عدم نشر اسمك',
    'Peidiwch â gyhoeddi eich enw',
  ];

  test.each(NEGATED)('%s: a yes in it shows nobody, and the column is reported', async (header) => {
    for (const id of ['generic', 'google-forms', 'paper-sheet', 'surveymonkey']) {
      const { unmapped, consent, consentUnknown } = mappingFor(profileOf(id), ['Full name', header], {});
      expect([id, unmapped]).toEqual([id, [header]]);
      expect([id, consent, consentUnknown]).toEqual([id, "'count-only'", 'false']);
    }
  });

  test.each(NEGATED)('%s cannot be given for consent either', (header) => {
    for (const id of ['generic', 'change-org']) {
      expect(() => mappingFor(profileOf(id), ['Full name', header], { display_consent: header })).toThrow(
        expect.objectContaining({ code: 'map-negated-header' }),
      );
    }
  });

  test.each([
    'Show my name (yes/no)',
    'May we show your name on the letter? Yes / No',
    'Dürfen wir Ihren Namen zeigen (ja/nein)?',
    'Können wir Ihren Namen veröffentlichen?',
    'Peut-on afficher votre nom ?',
    'Acceptez-vous que votre nom soit publié ?',
    '¿Podemos publicar tu nombre en la carta?',
    'Possiamo pubblicare il tuo nome?',
    'Mogen wij uw naam vermelden?',
    'Czy możemy opublikować imię i nazwisko na liście?',
    'Podemos publicar o seu nome?',
    'Får vi visa ditt namn?',
    'Må vi vise dit navn?',
    'Můžeme zveřejnit vaše jméno?',
    'Közzétehetjük a nevét?',
    'Putem publica numele dumneavoastră?',
    'Μπορούμε να δημοσιεύσουμε το όνομά σας;',
    'Можем ли да публикуваме името ви?',
    'Saammeko julkaista nimesi?',
    'Možemo li objaviti vaše ime?',
    'Môžeme zverejniť vaše meno?',
    'Чи можемо опублікувати ваше ім’я?',
    'Adınızı yayınlayabilir miyiz?',
    'هل يمكننا نشر اسمك؟',
    'A gawn ni gyhoeddi eich enw?',
  ])('%s asks whether to show it', async (header) => {
    expect(await consentOf(generic, ['Email', header], ['ann@example.org', 'yes'])).toEqual(['name', false]);
  });

  test('no header of a bundled profile holds a negation', () => {
    const headers = profiles.flatMap(({ consent }) => [...(consent?.column ?? []), ...(consent?.contains ?? [])]);
    expect(headers.length).toBeGreaterThan(100);
    expect(headers.filter((header) => holdsWord(header, vocabulary.consent.negations))).toEqual([]);
  });

  test('a positive question beside it is found', async () => {
    const header = ['Name', 'Do not show my name', 'May we show my name?'];
    expect(await consentOf(generic, header, ['Ann Example', 'yes', 'no'])).toEqual(['count-only', false]);
    expect(await consentOf(generic, header, ['Ann Example', 'no', 'yes'])).toEqual(['name', false]);
  });

  test('a profile of one’s own may list the words of such a column', async () => {
    const own = resolveVocabulary(
      { ...generic, drop: [], consent: { column: ['Hide my name'], values: { no: 'name', yes: 'count-only' } } },
      vocabulary,
    );
    expect(await consentOf(own, ['Name', 'Hide my name'], ['Ann Example', 'no'])).toEqual(['name', false]);
    expect(await consentOf(own, ['Name', 'Hide my name'], ['Ann Example', 'yes'])).toEqual(['count-only', false]);
    expect(await consentOf(own, ['Name', 'Hide my name'], ['Ann Example', ''])).toEqual(['count-only', false]);
    const phrases = resolveVocabulary(
      { ...generic, drop: [], consent: { column: ['Showing'], contains: ['my name'], values: { yes: 'name' } } },
      vocabulary,
    );
    expect(await consentOf(phrases, ['Name', 'Hide my name'], ['Ann Example', 'yes'])).toEqual(['count-only', false]);
    expect(await consentOf(phrases, ['Name', 'Reveal my name'], ['Ann Example', 'yes'])).toEqual(['name', false]);
    const placed = resolveVocabulary({ ...generic, drop: [], consent: { position: 2, usual: 'answers', values: {} } }, vocabulary);
    expect(await consentOf(placed, ['Name', 'Hide my name'], ['Ann Example', 'yes'])).toEqual(['count-only', false]);
    expect(await consentOf(placed, ['Name', 'Q2'], ['Ann Example', 'yes'])).toEqual(['name', false]);
    const usual = resolveVocabulary(
      { ...generic, drop: [], consent: { column: ['Hide my name'], usual: 'answers', values: {} } },
      vocabulary,
    );
    expect(await consentOf(usual, ['Name', 'Hide my name'], ['Ann Example', 'yes'])).toEqual(['count-only', false]);
  });
});

describe('answers that are sentences', () => {
  test.each([
    ['No, do not show my name', 'count-only', false],
    ['Yes, show my name', 'name', false],
    ['Yes, but not my town', 'count-only', true],
    ['Yes, but do not show my name', 'count-only', true],
    ['Yes. Actually no', 'count-only', true],
    ['Not yes', 'count-only', true],
    ['Ja, aber nicht im Netz', 'count-only', true],
    ['name only if others do', 'count-only', true],
  ])('%j gives %s', async (cell, level, isUnknown) => {
    expect(await consentOf(generic, ['Name', 'Show my name'], ['Ann Example', cell])).toEqual([level, isUnknown]);
  });

  test('no listed answer with a negation in it shows more than the count', () => {
    const shown = Object.entries(vocabulary.consent.values).filter(([, level]) => level !== 'count-only');
    expect(shown.map(([word]) => word).filter((word) => holdsWord(word, vocabulary.consent.negations))).toEqual([]);
  });
});

describe('a header that could be consent to anything', () => {
  const BARE = [
    'Consent',
    'CONSENT *',
    'Public',
    'Visible',
    'is_public',
    'I agree',
    'Zustimmung',
    'Einwilligung',
    'Consentement',
    'Consentimiento',
  ];
  const MORE = [
    'Consenso',
    'Toestemming',
    'Zgoda',
    'onay',
    'Samtycke',
    'Souhlas',
    'Hozzájárulás',
    'Συγκατάθεση',
    'Съгласие',
    'Згода',
    'الموافقة',
    'Caniatâd',
  ];

  test.each([...BARE, ...MORE])('%s: a yes in it shows nobody and is reported as unknown', async (header) => {
    for (const id of [
      'generic',
      'google-forms',
      'microsoft-forms',
      'surveymonkey',
      'paper-sheet',
      'action-network',
      'actionkit',
      'mailchimp',
    ]) {
      const profile = profileOf(id);
      expect([id, ...(await consentOf(profile, ['Name', header], ['Ann Example', 'yes']))]).toEqual([id, 'count-only', true]);
      expect([id, ...(await consentOf(profile, ['Name', header], ['Ann Example', 'no']))]).toEqual([id, 'count-only', false]);
      expect([id, ...(await consentOf(profile, ['Name', header], ['Ann Example', '']))]).toEqual([id, 'count-only', false]);
      expect(mappingFor(profile, ['Name', header], {}).unmapped).toContain(header);
    }
  });

  test('counts where a person says that it is about showing names', async () => {
    const header = ['Name', 'Consent'];
    const mapping = mappingFor(generic, header, { display_consent: 'Consent' });
    expect(await evaluate(mapping.consent, header, ['Ann Example', 'yes'])).toBe('name');
    expect(await evaluate(mapping.consentUnknown, header, ['Ann Example', 'yes'])).toBe(false);
    expect(mapping.unmapped).toEqual([]);
  });

  test('says nothing beside a question about showing names', async () => {
    const header = ['Name', 'Consent', 'Show my name'];
    expect(await consentOf(generic, header, ['Ann Example', 'yes', 'no'])).toEqual(['count-only', false]);
    expect(await consentOf(generic, header, ['Ann Example', 'no', 'yes'])).toEqual(['name', false]);
  });

  test('is not consent to the hand-in where a platform asked about its own pages', async () => {
    const header = ['Naam', 'Zichtbaar'];
    for (const answer of ['ja', 'true', 'nee'])
      expect(await consentOf(profileOf('petities-nl'), header, ['Ann Example', answer])).toEqual(['count-only', false]);
  });

  test.each([
    'May we show your name on our website?',
    'Show my name online',
    'Dürfen wir Ihren Namen auf der Webseite veröffentlichen? Name öffentlich',
    'Publier votre nom sur le site',
    'Public signature',
  ])('is unknown under a question about a website: %s', async (question) => {
    expect(await consentOf(generic, ['Name', question], ['Ann Example', 'yes'])).toEqual(['count-only', true]);
    expect(await consentOf(generic, ['Name', question], ['Ann Example', 'no'])).toEqual(['count-only', false]);
  });

  test('is never above count-only for a record that says its person is under 18', async () => {
    for (const [column, age, isMinor] of AGES) {
      const header = ['Name', 'Show my name', column];
      const mapping = mappingFor(generic, header, {});
      expect([column, age, await evaluate(`coalesce(${mapping.saysMinor}, false)`, header, ['Ann Example', 'yes', age])]).toEqual([
        column,
        age,
        isMinor,
      ]);
      expect(Object.values(mapping.fields).join(' ')).not.toContain('c2');
      expect(mapping.unmapped).toEqual([]);
    }
  });

  test('none of them, and no single word, is a usual question', () => {
    const usual = new Set(vocabulary.consent.column.map(columnKey));
    expect(vocabulary.consent.unclear.filter((header) => usual.has(columnKey(header)))).toEqual([]);
    expect([...usual].filter((key) => !key.includes(' '))).toEqual([]);
  });
});

describe('status', () => {
  test.each([
    ['Status', 'confirmed', 'counts'],
    ['Status', '', 'counts'],
    ['Status', 'PENDING', 'unconfirmed'],
    ['Status', ' deleted', 'withdrawn'],
    ['Confirmed', 'no', 'unconfirmed'],
    ['Confirmed', 'yes', 'counts'],
    ['confirmed_at', '', 'unconfirmed'],
    ['deleted_at', '2026-01-01', 'withdrawn'],
    ['Withdrawn', 'x', 'withdrawn'],
    ['Withdrawn', 'no', 'counts'],
  ])('%s %j means %s', async (header, cell, status) => {
    const mapping = mappingFor(generic, ['Name', header], {});
    expect(await evaluate(mapping.status, ['Name', header], ['Ann Example', cell])).toBe(status);
  });

  test('withdrawn wins over unconfirmed', async () => {
    const header = ['petition_id', 'join_organisation', 'postcode', 'deleted_at', 'confirmed_at'];
    const mapping = mappingFor(profileOf('controlshift-admin'), header, {});
    expect(await evaluate(mapping.status, header, ['1', '', '', '2026-01-01', ''])).toBe('withdrawn');
  });
});

describe('overrides', () => {
  test('win over the profile', async () => {
    const header = ['Name', 'Nickname', 'Agreed', 'State of play'];
    const mapping = mappingFor(generic, header, { full_name: 'nickname', display_consent: 'AGREED', status: ' State  of play' });
    expect(await evaluate(String(mapping.fields.full_name), header, ['Ann', 'Bo', 'yes', 'pending'])).toBe('Bo');
    expect(await evaluate(mapping.consent, header, ['Ann', 'Bo', 'yes', 'pending'])).toBe('name');
    expect(await evaluate(mapping.status, header, ['Ann', 'Bo', 'yes', 'pending'])).toBe('unconfirmed');
  });

  test('that name no field or no column are refused without quoting the file', () => {
    expect(() => mappingFor(generic, ['canary@example.org'], { emial: 'x' })).toThrow(
      expect.objectContaining({ code: 'map-unknown-field', hint: 'Did you mean email?' }),
    );
    expect(() => mappingFor(generic, ['canary@example.org'], { email: 'E-Mail' })).toThrow(
      expect.objectContaining({ code: 'map-unknown-header' }),
    );
    try {
      mappingFor(generic, ['canary@example.org'], { email: 'E-Mail' });
    } catch (error) {
      expect(`${(error as Error).message} ${(error as { hint?: string }).hint}`).not.toContain('canary');
    }
  });
});

test('a refused column names its file, where that is known', () => {
  const messageOf = (overrides: Record<string, string>, source?: string): string => {
    try {
      mappingFor(generic, ['Name', 'IP address', 'Hide my name'], overrides, source);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  expect(messageOf({ full_name: 'Nom' }, 'other.csv')).toBe('other.csv: the column given for full_name is not in the file.');
  expect(messageOf({ comment: 'IP address' }, 'other.csv')).toBe('other.csv: the column given for comment is one that handin never loads.');
  expect(messageOf({ display_consent: '#3' }, 'other.csv')).toBe(
    'other.csv: the column given for display_consent asks whether to leave a name out.',
  );
  expect(messageOf({ full_name: 'Nom' })).toBe('The column given for full_name is not in the file.');
});

describe('headers', () => {
  test('are compared case-blind, with spaces collapsed and quotes dropped', () => {
    const { fields, unmapped } = mappingFor(generic, ['“FIRST\n  name”', '\ufeffEmail', "'Post Code'", 'Favourite colour', ''], {});
    expect(Object.keys(fields).sort()).toEqual(['email', 'family_name', 'full_name', 'given_name', 'postcode']);
    expect(unmapped).toEqual(['Favourite colour']);
  });

  test('that are names of object members do no harm', () => {
    const header = ['__proto__', 'constructor', 'prototype', 'toString', '__proto__', 'Email'];
    const { fields, unmapped } = mappingFor(generic, header, {});
    expect(fields.email).toContain('"c5"');
    expect(unmapped).toEqual(['__proto__', 'constructor', 'prototype', 'toString']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('never reach the statement', () => {
    const header = ['a"; drop table t; --', "Name'); drop table t; --", 'Email'];
    const mapping = mappingFor(generic, header, {});
    expect(JSON.stringify([mapping.fields, mapping.status, mapping.consent])).not.toContain('drop table');
  });

  test('that occur twice: the first filled cell counts', async () => {
    const header = ['Email', 'Name', 'email'];
    const email = String(mappingFor(generic, header, {}).fields.email);
    expect(await evaluate(email, header, ['', 'Ann', 'ann@example.org'])).toBe('ann@example.org');
    expect(await evaluate(email, header, ['bo@example.org', 'Ann', 'ann@example.org'])).toBe('bo@example.org');
    expect(await evaluate(email, header, ['', 'Ann', ''])).toBe('');
  });

  test.each([
    ['yes', 'yes', 'name', false],
    ['', 'yes', 'name', false],
    ['yes', '', 'name', false],
    ['YES', 'yes', 'name', false],
    ['yes', 'no', 'count-only', true],
    ['no', 'yes', 'count-only', true],
    ['', '', 'count-only', false],
  ])('of consent that occur twice and say %j and %j give %s', async (first, second, level, isUnknown) => {
    const cells = ['Ann Example', first, second];
    expect(await consentOf(generic, ['Name', 'Show my name', 'Show my name'], cells)).toEqual([level, isUnknown]);
  });

  test('of a status that occur twice: one that does not count is enough', async () => {
    const header = ['Name', 'Status', 'Status'];
    const { status } = mappingFor(generic, header, {});
    expect(await evaluate(status, header, ['Ann', 'confirmed', 'deleted'])).toBe('withdrawn');
    expect(await evaluate(status, header, ['Ann', 'pending', 'confirmed'])).toBe('unconfirmed');
    expect(await evaluate(status, header, ['Ann', 'confirmed', ''])).toBe('counts');
  });
});

describe('detection', () => {
  test.each([
    [['Name', 'City', 'State', 'Postal Code', 'Country', 'Signed On'], { encoding: 'utf-16le' }, 'change-org'],
    [['Name', 'City', 'State', 'Postal Code'], { fileName: 'petition_signatures_jobs_1_2.csv' }, 'change-org'],
    [['Name', 'City', 'State', 'Postal Code', 'Email'], {}, 'generic'],
    [['First Name', 'can2_user_city'], {}, 'action-network'],
    [['Horodateur', 'Votre nom complet'], {}, 'google-forms'],
    [['E-Mail'], {}, 'generic'],
    [['Naam', 'Woonplaats'], {}, 'generic'],
    [['Organisation', 'Country'], {}, 'generic'],
  ])('%j is recognized', (header, hints, id) => {
    expect(detectProfile(header, profiles, hints)?.profile.id).toBe(id);
    expect(detectProfile(header, [...profiles].reverse(), hints)?.profile.id).toBe(id);
  });

  test('a header that maps to nothing has no profile', () => {
    expect(detectProfile(['Colour', 'Shape'], profiles)).toBeNull();
    expect(detectProfile(['Ann Example', 'canary@example.org'], profiles)).toBeNull();
  });

  test.each([
    [['MEMBER_RATING', 'OPTIN_TIME']],
    [['MEMBER_RATING']],
    [['OPTIN_TIME']],
    [['optin_ip']],
    [['UNSUB_TIME']],
    [['CLEAN_TIME']],
    [['LEID', 'EUID']],
    [['CONFIRM_TIME', 'LAST_CHANGED']],
    [['CONFIRM_TIME', 'CONFIRM_IP']],
    [['LAST_CHANGED', 'EUID']],
    [['GMTOFF', 'DSTOFF']],
  ])('a mailing list is not taken for a list of signers, of whose columns %j are left', (left) => {
    const header = ['Email Address', 'First Name', 'Last Name', ...left];
    expect(() => detectProfile(header, profiles)).toThrow(expect.objectContaining({ code: 'mailing-list' }));
  });

  test.each([['CONFIRM_TIME'], ['LAST_CHANGED'], ['Tags'], ['CC']])('%s alone is no sign of a mailing list', (name) => {
    expect(detectProfile(['Email Address', 'First Name', name], profiles)?.profile.id).toBe('generic');
  });
});

test('split takes a part of a cell, join leaves empty cells out, firstNonEmpty goes on to the next', async () => {
  const profile: ExportProfile = {
    ...generic,
    status: [],
    fields: {
      locality: { split: { column: ['Place'], separator: ',', part: -1 } },
      region: { split: { column: ['Place'], separator: ',', part: 0 } },
      address: { join: ['A1', 'A2', 'A3'], separator: ', ' },
      phone: { firstNonEmpty: ['A2', 'A1'] },
      country: { oneOf: [{ column: ['Missing'] }, { constant: "it's" }] },
      medium: { map: { column: ['A3'], values: { P: 'paper' }, otherwise: 'online' } },
    },
  };
  const header = ['Place', 'A1', 'A2', 'A3'];
  const { fields } = mappingFor(profile, header, {});
  const cells = ['Kent , Dover', 'one', '', 'p'];
  const values = await Promise.all(
    ['locality', 'region', 'address', 'phone', 'country', 'medium'].map((field) =>
      evaluate(String(fields[field as 'phone']), header, cells),
    ),
  );
  expect(values).toEqual(['Dover', 'Kent', 'one, p', 'one', "it's", 'paper']);
});

/** Columns about age, what stands in them, and whether it is, or may be, a child's. */
const AGES: readonly (readonly [column: string, age: string, isMinor: boolean])[] = [
  ['Age', '17', true],
  ['Age', '18', false],
  ['age', '64', false],
  ['Age', '', false],
  ['Age', 'rather not say', false],
  ['Age group', '16-24', true],
  ['Age group', '18-24', false],
  ['Age group', 'under 18', true],
  ['Age group', '<18', true],
  ['Age group', '18+', false],
  ['Age group', '18 or over', false],
  ['Age group', '18 and under', true],
  ['Age group', 'Minor', true],
  ['Altersgruppe', 'unter 18', true],
  ['Altersgruppe', '18 bis 25', false],
  ['Tranche d’âge', 'moins de 18 ans', true],
  ['Wiek', 'do 18', true],
  ['Вік', 'до 18', true],
  ['Вік', 'від 18 до 24', false],
  ['Yaş', '18 altı', true],
  ['Are you over 18?', 'no', true],
  ['Are you over 18?', 'yes', false],
  ['Under 18', 'yes', true],
  ['Under 18', 'no', false],
];
