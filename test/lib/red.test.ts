import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';

import { Red, reveal } from '../../src/lib/red.js';

const CANARY = 'Ada Quillfeather';
const EMPTY: string = '';
const red = new Red(CANARY);
const anyValue: unknown = red;

describe('a private string', () => {
  it.each<readonly [string, () => unknown]>([
    ['toString', () => red.toString()],
    ['String', () => String(anyValue)],
    ['a template', () => `${anyValue}`],
    ['a template among others', () => `name: ${anyValue}, done`],
    ['concatenation', () => (anyValue as string) + EMPTY],
    ['concatenation the other way round', () => EMPTY + (anyValue as string)],
    ['a number', () => Number(anyValue)],
    ['comparison', () => (anyValue as string) < 'b'],
    // biome-ignore lint/suspicious/noDoubleEquals: the loose comparison is what would unwrap it
    ['equality with a text', () => anyValue == CANARY],
    ['the key of an object', () => ({ [anyValue as string]: 1 })],
    ['joining', () => [anyValue].join(', ')],
    ['toJSON', () => red.toJSON()],
    ['JSON', () => JSON.stringify(red)],
    ['JSON of an object that holds it', () => JSON.stringify({ signatories: [{ name: red }] })],
    ['a list as text', () => String([[anyValue]])],
    ['encoding', () => encodeURIComponent(anyValue as string)],
    ['a pattern', () => /a/.test(anyValue as string)],
    ['a set of bytes', () => new TextEncoder().encode(anyValue as string)],
    ['an error', () => new Error(anyValue as string)],
  ])('cannot become text by %s, and the refusal does not hold it', (_words, become) => {
    let thrown: unknown;
    try {
      become();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'DefectError', code: 'red-leak', exitCode: 70 });
    expect(inspect(thrown)).not.toContain(CANARY);
  });

  it.each<readonly [string, () => string]>([
    ['alone', () => inspect(red)],
    ['in an object', () => inspect({ name: red }, { depth: null, showHidden: true })],
    ['in a list', () => inspect([[red]])],
    ['in a map', () => inspect(new Map([['name', red]]))],
    ['as the cause of an error', () => inspect(new Error('x', { cause: red }))],
    ['by a log line', () => format('%o %O', red, red)],
    ['with every detail, without its own words', () => inspect(red, { customInspect: false, showHidden: true, depth: null })],
  ])('shows nothing of itself to the inspector: %s', (_words, show) => {
    expect(show()).not.toContain(CANARY);
    expect(show()).toMatch(/\[red\]|Red/);
  });

  it('prints [red]', () => {
    expect(inspect({ name: red })).toBe('{ name: [red] }');
  });

  it('has nothing to list, copy or clone', () => {
    expect(Reflect.ownKeys(red)).toEqual([]);
    expect({ ...red }).toEqual({});
    expect(inspect(structuredClone(red), { showHidden: true })).not.toContain(CANARY);
  });

  it('comes out by reveal, and only from a private string', () => {
    expect(reveal(red)).toBe(CANARY);
    expect(() => reveal({} as Red)).toThrow(TypeError);
  });
});
