import { describe, expect, it } from 'vitest';

import { InputError } from '../../../src/lib/errors.js';
import { parseYaml } from '../../../src/lib/io/yaml.js';

function messageOf(text: string): string {
  try {
    parseYaml(text, 'campaign.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).code).toBe('campaign-syntax');
    return (error as InputError).message;
  }
  throw new Error('nothing was refused');
}

describe('parseYaml', () => {
  it('reads plain values by YAML 1.2 core, so that yes and a date stay text', () => {
    const text = 'a: yes\nb: 2025-05-06\nc: 014\nd: 1_0\ne: 58\nf: true\ng:\nh: "2,656"\ni: [x, { y: z }]\n';
    expect(parseYaml(text, 'campaign.yaml').value).toEqual({
      a: 'yes',
      b: '2025-05-06',
      c: 14,
      d: '1_0',
      e: 58,
      f: true,
      g: null,
      h: '2,656',
      i: ['x', { y: 'z' }],
    });
  });

  it.each([
    ['', null],
    ['# only a comment\n', null],
    ['--- \na: 1\n...\n', { a: 1 }],
    ['\uFEFFa: 1\n', { a: 1 }],
    ['a: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
  ])('reads %j', (text, value) => {
    expect(parseYaml(text, 'campaign.yaml').value).toEqual(value);
  });

  it('keeps a key called __proto__ as a key, so that a schema can refuse it', () => {
    const value = parseYaml('__proto__: { polluted: true }\n', 'campaign.yaml').value as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['an anchor', 'a: &x 1\n', 'campaign.yaml:1:4: anchors (&) are not allowed; write the value out'],
    ['an alias', 'a: 1\nb: *x\n', 'campaign.yaml:2:4: aliases (*) are not allowed; write the value out, or put it in quotes'],
    ['an anchor in a map in brackets', 'a: { b: &x 1 }\n', 'campaign.yaml:1:9: anchors (&) are not allowed; write the value out'],
    ['a tag', 'a: !!str 1\n', 'campaign.yaml:1:4: tags (!) are not allowed; remove it, or put the value in quotes'],
    ['a tag of one’s own', 'a: !run x\n', 'campaign.yaml:1:4: tags (!) are not allowed; remove it, or put the value in quotes'],
    ['a directive', '%YAML 1.1\n---\na: yes\n', 'campaign.yaml:1:1: directives (%) are not allowed; remove the line'],
    ['a merge key', 'a: 1\n<<: { b: 2 }\n', 'campaign.yaml:2:1: merge keys (<<) are not allowed; write the keys out'],
    ['a duplicate key', 'title: one\nkind: petition\ntitle: two\n', 'campaign.yaml:3:1: the key “title” appears twice here; keep one'],
    ['a duplicate key in brackets', 'a: { b: 1, b: 2 }\n', 'campaign.yaml:1:12: the key “b” appears twice here; keep one'],
    ['a second document', 'a: 1\n---\nb: 2\n', 'campaign.yaml:2:1: a second document starts here; a campaign file is one document'],
    ['a list as a key', '? [a]\n: 1\n', 'campaign.yaml:1:3: a key must be a plain word'],
    ['a tab', 'a:\n\tb: 1\n', 'campaign.yaml:2:1: a tab is used for indentation; use spaces'],
    ['a second colon', 'title: Protection: not punishment\n', 'campaign.yaml:1:8: a second colon on this line; put the value in quotes'],
    [
      'an open quote',
      'title: "Protection\n',
      'campaign.yaml:2:1: a character is missing here: a closing quote or bracket, a comma, a colon, or the space after a colon or comma',
    ],
    ['an at sign', 'contact: @example\n', 'campaign.yaml:1:10: a value cannot start with this character; put the value in quotes'],
  ])('refuses %s with its line and column', (_, text, message) => {
    expect(messageOf(text)).toBe(message);
  });

  it('leaves signs of YAML inside texts alone', () => {
    expect(parseYaml('a: "*x &y !z <<"\nb: |\n  &x *y\n  !z\nc: Tom & Ann * !\n', 'campaign.yaml').value).toEqual({
      a: '*x &y !z <<',
      b: '&x *y\n!z\n',
      c: 'Tom & Ann * !',
    });
  });

  it('reports everything it refuses at once', () => {
    expect(messageOf('a: &x 1\nb: *x\nc: !!str d\n').split('\n')).toHaveLength(3);
  });

  it('names the first twenty places and counts the rest', () => {
    const message = messageOf(Array.from({ length: 30 }, (_, index) => `k${index}: *x`).join('\n'));
    expect(message.split('\n')).toHaveLength(21);
    expect(message).toMatch(/\ncampaign\.yaml: and 10 more$/);
  });

  it.each([
    ['hello@example.org', 'title: "x\ncontact: hello@example.org\n'],
    ['hello@example.org', 'contact: hello@example.org: again\n'],
    ['hello@example.org', 'hello@example.org: 1\nhello@example.org: 2\n'],
    ['07700 900101', 'contact: [07700 900101\n'],
    ['Ann Example', '- Ann Example\nb: 1\n'],
  ])('never repeats a value such as %s', (secret, text) => {
    expect(messageOf(text)).not.toContain(secret);
  });

  it('accepts a nesting of twenty and refuses one more', () => {
    expect(() => parseYaml(`a: ${'['.repeat(19)}${']'.repeat(19)}`, 'campaign.yaml')).not.toThrow();
    expect(messageOf(`a: ${'['.repeat(20)}${']'.repeat(20)}`)).toBe('campaign.yaml:1:23: lists and maps are nested more than 20 deep');
    expect(messageOf(Array.from({ length: 22 }, (_, index) => `${' '.repeat(index)}k:`).join('\n'))).toContain('nested more than 20 deep');
  });

  it('refuses a file over 64 KiB', () => {
    expect(messageOf(`# ${'x'.repeat(65_536)}`)).toBe(
      'campaign.yaml:1:1: the file is larger than 65,536 bytes; keep long texts in files of their own',
    );
  });

  it.each([
    ['brackets', '['.repeat(65_000)],
    ['braces', '{'.repeat(65_000)],
    ['dashes', '- '.repeat(32_000)],
    ['question marks', '? '.repeat(32_000)],
    ['question marks in brackets', `[${'? '.repeat(32_000)}`],
    ['colons', 'a: '.repeat(21_000)],
    ['colons in brackets', `[${'a: '.repeat(21_000)}`],
    ['colons in braces', `{${'a: '.repeat(21_000)}`],
    ['dashes in brackets', `[${'- '.repeat(32_000)}`],
    ['stairs', Array.from({ length: 350 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
    ['steep stairs', Array.from({ length: 56 }, (_, index) => `${' '.repeat(40 * index)}${'- '.repeat(20)}`).join('\n')],
    ['anchors', '&a '.repeat(21_000)],
    ['tags', '!!str '.repeat(10_000)],
    ['documents', '---\n'.repeat(16_000)],
    ['a billion laughs', 'a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n'],
  ])('answers a flood of %s', (_, text) => {
    expect(messageOf(text)).not.toBe('');
  });

  it('locates values, keys, list items and the nearest ancestor', () => {
    const document = parseYaml('kind: petition\norganisers:\n  - name: A\n    contact: b\n  - { name: C }\nask:\n', 'campaign.yaml');
    expect(document.locate(['kind'])).toEqual({ line: 1, column: 7 });
    expect(document.locate(['kind'], 'key')).toEqual({ line: 1, column: 1 });
    expect(document.locate(['organisers', 0, 'contact'])).toEqual({ line: 4, column: 14 });
    expect(document.locate(['organisers', 1])).toEqual({ line: 5, column: 5 });
    expect(document.locate(['organisers', 1, 'role'])).toEqual({ line: 5, column: 5 });
    expect(document.locate(['ask'])).toEqual({ line: 6, column: 1 });
    expect(document.locate(['nothing', 'here'])).toEqual({ line: 1, column: 1 });
    expect(document.locate([])).toEqual({ line: 1, column: 1 });
  });
});
