import { describe, expect, it } from 'vitest';

import type { ExportProfile } from '../../../src/lib/model/profile.js';
import { displayWidth, PLAIN } from '../../../src/lib/reporters/columns.js';
import {
  buildProfileReport,
  buildProfilesReport,
  formatProfile,
  formatProfiles,
  formatProfilesJson,
} from '../../../src/lib/reporters/profiles.js';

const invented: ExportProfile = {
  id: 'example-platform',
  title: 'Example Platform, signatures export',
  checked: '2026-11-22, from an invented file',
  sources: ['https://example.com/help/export'],
  notes: ['Old exports have no consent column.'],
  fingerprint: {
    headers: [['Email', 'E-mail'], ['Signed on']],
    prefixes: ['custom_'],
    first: ['ID'],
    file: { namePrefixes: ['signatures-'], encodings: ['utf-16le'] },
    confidence: 'high',
  },
  fields: {
    email: { column: ['Email', 'E-mail'] },
    full_name: { join: ['First name', 'Last name'] },
    address: { firstNonEmpty: ['Address', 'Street'] },
    family_name: { split: { column: ['Name'], separator: ',', part: 0 } },
    given_name: { split: { column: ['Name'], separator: ',', part: -1 } },
    country: { constant: 'GB' },
    phone: { column: ['Phone'], contains: ['telephone'], not: ['work'], except: ['none'] },
    comment: { oneOf: [{ column: ['Comment'] }, { join: ['Reason', { column: ['Why'] }] }] },
    medium: { map: { column: ['Channel'], values: { web: 'online', stall: 'paper' }, otherwise: '' } },
  },
  status: [
    { column: ['Confirmed at'], when: 'empty', means: 'unconfirmed' },
    { column: ['State'], when: 'equals', values: ['deleted', 'hidden'], means: 'withdrawn' },
  ],
  consent: { column: ['Show my name'], values: { yes: 'name', '': 'initials' } },
  dateOrder: 'dmy',
  known: ['Campaign'],
  drop: ['IP address'],
  tests: [{ name: 'one', header: ['Email'], rows: [], expected: [] }],
};
const bare: ExportProfile = {
  id: 'bare',
  title: 'Anything else',
  checked: '2026-11-22',
  sources: [],
  notes: [],
  fingerprint: { headers: [], confidence: 'low' },
  fields: {},
  dateOrder: 'ask',
  kind: 'organisation',
  drop: [],
  tests: [],
};

describe('formatProfiles', () => {
  it('lists profiles by id', () => {
    expect(formatProfiles(buildProfilesReport([invented, bare]), { width: 100, paint: PLAIN })).toBe(`bare              Anything else
                  hard to tell from others; 0 fields; checked 2026-11-22
                  needs --profile bare and another proof of consent before a name is shown
example-platform  Example Platform, signatures export
                  surely recognized; 9 fields; checked 2026-11-22, from an invented file

2 profiles. "handin profiles ID" explains one.
`);
  });

  it('has words for an empty list', () => {
    expect(formatProfiles(buildProfilesReport([]), { width: 80, paint: PLAIN })).toBe('There are no export profiles.\n');
  });
});

describe('formatProfile', () => {
  it('explains everything a profile does', () => {
    expect(formatProfile(buildProfileReport(invented), { width: 110, paint: PLAIN })).toBe(`Example Platform, signatures export

Id           example-platform
Learnt       2026-11-22, from an invented file
Records      people, unless a column says otherwise
Dates        day before month
Recognition  surely recognized: the file has "Email" or "E-mail" and "Signed on", has a header that begins
             with "custom_", begins with the header "ID" and has a name that begins with "signatures-" or is
             encoded as utf-16le

Fields
  given_name   the last part of "Name", split at ","
  family_name  part 1 of "Name", split at ","
  full_name    "First name" and "Last name", joined
  email        "Email" or "E-mail"
  phone        "Phone", else a header with "telephone" in it but not "work" ("none" counts as empty)
  address      the first of "Address" and "Street" that is filled
  country      always "GB"
  comment      "Comment"; else "Reason" and "Why", joined
  medium       "Channel": "web" is online, "stall" is paper and anything else is left empty

Set aside
  unconfirmed when "Confirmed at" is empty
  withdrawn when "State" is "deleted" or "hidden"

Consent to be shown
  from "Show my name"; anything else is count-only
  "yes" means name
  an empty cell means initials

Known and not needed
  "Campaign"

Never loaded
  "IP address" and addresses of computers, tokens, coordinates and the like, as in every profile

Notes
  - Old exports have no consent column.

Sources
  - https://example.com/help/export
`);
  });

  it('leaves out what a profile does not have', () => {
    const text = formatProfile(buildProfileReport(bare), { width: 80, paint: PLAIN });
    expect(text).toContain('never on its own; name it with --profile bare');
    expect(text).toContain('Records      organisations');
    for (const heading of ['Fields', 'Set aside', 'Consent', 'Notes', 'Sources']) expect(text).not.toContain(heading);
  });

  it.each([40, 60, 80])('keeps within %i columns', (width) => {
    for (const line of formatProfile(buildProfileReport(invented), { width, paint: PLAIN }).split('\n')) {
      if (!line.includes('http')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });
});

describe('numbers sources and profiles by position', () => {
  const numbers: ExportProfile = {
    ...bare,
    id: 'numbers',
    title: 'Counts',
    numbers: {
      of: 'json-document',
      has: [['data', 'count']],
      label: ['data', 'name'],
      count: ['data', 'count'],
      asOf: [['data', 'at']],
      by: [{ dimension: 'region', list: ['data', 'regions'], code: 'code', name: 'name', count: 'n' }],
      tests: [],
    },
  };

  it('say that they list nobody', () => {
    const list = formatProfiles(buildProfilesReport([numbers]), { width: 100, paint: PLAIN });
    expect(list).toContain('numbers only, nobody is listed');
    expect(list).not.toContain('needs');
    const text = formatProfile(buildProfileReport(numbers), { width: 100, paint: PLAIN });
    expect(text).toContain('none: it states numbers and lists nobody');
    expect(text).toContain('a JSON document with "data.count"');
    expect(text).toContain('by region  "n" of each of "data.regions"');
    expect(text).not.toContain('Never loaded');
  });

  it('say which column, and how many there must be', () => {
    const saved: ExportProfile = {
      ...bare,
      fingerprint: { headers: [], columns: 3, confidence: 'low' },
      fields: { full_name: { position: 2 } },
      status: [{ position: 3, when: 'empty', means: 'unconfirmed' }],
    };
    const text = formatProfile(buildProfileReport(saved), { width: 100, paint: PLAIN });
    expect(text).toContain('has no header row and 3 columns');
    expect(text).toContain('full_name  column 2');
    expect(text).toContain('unconfirmed when column 3 is empty');
  });

  it('say when a file is only taken by name', () => {
    const text = formatProfile(buildProfileReport({ ...invented, onlyByName: 'they are no signers.' }), { width: 100, paint: PLAIN });
    expect(text).toContain('only with --profile example-platform: they are no signers.');
  });

  it('say that usual headers are meant instead of listing them', () => {
    const text = formatProfile(buildProfileReport({ ...bare, fields: { email: { column: ['Username'], usual: 'email' } } }), {
      width: 200,
      paint: PLAIN,
    });
    expect(text).toContain('"Username", else the usual headers for email in every language that handin knows');
  });
});

it('prints the reports themselves as JSON, without the tests', () => {
  expect(JSON.parse(formatProfilesJson(buildProfilesReport([bare])))).toEqual({
    formatVersion: 1,
    profiles: [
      {
        id: 'bare',
        title: 'Anything else',
        checked: '2026-11-22',
        confidence: 'low',
        fields: [],
        takes: 'organisations',
        needs: ['--profile bare', 'another proof of consent before a name is shown'],
      },
    ],
  });
  expect(JSON.parse(formatProfilesJson(buildProfileReport(invented))).profile).not.toHaveProperty('tests');
});
