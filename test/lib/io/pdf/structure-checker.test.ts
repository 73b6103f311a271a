import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkStructure } from '../../../helpers/pdf-structure/index.js';
import { MUTATIONS, mutated, soundPdf } from '../../../helpers/pdf-structure/mutations.js';
import { ROOT } from '../../../helpers/run.js';

describe('the structure checker', () => {
  it('finds nothing in a sound file', () => {
    expect(checkStructure(Buffer.from(soundPdf(), 'latin1'))).toEqual([]);
  });

  it.each(MUTATIONS)('notices $what ($rule)', (mutation) => {
    expect(checkStructure(mutated(mutation)).map(({ rule }) => rule)).toContain(mutation.rule);
  });

  it('has been seen to report each of its rules', () => {
    const folder = path.join(ROOT, 'test', 'helpers', 'pdf-structure');
    const files = ['annotations', 'content', 'document', 'fonts', 'metadata', 'tables', 'tags'].map((name) => `${name}.ts`);
    const source = files.map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('\n');
    const numbered = source.match(/'\d\.\d[\d.]*(?:-\d+| scope)?'/g) ?? [];
    const named = [...source.matchAll(/(?:rule: |add\(|breach\()('[^']+')/g)].map(([, rule]) => rule ?? '');
    const rules = new Set([...numbered, ...named].map((rule) => rule.slice(1, -1)));
    expect(rules.size).toBeGreaterThan(60);
    expect([...rules].filter((rule) => !MUTATIONS.some((mutation) => mutation.rule === rule))).toEqual([]);
  });
});
