import { describe, expect, it } from 'vitest';

import { formatWarnings } from '../../../src/lib/reporters/columns.js';

const same = (text: string): string => text;
const options = { width: 60, paint: { bold: same, dim: same, green: same, yellow: same, red: same } };

describe('the warnings of a pack', () => {
  it('stand one below the other, each hung below its beginning', () => {
    const long = 'targets[0] (minister): you checked who holds the office 124 days before the date of the pack.';
    expect(formatWarnings(['Short.', long], options)).toBe(
      'Warning: Short.\nWarning: targets[0] (minister): you checked who holds the\n         office 124 days before the date of the pack.\n',
    );
    expect(formatWarnings([], options)).toBe('');
  });
});
