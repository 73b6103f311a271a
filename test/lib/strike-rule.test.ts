import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { InputError } from '../../src/lib/errors.js';
import { files } from '../../src/lib/io/files.js';
import { validate } from '../../src/lib/io/schema.js';
import { parseYaml } from '../../src/lib/io/yaml.js';
import { RECORD_FIELDS } from '../../src/lib/model/record.js';
import { STRIKE_FIELDS, STRIKE_OPERATORS } from '../../src/lib/model/strike.js';
import { loadStrikeRule, readStoredStrike } from '../../src/lib/strike-rule.js';
import schema from '../../src/lib/strike-rule.schema.json' with { type: 'json' };

const io = { files, parseYaml, validate };
const START = 'id: spam-mail\nreason: A script, one night.\ndecided: 2025-05-06\n';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'handin-rule-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string, name = 'rule.yaml') {
  writeFileSync(join(folder, name), text);
  return loadStrikeRule(io, join(folder, name));
}

function refusalOf(text: string): InputError {
  try {
    load(text);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error('nothing was refused');
}

describe('a rule file', () => {
  it('is the same rule as YAML, as JSON, and with its keys in another order', () => {
    const yaml = load(`${START}when: [{ field: email, domain: spam.example.org }]\n`);
    const json = load(
      JSON.stringify({
        when: [{ domain: 'spam.example.org', field: 'email' }],
        decided: '2025-05-06',
        reason: 'A script, one night.',
        id: 'spam-mail',
      }),
      'rule.json',
    );
    expect(yaml.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(json.sha256).toBe(yaml.sha256);
    expect(json.rule).toEqual(yaml.rule);
    expect(load(`${START}when: [{ field: email, domain: "*.spam.example.org" }]\n`).sha256).not.toBe(yaml.sha256);
  });

  it.each([
    ['', '1:1: the file is empty; the first key is id'],
    ['id: a\n', '1:1: “reason” is missing: one sentence that says why these records do not count'],
    [`${START}`, '1:1: “when” is missing: a list of conditions that must all hold'],
    [`${START}when: []\n`, '4:7: when: must not be empty'],
    [`${START}whom: []\n`, '4:1: unknown key “whom”; did you mean “when”?'],
    [`${START.replace('spam-mail', 'Spam mail')}when: [{ field: email, is: x }]\n`, '1:5: id: must be lower-case words'],
    [`${START.replace('05-06', '02-30')}when: [{ field: email, is: x }]\n`, '3:10: decided: there is no such day in the calendar'],
    [`${START.replace('A script, one night.', '""')}when: [{ field: email, is: x }]\n`, '2:9: reason: must be a sentence on one line'],
    [`${START}when: [{ is: x }]\n`, '4:8: when[0]: “field” is missing: what the condition looks at, such as email'],
    [`${START}when:\n  - field: emial\n    is: x\n`, '5:12: when[0].field: “emial” is not known; did you mean “email”?'],
    [`${START}when: [{ field: display_consent, is: name }]\n`, '4:17: when[0].field: must be source, kind,'],
    [`${START}when: [{ field: email }]\n`, '4:8: when[0]: says nothing about its field; add one of is, is-one-of,'],
    [`${START}when: [{ field: email, is: a, contains: b }]\n`, '4:8: when[0]: has is and contains; a condition has one of them'],
    [`${START}when: [{ field: email, is: 3 }]\n`, '4:28: when[0].is: must be text on one line; put it in quotes'],
    [`${START}when: [{ field: email, matches: a }]\n`, 'when[0]: unknown key “matches”; it can be field, is,'],
    [`${START}when: [{ field: email, is-one-of: [a, a] }]\n`, 'when[0].is-one-of: lists something twice'],
    [`${START}when: [{ field: email, before: 2025-01-01 }]\n`, '4:24: when[0].before: goes with signed_at or date_of_birth only'],
    [`${START}when: [{ field: signed_at, before: soon }]\n`, 'when[0].before: must be a day such as 2025-05-06, or a day with a time'],
    [`${START}when: [{ field: signed_at, before: 2025-13-01T10:00 }]\n`, 'when[0].before: there is no such day in the calendar'],
    [`${START}when: [{ field: signed_at, from: 2025-01-01T25:00 }]\n`, 'when[0].from: must be a day such as'],
    [`${START}when: [{ field: full_name, domain: example.org }]\n`, 'when[0].domain: goes with email only'],
    [`${START}when: [{ field: email, domain: ann@example.org }]\n`, 'when[0].domain: must be a domain without the @'],
    [`${START}when: [{ field: email, domain: "ex*mple.org" }]\n`, 'when[0].domain: must be a domain without the @'],
    [`${START}when: [{ field: email, domain: example.org, exact: true }]\n`, 'when[0].exact: goes with is, is-one-of, contains,'],
    [`${START}when: [{ field: email, is-empty: maybe }]\n`, 'when[0].is-empty: must be true or false'],
    [`${START}when: [{ field: comment, contains: "!!!" }]\n`, 'when[0].contains: has no letter and no digit, and signs do not count'],
    [`${START}when: [{ field: comment, is-one-of: [x, "!!!"] }]\n`, 'when[0].is-one-of[1]: has no letter and no digit'],
    [`${START}when: [{ field: phone, starts-with: "+" }]\n`, 'when[0].starts-with: has no digit, and signs do not count'],
    [`${START}when: [{ field: comment, is: "a\\0b", exact: true }]\n`, 'when[0].is: holds an invisible control character'],
    [`${START}when: [{ field: comment, is: "a\\u202Eb", exact: true }]\n`, 'when[0].is: holds an invisible control character'],
    [`${START}when: [{ field: record_key, key: 0123abcd, is: 0123456789abcdef }]\n`, 'when[0]: record_key goes with is-one-of only'],
    [`${START}when: [{ field: record_key, is-one-of: [0123456789abcdef] }]\n`, 'when[0]: “key” is missing: which secret'],
    [`${START}when: [{ field: email, key: 0123abcd, is: a }]\n`, 'when[0].key: goes with record_key only'],
    [`${START}when: [{ field: record_key, key: secret, is-one-of: [x1] }]\n`, 'when[0].key: must be 8 hexadecimal digits'],
  ])('that is wrong is refused with the place and the remedy: %j', (text, words) => {
    const refusal = refusalOf(text);
    expect(refusal.message).toContain(`rule.yaml:`);
    expect(refusal.message).toContain(words);
    expect(refusal).toMatchObject({ code: 'strike-invalid', exitCode: 2 });
  });

  it.each([
    ['email', 'contains: "+"'],
    ['comment', 'contains: "!!!", exact: true'],
    ['source', 'contains: "#"'],
    ['signed_at', 'from: 2025-03-02T03:00:15'],
    ['email', 'domain: "*.example"'],
  ])('may say of %s: %s', (field, condition) => {
    expect(load(`${START}when: [{ field: ${field}, ${condition} }]\n`).rule.when).toHaveLength(1);
  });

  it('may name more records than a file written by hand has lines', () => {
    const keys = Array.from({ length: 40_000 }, (_, index) => (index * 2_654_435_761).toString(16).padStart(16, '0'));
    const when = [{ field: 'record_key', key: '0123abcd', 'is-one-of': keys }];
    const { rule } = load(JSON.stringify({ id: 'many', reason: 'A script.', decided: '2025-05-06', when }), 'many.json');
    expect(rule.when[0]?.['is-one-of']).toHaveLength(40_000);
    const twice = JSON.stringify({
      id: 'many',
      reason: 'A script.',
      decided: '2025-05-06',
      when: [{ ...when[0], 'is-one-of': [...keys, keys[0]] }],
    });
    expect(refusalOf(twice).message).toContain('lists something twice');
  });

  it('that is no YAML is refused under a code of its own, and no message holds a value', () => {
    const refusal = refusalOf(`${START}when: [{ field: email, is: canary@example.org\n`);
    expect(refusal.code).toBe('strike-syntax');
    const text = `${START}when: [{ field: emails, is: canary@example.org, contains: canary@example.org, exact: 7 }]\n`;
    for (const { message, hint } of [refusal, refusalOf(text)]) expect(`${message} ${hint ?? ''}`).not.toContain('canary');
  });

  it('has the fields and the operators that the schema lists', () => {
    const { properties } = schema.definitions.condition;
    expect(properties.field.enum.toSorted()).toEqual(STRIKE_FIELDS.toSorted());
    expect(Object.keys(properties).sort()).toEqual(['field', 'exact', 'key', ...STRIKE_OPERATORS].sort());
    // The source and the record key come in, consent to be shown stays out.
    expect(STRIKE_FIELDS).toHaveLength(RECORD_FIELDS.length + 1);
  });
});

describe('a stored rule', () => {
  const { rule, sha256 } = { rule: { id: 'a', reason: 'x', decided: '2025-05-06', when: [{ field: 'email', is: 'x' }] }, sha256: '' };
  const stored = (given: object): string =>
    JSON.stringify({
      formatVersion: 1,
      tool: { name: 'handin', version: '0.0.0' },
      applied: '2025-05-06T12:00:00.000Z',
      rule,
      sha256,
      ...given,
    });

  it('is the one that was applied, or it is refused', () => {
    const right = load(JSON.stringify(rule)).sha256;
    expect(readStoredStrike(io, stored({ sha256: right }), 'a.json').rule).toEqual(rule);
    for (const given of [
      {},
      { sha256: right, rule: { ...rule, reason: 'y' } },
      { sha256: right, applied: 3 },
      { sha256: right, formatVersion: 2 },
    ])
      expect(() => readStoredStrike(io, stored(given), 'strikes/a.json')).toThrow(/strikes\/a\.json is not the rule that was applied/);
    for (const text of ['', '{', 'null', '[]', '{"rule":null}'])
      expect(() => readStoredStrike(io, text, 'strikes/a.json')).toThrow(InputError);
  });
});
