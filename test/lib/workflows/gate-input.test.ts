import { describe, expect, it } from 'vitest';
import { languageWarnings } from '../../../src/lib/workflows/gate-input.js';

describe('the language of a pack', () => {
  it.each(['en-GB', 'cy', 'fr-BE', 'de-AT', 'es-419', 'pl-PL'])('%s has words of its own, and nobody is warned', (language) => {
    expect(languageWarnings(language)).toEqual([]);
  });

  it.each(['it-IT', 'uk', 'ckb-Arab-IQ'])('%s has none, and the organiser is told which there are', (language) => {
    const [warning, ...others] = languageWarnings(language);
    expect(warning).toMatch(/in English.*cy, de, en, es, fr, pl/);
    expect(others).toEqual([]);
  });
});
