import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Addressee } from '../../../src/lib/model/campaign.js';
import { departures, type FormFile, formOf, formsOf, letterForm, usualSalutation } from '../../../src/lib/targets/forms.js';
import { ROOT } from '../../helpers/run.js';

interface SourcedFile extends FormFile {
  readonly sources: Readonly<Record<string, { readonly url: string; readonly noted: string }>>;
  readonly forms: readonly (FormFile['forms'][number] & { readonly basis: string; readonly sources: readonly string[] })[];
}

const FOLDER = path.join(ROOT, 'src', 'lib', 'targets', 'data');
const FILES = fs
  .readdirSync(FOLDER)
  .filter((name) => name.startsWith('forms-'))
  .map((name) => JSON.parse(fs.readFileSync(path.join(FOLDER, name), 'utf8')) as SourcedFile);
const FORMS = formsOf(FILES);

describe('the forms of address', () => {
  it('have a source that was read, or say that they have none, and each id once', () => {
    const ids = FILES.flatMap(({ forms }) => forms.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { forms, sources } of FILES) {
      for (const form of forms) {
        expect(form.basis === 'general' || form.sources.length > 0, form.id).toBe(true);
        for (const id of form.sources) expect(sources[id]?.url, form.id).toMatch(/^https?:\/\//);
        // Whoever leaves the salutation out gets one, or is told that it needs the name.
        const usual = usualSalutation(form, { name: 'X' }, 'en');
        expect(usual !== null || (form.accepts?.['en'] ?? []).length > 0, form.id).toBe(true);
      }
    }
  });

  it('know the classes that a pack is delivered to', () => {
    const wanted =
      'gb-prime-minister gb-cabinet-minister gb-minister gb-lords-minister gb-lords-minister-not-privy-council gb-mp gb-peer gb-scotland-first-minister gb-scotland-cabinet-secretary gb-scotland-minister gb-wales-first-minister gb-wales-cabinet-secretary gb-wales-minister gb-northern-ireland-minister gb-council-leader gb-council-mayor gb-council-chief-executive eu-commissioner eu-commission-vice-president eu-commission-executive-vice-president eu-council-presidency eu-mep eu-meps eu-parliament-committee';
    expect(wanted.split(' ').filter((id) => !FORMS.has(id))).toEqual([]);
  });
});

describe('the class of an addressee', () => {
  it.each<[string, string, string | null]>([
    ['Home Secretary', 'The Rt Hon Ann Example MP', 'gb-cabinet-minister'],
    ['Secretary of State for Justice', 'The Rt Hon Ann Example MP', 'gb-cabinet-minister'],
    // Other countries have these offices too.
    ['Secretary of State for Migration', 'Ann Example', null],
    ['Prime Minister', 'Ann Example', null],
    ['European Commissioner for Home Affairs', 'Ann Example', 'eu-commissioner'],
    ['President of the European Parliament', 'Ann Example', 'eu-parliament-president'],
    ['Chair', 'Ann Example', null],
  ])('follows from a role only where it is certain: %s, %s', (role, name, id) => {
    expect(formOf({ name, role }, FORMS)?.id ?? null).toBe(id);
  });

  it('is what the campaign says, whatever the role', () => {
    expect(formOf({ name: 'Ann Example', role: 'Home Secretary', class: 'eu-commissioner' }, FORMS)?.id).toBe('eu-commissioner');
    expect(formOf({ name: 'Ann Example', class: 'emperor' }, FORMS)).toBeNull();
  });
});

describe('how a letter begins and ends', () => {
  const home: Addressee = { name: 'The Rt Hon Ann Example MP', role: 'Home Secretary' };

  it('is as written, else as usual for the class, else as to a stranger', () => {
    expect(letterForm({ ...home, salutation: 'Dear Ms Example,' }, FORMS, 'en')).toEqual({
      salutations: ['Dear Ms Example'],
      close: 'named',
    });
    expect(letterForm(home, FORMS, 'en')).toEqual({ salutations: ['Dear Home Secretary'], close: 'named' });
    expect(letterForm({ ...home, role: 'Secretary of State for Justice' }, FORMS, 'en').salutations).toEqual(['Dear Secretary of State']);
    expect(letterForm(home, FORMS, 'de')).toEqual({ salutations: [], close: 'unnamed' });
    expect(letterForm({ name: 'Example Office' }, FORMS, 'en')).toEqual({ salutations: [], close: 'unnamed' });
  });

  it('has one line for each class of addressee', () => {
    const target: Parameters<typeof letterForm>[0] = {
      name: 'Chairs of the committees',
      class: 'eu-parliament-committee',
      addressees: [
        { name: 'Bo Sample', class: 'eu-council-presidency', salutation: 'Dear Ministers' },
        { name: 'Cy Sample', class: 'eu-council-presidency', salutation: 'Dear Ministers' },
        { name: 'Di Sample', class: 'eu-commission-executive-vice-president' },
        { name: 'Ed Sample', class: 'eu-commissioner' },
      ],
    };
    expect(letterForm(target, FORMS, 'en').salutations).toEqual([
      'Dear Members of the European Parliament',
      'Dear Ministers',
      'Dear Executive Vice-President',
      'Dear Commissioner',
    ]);
  });
});

describe('departures from the usual form', () => {
  it.each<[Addressee, string, string[]]>([
    [
      { name: 'The Rt Hon Ann Example KC MP', role: 'Home Secretary', class: 'gb-cabinet-minister', salutation: 'Dear Home Secretary' },
      'en',
      [],
    ],
    [{ name: 'The Rt Hon Ann Example MP', class: 'gb-cabinet-minister', salutation: 'dear secretary of state,' }, 'en', []],
    [
      { name: 'Ann Example', role: 'Home Secretary', class: 'gb-cabinet-minister', salutation: 'Hello' },
      'en',
      ['usually begins with “The Rt Hon”', 'usually ends with “MP”', 'usually begins “Dear Home Secretary” or “Dear Secretary of State”'],
    ],
    [{ name: 'Lord Example', class: 'gb-peer', salutation: 'Dear Lord Example' }, 'en', []],
    [{ name: 'Lord Example MP', class: 'gb-peer', salutation: 'Dear Lord Example' }, 'en', ['does not end with “MP”']],
    [{ name: 'Ann Example MP', class: 'gb-mp' }, 'en', ['write salutation']],
    [{ name: 'Ann Example', class: 'eu-commissioner', salutation: 'Madame la Commissaire' }, 'fr', []],
    [{ name: 'Ann Example', class: 'eu-commissioner' }, 'fr', ['write salutation']],
  ])('are told and nothing else: %j in %s', (addressee, language, parts) => {
    const form = FORMS.get(addressee.class ?? '');
    const notes = form === undefined ? [] : departures(addressee, form, language);
    expect(notes.length).toBe(parts.length);
    notes.forEach((note, index) => {
      expect(note).toContain(parts[index]);
    });
    // The organiser is told about the form, never shown the name again.
    expect(notes.join()).not.toContain(addressee.name);
  });
});
