import { describe, expect, it } from 'vitest';

import { describeError } from '../../src/lib/error-text.js';
import { DefectError, InputError } from '../../src/lib/errors.js';
import { quoteText } from '../../src/lib/sql.js';

const PRIVATE = 'Ottilie Quillfeather <ottilie@example.org>';

/** An error as a package throws it: it quotes what it failed on, in every place that an error has. */
function foreign(): Error {
  const error = new SyntaxError(`Unexpected token in "${PRIVATE}"\n    at lib/Quillfeather.ts:1:1 (${PRIVATE})`);
  return Object.assign(error, { code: PRIVATE, line: PRIVATE, cause: new Error(PRIVATE) });
}

/** One that comes through our own code. */
function throughOurs(): unknown {
  try {
    quoteText({
      includes: () => {
        throw foreign();
      },
    } as unknown as string);
  } catch (error) {
    return error;
  }
  return null;
}

describe('the text of an error', () => {
  it('is the message, the hint and the code, and what a terminal would act on is written out', () => {
    const error = new InputError('list\u001b[2J.csv is empty.', { code: 'file-empty', hint: 'Export it again.', cause: foreign() });
    expect(describeError(error, false)).toBe('handin: list\\u{1b}[2J.csv is empty.\n  Export it again.\n  (file-empty)\n');
  });

  it('is broken between words on a terminal, set in as it was, and left whole elsewhere', () => {
    const error = new InputError('campaign.yaml:3:1: commons is not what belongs there.\ncampaign.yaml:4:1: nor is this.', {
      code: 'campaign-invalid',
      hint: 'Correct these places and run the command again; the JSON Schema explains every key.',
    });
    expect(describeError(error, false, 44)).toBe(
      [
        'handin: campaign.yaml:3:1: commons is not',
        'what belongs there.',
        'campaign.yaml:4:1: nor is this.',
        '  Correct these places and run the command',
        '  again; the JSON Schema explains every key.',
        '  (campaign-invalid)',
        '',
      ].join('\n'),
    );
    expect(describeError(error, false).split('\n')).toHaveLength(5);
    expect(
      describeError(foreign(), false, 40)
        .split('\n')
        .every((line) => line.length <= 40),
    ).toBe(true);
  });

  it.each([
    ['a foreign error', foreign()],
    ['a foreign error that came through our code', throughOurs()],
    ['an error of ours that a foreign one caused', new InputError('No.', { code: 'x', cause: foreign() })],
    ['a defect with a chain of causes', new DefectError('No.', { code: 'x', cause: new Error('y', { cause: throughOurs() }) })],
    ['something that is no error', PRIVATE],
    ['an object that would show itself', { message: PRIVATE, stack: PRIVATE, toString: () => PRIVATE }],
    ['an error whose name is data', Object.assign(new Error(PRIVATE), { name: PRIVATE, code: 'EQUILLFEATHER' })],
  ])('repeats nothing that a package says, also with --verbose: %s', (_words, error) => {
    for (const isVerbose of [false, true]) expect(describeError(error, isVerbose)).not.toMatch(/quillfeather|ottilie|example\.org|token/i);
  });

  it('shows with --verbose where in our own code it happened, and the kind of what caused it', () => {
    const text = describeError(new InputError('No.', { code: 'x', cause: throughOurs() }), true);
    expect(text).toMatch(/\n {2}caused by SyntaxError\n {4}at lib\/sql\.ts:\d+\n/);
    expect(describeError(throughOurs(), true)).toMatch(
      /^handin: Something unexpected[\s\S]*\(unexpected\)\n {2}from SyntaxError\n {4}at lib\/sql\.ts:\d+/,
    );
    expect(describeError(throughOurs(), false)).not.toContain('sql.ts');
  });

  it('names the system’s own codes', () => {
    const cause = Object.assign(new Error(PRIVATE), { code: 'EACCES' });
    expect(describeError(new InputError('No.', { code: 'x', cause }), true)).toContain('caused by Error EACCES');
  });
});
