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
  "IP address"

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
    for (const heading of ['Fields', 'Set aside', 'Consent', 'Never loaded', 'Notes', 'Sources']) expect(text).not.toContain(heading);
  });

  it.each([40, 60, 80])('keeps within %i columns', (width) => {
    for (const line of formatProfile(buildProfileReport(invented), { width, paint: PLAIN }).split('\n')) {
      if (!line.includes('http')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });
});

it('prints the reports themselves as JSON, without the tests', () => {
  expect(JSON.parse(formatProfilesJson(buildProfilesReport([bare])))).toEqual({
    formatVersion: 1,
    profiles: [{ id: 'bare', title: 'Anything else', checked: '2026-11-22', confidence: 'low', fields: [] }],
  });
  expect(JSON.parse(formatProfilesJson(buildProfileReport(invented))).profile).not.toHaveProperty('tests');
});
