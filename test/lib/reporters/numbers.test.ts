import { describe, expect, it } from 'vitest';

import english from '../../../src/lib/pack/messages/en.json' with { type: 'json' };
import { RULE_WORDS } from '../../../src/lib/reporters/numbers.js';

describe('the statement of numbers on a screen', () => {
  it('has the words of the one in a pack for what showed a duplicate', () => {
    const messages: Readonly<Record<string, string>> = english.messages;
    for (const [rule, words] of Object.entries(RULE_WORDS)) expect(messages[`statement.rule.${rule}`]).toBe(words);
  });
});
