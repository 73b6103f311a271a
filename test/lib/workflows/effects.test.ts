import { describe, expect, it } from 'vitest';

import { loadCampaign } from '../../../src/lib/config.js';
import { files } from '../../../src/lib/io/files.js';
import { validate } from '../../../src/lib/io/schema.js';
import { parseYaml } from '../../../src/lib/io/yaml.js';
import { effectHints, effectWarnings, thresholdWarnings } from '../../../src/lib/workflows/effects.js';
import { testContext } from '../../helpers/context.js';

const CONTEXT = testContext('/');
const HEAD = 'kind: petition\ntitle: Example\nlanguage: en-GB\norganisers: [{ name: Example Network }]\n';
/** With a letter, a list, and what else most keys need. */
const USUAL = `${HEAD}letter: letter.md\nsources: [{ file: a.csv }]\ndisplay: { ceiling: name }\n`;

const load = (text: string) =>
  loadCampaign(
    {
      files: { ...files, exists: () => true, isFolder: () => false, realPath: (place: string) => place, readText: () => text },
      parseYaml,
      validate,
    },
    '/campaign.yaml',
  );

const warnings = (text: string, named = 3): string[] => effectWarnings(CONTEXT, load(text), named);

/** A file, and the beginning of what is said of it. */
const CASES: readonly (readonly [string, string])[] = [
  ['commons: { requests: acts }', 'commons has no effect, because the pack has no section “commons-top-sheet”. Add it to pack.extras'],
  ['context-as-of: 2025-01-02', 'context-as-of has no effect, because there is no context. Write context'],
  ['context: c.md\npack: { layout: [cover] }', 'context has no effect, because the pack has no section “context”'],
  ['case: c.md\npack: { layout: [cover, letter] }', 'case has no effect, because the pack has no section “case”. Add it to pack.layout'],
  ['aims: [One.]\npack: { layout: [cover, letter] }', 'aims has no effect'],
  ['statistics: [{ value: "1", label: one }]\npack: { layout: [cover, letter] }', 'statistics has no effect'],
  ['body: b.md\npack: { layout: [cover, letter] }', 'body has no effect'],
  ['pack: { layout: [cover, letter, case] }', 'the section “case” stays empty, because there is no case. Write case'],
  [
    'pack: { layout: [cover, letter, numbers, local-number] }',
    'the section “local-number” stays empty, because none of the targets has area. Write area there',
  ],
  ['pack: { layout: [cover, letter, text] }', 'the section “text” stays empty, because there is no text: neither body nor ask'],
  ['targets: [{ id: one, name: One, as-of: 2025-01-02 }]', 'targets[0].as-of has no effect, because without a role there is no office'],
  ['pack: { layout: [cover, letter], list: compact }', 'pack.list has no effect, because the pack has no section “signatories”'],
  ['pack: { layout: [cover, letter], sheets: 5 }', 'pack.sheets only makes the pack one that is printed on both sides'],
  ['pack: { layout: [letter, receipt], html: true }\nask: Act.\ncase: c.md', 'case has no effect'],
  ['pack: { layout: [cover, letter], names: annex }', 'pack.names has no effect, because the pack has no section “signatories”'],
  ['data-protection: { law: eu, registration: Z1 }', 'data-protection.registration has no effect'],
  [
    'pack: { place: Leeds, window: c5, layout: [cover, signatories] }',
    'letter, pack.place (line 8) and pack.window (line 8) have no effect',
  ],
];

describe('a key without effect', () => {
  it.each(CASES)('is pointed out, with the reason and what to do: %s', (text, words) => {
    expect(warnings(`${USUAL}${text}\n`).join('\n')).toContain(words);
  });

  it('is named with its line and column, and all that lack the same are named together', () => {
    expect(warnings(`${HEAD}letter: letter.md\npack: { place: Leeds, layout: [cover, verification] }\n`)).toEqual([
      'campaign.yaml:5:1: letter and pack.place (line 6) have no effect, because the pack has no section “letter”. Add it to pack.layout, or remove the keys.',
    ]);
  });

  it.each([
    ['no key is idle', USUAL],
    [
      'what is written is the usual value',
      `${HEAD}display: { ceiling: count-only, place: town }\npack: { list: auto, names: pack, html: false }\n`,
    ],
    ['lists are empty', `${HEAD}aims: []\nstatistics: []\npack: { layout: [cover] }\n`],
    ['extras bring the sheet', `${HEAD}commons: { requests: acts }\npack: { extras: [commons-top-sheet] }\n`],
  ])('is not invented where %s', (_, text) => {
    expect(warnings(text)).toEqual([]);
  });

  it('is known from how many are named, once there is a pack', () => {
    const text = `${USUAL}pack: { list: display, sheets: 4 }\n`;
    expect(warnings(text, 3)).toEqual([]);
    expect(warnings(text, 0)).toEqual([
      expect.stringContaining('pack.list has no effect, because the pack names nobody'),
      expect.stringContaining('pack.sheets only makes'),
    ]);
    expect(effectHints(CONTEXT, load(text))).toEqual([]);
  });

  it('is left to the report of the pack where that tells it, and told by the doctor', () => {
    const text = `${USUAL}pack: { layout: [cover, letter, signatories] }\n`.replace(
      'ceiling: name',
      'ceiling: name, growth-from: 2025-01-06',
    );
    expect(warnings(text)).toEqual([]);
    expect(effectHints(CONTEXT, load(text))).toEqual([
      'display.growth-from has no effect, because the pack has no section “numbers”. Add it to pack.layout, or remove the key.',
    ]);
  });

  it('is called by its kind alone in what is sent to somebody else', () => {
    const targets = 'targets: [{ id: one, name: One, as-of: 2025-01-02 }, { id: two, name: Two, as-of: 2025-01-02 }]\n';
    expect(effectHints(CONTEXT, load(`${HEAD}${targets}`))).toEqual([
      'targets[].as-of has no effect, because without a role there is no office that could change hands. Write the role, or remove the key.',
    ]);
  });

  it('is known of a threshold from its scheme, for the check too', () => {
    const thresholds = [
      '{ scheme: gb-parliament-epetitions, threshold: response, base: 500, registered: 2025-01-02, regions-total: 4 }',
      '{ scheme: eu-eci, registered: 2025-01-02 }',
      '{ name: Ours, count: 20, of: signatures }',
    ];
    const loaded = load(
      `${USUAL}thresholds:\n${thresholds.map((one) => `  - ${one}\n`).join('')}pack: { layout: [cover, letter, case, signatories] }\n`,
    );
    const said = [
      'campaign.yaml:9:62: thresholds[0].base has no effect, because the threshold asks for a number and no percentage. You can remove the key.',
      'campaign.yaml:9:73: thresholds[0].registered has no effect, because the scheme has no tables that change with the day of registration. You can remove the key.',
      'campaign.yaml:9:97: thresholds[0].regions-total has no effect, because the scheme does not depend on how many regions there are. You can remove the key.',
    ];
    expect(thresholdWarnings(CONTEXT, loaded)).toEqual(said);
    expect(effectWarnings(CONTEXT, loaded, 3)).toEqual([...said, expect.stringContaining('the section “case” stays empty')]);
  });

  it('is not looked for in a campaign without a file', () => {
    const { document: _, ...made } = load(`${HEAD}case: c.md\npack: { layout: [cover] }\n`);
    expect(effectWarnings(CONTEXT, made, 0)).toEqual([]);
    expect(effectHints(CONTEXT, made)).toEqual([]);
  });
});
