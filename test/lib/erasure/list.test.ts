import { describe, expect, it } from 'vitest';

import {
  emptyList,
  formatKey,
  KEY_FILE,
  LIST_FILE,
  listMissing,
  openList,
  parseList,
  withOthers,
  withoutPeople,
  withPeople,
} from '../../../src/lib/erasure/list.js';
import { KEY_BYTES, keyCheck } from '../../../src/lib/erasure/tokens.js';
import { InputError } from '../../../src/lib/errors.js';

const KEY = Uint8Array.from({ length: KEY_BYTES }, (_, place) => place);
const [A = '', B = '', C = '', D = ''] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(64));
const EMPTY = emptyList('1.2.3', KEY);
const on = (day: string, afterDelivery = 0) => ({ on: day, afterDelivery });

describe('a list of people who asked to be removed', () => {
  it('begins empty and knows its key', () => {
    expect(EMPTY).toEqual({
      formatVersion: 1,
      tool: { name: 'handin', version: '1.2.3' },
      keyCheck: keyCheck(KEY),
      people: [],
      others: [],
      requests: [],
      withdrawnAfterDelivery: 0,
    });
  });

  it('takes people in an order that says nothing of when they asked, each once', () => {
    const first = withPeople(EMPTY, [[D, C, D]], on('2025-05-06', 1));
    expect(first).toEqual({
      ...EMPTY,
      people: [[C, D]],
      requests: [{ on: '2025-05-06', erased: 1, undone: 0 }],
      withdrawnAfterDelivery: 1,
    });
    const second = withPeople(first, [[B], [], [D, C], [A, D]], on('2025-05-04', 2));
    expect(second.people).toEqual([[A, D], [B], [C, D]]);
    expect(second.requests).toEqual([
      { on: '2025-05-04', erased: 4, undone: 0 },
      { on: '2025-05-06', erased: 1, undone: 0 },
    ]);
    expect(second.withdrawnAfterDelivery).toBe(3);
    expect(withPeople(second, [[B]], on('2025-05-06')).requests.at(-1)).toEqual({ on: '2025-05-06', erased: 2, undone: 0 });
  });

  it('keeps who is somebody else in order, each once', () => {
    const list = withOthers(withOthers(EMPTY, [C, A]), [B, A]);
    expect(list).toEqual({ ...EMPTY, others: [A, B, C] });
  });

  it('lets go of those who have all the tokens, and of nobody else', () => {
    const list = withPeople(EMPTY, [[A, B], [B, C], [D]], on('2025-05-06'));
    expect(withoutPeople(list, [B], '2025-05-07')).toEqual({
      removed: 2,
      list: { ...list, people: [[D]], requests: [...list.requests, { on: '2025-05-07', erased: 0, undone: 2 }] },
    });
    expect(withoutPeople(list, [B, C], '2025-05-06')).toMatchObject({
      removed: 1,
      list: { people: [[A, B], [D]], requests: [{ on: '2025-05-06', erased: 3, undone: 1 }] },
    });
    expect(withoutPeople(list, [A, D], '2025-05-07')).toEqual({ list, removed: 0 });
  });
});

describe('the file of the list', () => {
  const whole = withOthers(withPeople(EMPTY, [[A], [B, C]], on('2025-05-06')), [D]);
  const request = { on: '2025-05-06', erased: 1, undone: 0 };

  it('is read back as it was written', () => {
    expect(parseList(JSON.stringify(whole))).toEqual(whole);
    expect(parseList(JSON.stringify(EMPTY))).toEqual(EMPTY);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'list'],
    ['a list', []],
    ['another version', { ...whole, formatVersion: 2 }],
    ['no key check', { ...whole, keyCheck: undefined }],
    ['a key check that is none', { ...whole, keyCheck: 'abc' }],
    ['a key check with more after it', { ...whole, keyCheck: `${A}a` }],
    ['a key check with more before it', { ...whole, keyCheck: `a${A}` }],
    ['no people', { ...whole, people: undefined }],
    ['people that are no list', { ...whole, people: {} }],
    ['a person who is no list', { ...whole, people: [[A], { every: true, length: 1 }] }],
    ['a person who is a text', { ...whole, people: [[A], 'abc'] }],
    ['a person without tokens', { ...whole, people: [[A], []] }],
    ['a token that is none', { ...whole, people: [[A, 'ann@example.org']] }],
    ['a token that is a list of one', { ...whole, people: [[[A]]] }],
    ['no others', { ...whole, others: undefined }],
    ['others that are none', { ...whole, others: [A, 'x'] }],
    ['no requests', { ...whole, requests: {} }],
    ['a request that is null', { ...whole, requests: [null] }],
    ['a request that is a text', { ...whole, requests: ['2025-05-06'] }],
    ['a request without a day', { ...whole, requests: [request, { ...request, on: undefined }] }],
    ['a request on no day', { ...whole, requests: [{ ...request, on: 'today' }] }],
    ['a request on a list of days', { ...whole, requests: [{ ...request, on: ['2025-05-06'] }] }],
    ['a request with more after its day', { ...whole, requests: [{ ...request, on: '2025-05-06T00:00' }] }],
    ['a request with more before its day', { ...whole, requests: [{ ...request, on: '12025-05-06' }] }],
    ['a request for half a person', { ...whole, requests: [{ ...request, erased: 0.5 }] }],
    ['a request for fewer than nobody', { ...whole, requests: [{ ...request, undone: -1 }] }],
    ['no count of those after the delivery', { ...whole, withdrawnAfterDelivery: undefined }],
    ['a negative count of those after the delivery', { ...whole, withdrawnAfterDelivery: -1 }],
  ])('is not read with %s', (_, value) => {
    expect(() => parseList(JSON.stringify(value))).toThrow(expect.objectContaining({ code: 'suppression-list-invalid' }));
  });

  it('is not quoted when it is no JSON', () => {
    expect(() => parseList('{"people": ann@example.org')).toThrow(InputError);
    expect(() => parseList('{"people": ann@example.org')).toThrow(expect.not.stringContaining('ann'));
    expect(() => parseList('{')).toThrow(
      expect.objectContaining({
        code: 'suppression-list-invalid',
        cause: expect.any(SyntaxError),
        message: expect.stringContaining(LIST_FILE),
        hint: expect.stringContaining('Put a copy of the file back'),
      }),
    );
  });
});

describe('the key of the list', () => {
  it('opens the list that it made', () => {
    expect(formatKey(KEY)).toBe('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n');
    expect(openList(EMPTY, formatKey(KEY))).toEqual({ list: EMPTY, key: KEY });
    expect(openList(EMPTY, `\r\n ${formatKey(KEY)} `).key).toEqual(KEY);
  });

  it.each<[code: string, key: string | null, hint: string]>([
    ['suppression-key-missing', null, `Put ${KEY_FILE} back into the private folder from a backup.`],
    ['suppression-key-wrong', 'x', 'Put the key and the list of the same folder back from a backup.'],
  ])('that does not open it says what to put back: %s', (code, key, hint) => {
    expect(() => openList(EMPTY, key)).toThrow(expect.objectContaining({ code, hint: expect.stringContaining(hint) }));
  });

  it.each<[string, string | null, string]>([
    ['no key', null, 'suppression-key-missing'],
    ['an empty file', '', 'suppression-key-wrong'],
    ['the key of another list', formatKey(KEY.map((byte) => byte ^ 1)), 'suppression-key-wrong'],
    ['half of it', formatKey(KEY).slice(0, 32), 'suppression-key-wrong'],
    ['more than it', `${formatKey(KEY).trim()}00`, 'suppression-key-wrong'],
    ['more before it', `00${formatKey(KEY)}`, 'suppression-key-wrong'],
    ['capitals', formatKey(KEY).toUpperCase(), 'suppression-key-wrong'],
  ])('does not open it with %s, since everybody on it would come back', (_, text, code) => {
    expect(() => openList(EMPTY, text)).toThrow(InputError);
    expect(() => openList(EMPTY, text)).toThrow(expect.objectContaining({ code, message: expect.stringContaining('would come back') }));
  });

  it('without its list is an error that says what to put back', () => {
    const error = listMissing();
    expect(error).toMatchObject({ code: 'suppression-list-missing', message: expect.stringContaining('would come back') });
    expect(error.hint).toContain(LIST_FILE);
  });
});
