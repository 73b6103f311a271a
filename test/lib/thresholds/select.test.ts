import { describe, expect, it } from 'vitest';

import { InputError } from '../../../src/lib/errors.js';
import { listSchemes, parseAgainst } from '../../../src/lib/thresholds/select.js';
import { schemes } from './catalogue.js';

function refusal(text: string): InputError {
  try {
    parseAgainst(text, schemes);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`"${text}" was accepted`);
}

describe('parseAgainst', () => {
  it.each([
    ['gb-parliament-epetitions', 'gb-parliament-epetitions', null],
    ['gb-parliament-epetitions:debate', 'gb-parliament-epetitions', 'debate'],
    [' GB-Parliament-ePetitions : Debate ', 'gb-parliament-epetitions', 'debate'],
  ])('reads "%s"', (text, scheme, threshold) => {
    const against = parseAgainst(text, schemes);
    expect([against.scheme.id, against.threshold?.id ?? null]).toEqual([scheme, threshold]);
  });

  it.each([
    ['gb-parliment-epetitions', 'scheme-unknown', 'Did you mean "gb-parliament-epetitions"?'],
    ['gb-parliament', 'scheme-unknown', 'Did you mean "gb-parliament-epetitions"?'],
    ['bundestag', 'scheme-unknown', 'Did you mean "de-bundestag-epetition"?'],
    ['xyzzyxyzzyxyzzy', 'scheme-unknown', '"handin schemes" lists them all.'],
    ['', 'scheme-unknown', '"handin schemes" lists them all.'],
    ['gb-parliament-epetitions:debat', 'threshold-unknown', 'Did you mean "debate"? It has "supporters", "response" and "debate".'],
    ['gb-parliament-epetitions:', 'threshold-unknown', 'It has "supporters", "response" and "debate".'],
  ])('refuses "%s" with %s and says what to try', (text, code, hint) => {
    const error = refusal(text);
    expect(error.code).toBe(code);
    expect(error.hint).toContain(hint);
    expect(error.exitCode).toBe(2);
  });
});

describe('listSchemes', () => {
  it('sorts by id', () => {
    expect(schemes.map((scheme) => scheme.id)).toEqual([...schemes.map((scheme) => scheme.id)].sort());
  });

  it('takes a file under another name for a defect', () => {
    expect(() => listSchemes({ other: schemes[0] })).toThrow('another id than its file name');
  });
});
