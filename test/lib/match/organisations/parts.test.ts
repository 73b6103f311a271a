import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { initialsOf, spells } from '../../../../src/lib/match/organisations/acronyms.js';
import type { Core } from '../../../../src/lib/match/organisations/core.js';
import { coreOf, wordsOf } from '../../../../src/lib/match/organisations/core.js';
import { hasLostLetters, readText } from '../../../../src/lib/match/organisations/fold.js';
import { createLexicon } from '../../../../src/lib/match/organisations/lexicon.js';
import { takeApart } from '../../../../src/lib/match/organisations/parts.js';
import { isDoubledLetter, isOneSlip, jaroWinkler } from '../../../../src/lib/match/organisations/slips.js';
import { organisationData } from '../../../helpers/organisations.js';

const lexicon = createLexicon(organisationData);
const core = (text: string): Core => coreOf(wordsOf(readText(text), lexicon), lexicon);

/** A name taken apart, in short: names | acronyms | places | umbrellas, each joined by commas. */
function apart(name: string, acronym = '', aliases: readonly string[] = []): string {
  const parts = takeApart({ name, acronym, aliases }, lexicon);
  const names = parts.names.filter(({ source }) => source !== 'whole').map((one) => one.core.key);
  return [names, [...parts.acronyms], parts.places, parts.umbrellas.map((one) => one.key)].map((list) => list.join(', ')).join(' | ');
}

describe('reading a name', () => {
  const CASES: readonly (readonly [string, string])[] = [
    ['12. Helen Bamber Foundation', 'Helen Bamber Foundation'],
    ['(12) Helen Bamber Foundation', 'Helen Bamber Foundation'],
    ['• Migrants’ Rights Network', "Migrants' Rights Network"],
    ['– Women in Exile', 'Women in Exile'],
    ['Centre for Legal Aid “Voice in Bulgaria”', 'Centre for Legal Aid "Voice in Bulgaria"'],
    ['CNCD – 11.11.11.', 'CNCD - 11.11.11.'],
    ['11.11.11', '11.11.11'],
    ['Project 17', 'Project 17'],
    ['  Latin\u00a0 Elephant \u200b', 'Latin Elephant'],
    ['Ｏｘｆａｍ', 'Oxfam'],
    ['Women´s Aid', "Women's Aid"],
  ];
  it.each(CASES)('%s', (given, expected) => {
    expect(readText(given)).toBe(expected);
  });

  it('knows letters that are lost from a question', () => {
    expect(['????', 'Birlikte Ya?amak', '?stanbul', 'Balkanbr\uFFFDcke'].every(hasLostLetters)).toBe(true);
    expect(['Who Cares?', 'Refugees Welcome? Yes', '¿Quién sabe?', 'Liberty'].some(hasLostLetters)).toBe(false);
  });
});

describe('taking a name apart', () => {
  const CASES: readonly (readonly [string, string])[] = [
    ['Helen Bamber Foundation', 'helen bamber foundation |  |  | '],
    ['The Border Violence Monitoring Network (BVMN)', 'border violence monitoring network | bvmn |  | '],
    [
      'platform for international cooperation on undocumented migrants (picum)',
      'platform international cooperation undocumented migrant | picum |  | ',
    ],
    ['focus on labour exploitation (flex)', 'focus labor exploitation | flex |  | '],
    ['NLA (Northern Lights Aid)', 'northern light aid | nla |  | '],
    ['nla (northern lights aid)', 'northern light aid | nla |  | '],
    ['S.P.E.A.K (Muslim Women Collective NL)', 'muslim women collective @NL | speak |  | '],
    ['Habibi.Works (Soup and Socks, e.V.)', 'habibi work, soup sock |  |  | '],
    ['Women Asylum Seekers Together (WAST Manchester)', 'women asylum seeker together | wast | @manchester | '],
    ['Voices of International Students (VOIS Cyprus)', 'voice international student | vois | @CY | '],
    [
      'PICUM - Platform for International Cooperation on Undocumented Migrants',
      'platform international cooperation undocumented migrant | picum |  | ',
    ],
    ['Danish International Development Agency - DANIDA', 'danish international development agency | danida |  | '],
    ['KISA - Action for Equality, Support, Antiracism', 'action equality support antiracism | kisa |  | '],
    [
      'PICUM Platform for International Cooperation on Undocumented Migrants',
      'platform international cooperation undocumented migrant | picum |  | ',
    ],
    ["Migrants' Rights Network MRN", 'migrant right network | mrn |  | '],
    ['CNCD - 11.11.11.', 'cncd 11 11 11 | cncd |  | '],
    [
      'Grenzenlose Wärme - Refugee Relief Work e.V.',
      'grenzenlose warme refugee relief work, grenzenlose waerme refugee relief work |  |  | ',
    ],
    [
      'Birlikte Yaşamak İstiyoruz İnisiyatifi / We Want to Live Together Initiative',
      'birlikte yasamak istiyoruz inisiyatifi, we want live together initiative |  |  | ',
    ],
    [
      'PICUM / Platform for International Cooperation on Undocumented Migrants',
      'platform international cooperation undocumented migrant | picum |  | ',
    ],
    ["Ligue des Droits de l'Homme (LDH)", 'ligue droit homme | ldh |  | '],
    ['Intereuropean Human Aid Association (Germany)', 'intereuropean human aid association |  | @DE | '],
    ['Refugee Action, Leeds', 'refugee action |  | @leeds | '],
    ['Refugee Action, Köln, Germany', 'refugee action |  | @DE, @koln | '],
    ['Amnesty International - UK section', 'amnesty international |  | @GB | '],
    ['Amnesty International, Section française', 'amnesty international |  | francaise | '],
    ['UK section of Amnesty International', 'amnesty international |  | @GB | '],
    ['Oxfam Kenya Office', 'oxfam |  | @KE | '],
    ['Oxfam (Headquarters)', 'oxfam |  |  | '],
    ['Oxfam Head Office', 'oxfam |  |  | '],
    ['Example Refuge (member of PICUM)', 'example refuge |  |  | picum'],
    ['Example Refuge, a member of the WAVE Network', 'example refuge |  |  | wave network, wave'],
    ['Example Refuge - part of Refugee Action', 'example refuge |  |  | refugee action'],
    ['Casa Ejemplo, miembro de Red Acoge', 'casa ejemplo |  |  | red acoge'],
    ['Beispielhaus (Mitglied im Flüchtlingsrat)', 'beispielhaus |  |  | fluchtlingsrat'],
    ['Example Refuge (formerly Leeds Shelter)', 'example refuge, @leeds shelter |  |  | '],
    ['Example Refuge (formerly LSX)', 'example refuge | lsx |  | '],
    ['Example Refuge (Registered Charity No. 1234567)', 'example refuge |  |  | '],
    ['Doctors Without Borders (MSF/DWB)', 'doctor without border | msf, dwb |  | '],
    ['Refuge Network (REFNET, Brussels)', 'refuge network | refnet | @bruxelles | '],
    ['Frauen im Exil (Women in Exile)', 'frauen exil, women exile |  |  | '],
    ['(Liberty)', 'liberty |  |  | '],
    ['Liberty (', 'liberty |  |  | '],
    ['Центр помощи (Aid Centre)', 'центр помощи |  |  | '],
    ['Центр «Право» (Pravo Centre)', 'центр право, pravo center |  |  | '],
  ];
  it.each(CASES)('%s', (given, expected) => {
    expect(apart(given)).toBe(expected);
  });

  it('takes the columns for acronym and aliases as declared', () => {
    expect(apart('Northern Lights Aid', 'NLA', ['NLA (Northern Lights Aid)'])).toBe('northern light aid | nla |  | ');
    expect(apart('Voices of International Students', 'VOIS Cyprus')).toBe('voice international student | vois | @CY | ');
    expect(apart('Médecins Sans Frontières', 'MSF; M.S.F.', ['Doctors Without Borders'])).toBe(
      'medecin san frontiere, doctor without border | msf |  | ',
    );
  });

  it('takes a single word for an acronym that others may declare, however it is written', () => {
    const bare = (name: string): unknown => takeApart({ name, acronym: '', aliases: [] }, lexicon).bare;
    expect(bare('PICUM')).toEqual({ letters: 'picum', style: 'capitals' });
    expect(bare('The picum')).toEqual({ letters: 'picum', style: 'small' });
    expect(bare('Flex')).toEqual({ letters: 'flex', style: 'title' });
    expect(bare('P.I.C.U.M.')).toEqual({ letters: 'picum', style: 'capitals' });
    expect(bare('ENAR Ireland')).toEqual({ letters: 'enar', style: 'capitals' });
    expect(bare('WAVE Network')).toBeNull();
    expect(bare('17')).toBeNull();
  });

  it('never stops at any text, and leaves a name wherever there is a letter or a digit', () => {
    const piece = fc.oneof(
      fc.constantFrom('(', ')', ' / ', ' - ', ', ', ': ', "'", '&', 'e.V.', 'PICUM', 'member of', 'UK', 'the', '??', 'Ελλάδα'),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const name = pieces.join('');
        const parts = takeApart({ name, acronym: '', aliases: [] }, lexicon);
        const hasText = /[\p{L}\p{N}]/u.test(name.normalize('NFKC'));
        expect(parts.names.every((one) => one.core.key !== '')).toBe(true);
        if (parts.names.length === 0) expect(parts.isUnreadable).toBe(true);
        if (hasText && /^[\p{L}\p{N} ]+$/u.test(name)) expect(parts.names.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the core of a name', () => {
  const SAME: readonly (readonly [string, string])[] = [
    ['The Angelou Centre', 'angelou center'],
    ["IMECE Women's Centre", 'IMECE Womens Center'],
    ["Refugee Women's Centre", 'Refugee Women Centre'],
    ['Yoga and Sport with Refugees', 'Yoga & Sport with Refugees'],
    ['Yoga and Sport with Refugees', 'Yoga + Sport with Refugees'],
    ['Iranian and Kurdish Women’s Rights Organisation', 'IRANIAN AND KURDISH WOMENS RIGHTS ORGANIZATION'],
    ['Latin American Women’s Rights Services', 'Latin American Women’s Rights Service'],
    ['Churches’ Commission for Migrants in Europe', 'Church Commission for Migrants in Europa'],
    ['Institute for Gender Studies', 'Institute for Gender Study'],
    ['Arci Servizio Civile e Pace', 'Arci Servizio Civile & Pace'],
    ['Droits et Asile', 'Droits & Asile'],
    ['Mujeres y Paz', 'Mujeres & Paz'],
    ['Frauen und Frieden e. V.', 'Frauen & Frieden eV'],
    ['Balkanbrücke', 'BALKANBRUCKE'],
    ['Łódź dla Uchodźców', 'Lodz dla Uchodzcow'],
    ['Ελληνικό Φόρουμ', 'ΕΛΛΗΝΙΚΟ ΦΟΡΟΥΜ'],
    ['Центр «Право»', 'центр право'],
    ['جمعية حقوق الإنسان', 'جمعية حقوق الانسان'],
    ['Caritas II', 'Caritas 2'],
    ['UK Refuge', 'United Kingdom Refuge'],
    ['Refuge U.K.', 'Refuge Reino Unido'],
    ['#StepUpMigrantWomen', 'Step Up Migrant Women'],
  ];
  it.each(SAME)('is one for %s and %s', (a, b) => {
    expect(core(a).key).toBe(core(b).key);
  });

  const DIFFERENT: readonly (readonly [string, string])[] = [
    ['Women’s Aid', 'Welsh Women’s Aid'],
    ['Migrant Action', 'Migrant Voice'],
    ['Rights of Women', 'Women’s Rights'],
    ['Project 17', 'Project 18'],
    ['Plan A', 'Plan B'],
    ['Médecins avec Frontières', 'Médecins sans Frontières'],
    ['Refuge Scotland', 'Refuge UK'],
    ['ქალთა ცენტრი', 'ქალთა ფონდი'],
    ['नारी केंद्र', 'नर केंद्र'],
  ];
  it.each(DIFFERENT)('is not one for %s and %s', (a, b) => {
    expect(core(a).key).not.toBe(core(b).key);
  });

  it('keeps whatever there is when everything could be left out', () => {
    expect([core('The').key, core('Ltd').key, core('La Los').key, core('e.V.').key].every((key) => key !== '')).toBe(true);
  });
});

describe('acronyms and slips', () => {
  it('spells acronyms with initials, small words and the beginnings of words', () => {
    const fits = (acronym: string, name: string): boolean => spells(acronym, core(name).initials);
    expect(fits('picum', 'Platform for International Cooperation on Undocumented Migrants')).toBe(true);
    expect(fits('rota', 'Race on the Agenda')).toBe(true);
    expect(fits('flex', 'Focus on Labour Exploitation')).toBe(true);
    expect(fits('eldh', 'European Lawyers for Democracy and Human Rights')).toBe(true);
    expect(fits('nia', 'Northern Lights Aid')).toBe(false);
    expect(fits('leeds', 'Refugee Action')).toBe(false);
  });

  it('reads initials with and without each small word', () => {
    expect(initialsOf(core('Race on the Agenda')).sort()).toEqual(['ra', 'roa', 'rota', 'rta']);
  });

  it('knows one slip from two', () => {
    expect([
      isOneSlip('refugee', 'refuge'),
      isOneSlip('refugee', 'rfeugee'),
      isOneSlip('refugee', 'refuqee'),
      isOneSlip('refugee', 'refugeee'),
    ]).toEqual([true, true, true, true]);
    expect([isOneSlip('refugee', 'refugee'), isOneSlip('refugee', 'rfuge'), isOneSlip('kurdish', 'turkish')]).toEqual([
      false,
      false,
      false,
    ]);
    expect([
      isDoubledLetter('southall', 'southhall'),
      isDoubledLetter('southall', 'southal'),
      isDoubledLetter('southall', 'soutthal'),
    ]).toEqual([true, true, false]);
  });

  it('measures likeness the same both ways, 1 for equal words only', () => {
    expect(jaroWinkler('martha', 'marhta')).toBeCloseTo(0.9611, 4);
    expect(jaroWinkler('dixon', 'dicksonx')).toBeCloseTo(0.8133, 4);
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(jaroWinkler(a, b)).toBeGreaterThanOrEqual(0);
        expect(jaroWinkler(a, b)).toBeLessThanOrEqual(1);
        if (isOneSlip(a, b)) expect(isOneSlip(b, a)).toBe(true);
        expect(jaroWinkler(a, b) === 1).toBe(a === b);
      }),
    );
  });
});
