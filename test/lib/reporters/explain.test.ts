import { describe, expect, it } from 'vitest';

import type { ExplainedRecord, PairExplanation, SetAsideStory, SignatureStory, Weighing } from '../../../src/lib/model/explain-report.js';
import { FATES, REASONS } from '../../../src/lib/model/record.js';
import { displayWidth, PLAIN } from '../../../src/lib/reporters/columns.js';
import { formatExplain } from '../../../src/lib/reporters/explain.js';

const record = (number: number, given: Partial<ExplainedRecord> = {}): ExplainedRecord => ({
  source: 'list.csv',
  record: number,
  kind: 'person',
  fate: 'counted',
  reason: 'signature',
  signatureId: 'S0123456789ab',
  matched: null,
  rule: null,
  evidence: '',
  matchProbability: null,
  cells: null,
  ...given,
});

const CELLS = {
  name: 'Ann Example',
  organisation: '',
  email: 'ann@example.org',
  phone: '',
  address: '',
  town: 'Leeds',
  postcode: 'ZZ99 1AA',
  country: '',
  date_of_birth: '',
  signed: '2026-05-04',
};

const weighing: Weighing = {
  start: -12,
  parts: [
    { comparison: 'given', title: 'given name', level: 'same', words: 'same given name', weight: 8.24 },
    { comparison: 'family', title: 'family name', level: 'differs', words: 'different family names', weight: -3.06 },
    { comparison: 'email', title: 'e-mail address', level: 'missing', words: 'not given on both sides', weight: 0 },
    { comparison: 'phone', title: 'telephone', level: 'same', words: 'same telephone', weight: 9.02 },
  ],
  weight: 2.2,
  probability: 0.8213,
  verdict: 'possible',
  limits: { strong: 4.2479, possible: 0 },
  kinds: [
    { id: 'person', words: 'the same person', isPerson: true, share: 0.82 },
    { id: 'relatives', words: 'two relatives of one name', isPerson: false, share: 0.177 },
    { id: 'strangers', words: 'two strangers', isPerson: false, share: 0.003 },
  ],
};

const pair = (given: Partial<PairExplanation> = {}): PairExplanation => ({
  formatVersion: 1,
  about: 'pair',
  match: 'linked',
  pairId: 'P0123456789ab',
  left: { asked: 'list.csv:1', record: record(1), records: 1 },
  right: { asked: 'list.csv:2', record: record(2, { signatureId: 'S0123456789ac' }), records: 1 },
  saysTheSame: false,
  decision: { outcome: 'two', by: 'weight' },
  rule: null,
  weighing,
  unweighed: null,
  others: [],
  pairs: 1,
  weighsAll: true,
  links: [],
  judgements: [],
  ...given,
});

const text = (report: Parameters<typeof formatExplain>[0], width = 90): string => formatExplain(report, { width, paint: PLAIN });

describe('a waterfall', () => {
  it('gives every field its bits with a sign, a bar and words', () => {
    expect(text(pair())).toContain(`
  to begin with   -12.0  ░░░░░░░░░░░░  how often two records are one person
  given name       +8.2  ████████      same given name
  family name      -3.1  ░░░           different family names
  e-mail address    0.0                not given on both sides
  telephone        +9.0  █████████     same telephone
  in all           +2.2  ██            possible: a person should look
`);
  });

  it('says which kind of pair it looks like', () => {
    expect(text(pair())).toContain(`It looks most like: the same person
  the same person             0.82  ████████████████
  two relatives of one name   0.18  ████
  the other kinds below 0.01
`);
  });

  it.each([40, 60, 80, 120])('fits %i columns', (width) => {
    const report = pair({
      weighing: { ...weighing, parts: weighing.parts.map((part) => ({ ...part, weight: part.weight * 20 })) },
      left: { asked: 'a', record: record(1, { cells: CELLS }), records: 1 },
      right: { asked: 'b', record: record(2, { cells: { ...CELLS, name: 'Anne Example' } }), records: 1 },
    });
    for (const line of text(report, width).split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(width, 60));
  });

  it.each([0, 0.0004, 0.5, 0.8213, 0.98, 0.9999, 1])('never says how many per cent sure, nor that it is certain: %d', (probability) => {
    const sure = { ...weighing, probability, kinds: [{ id: 'person', words: 'the same person', isPerson: true, share: 1 }] };
    expect(text(pair({ weighing: sure }))).not.toMatch(/%|\b1\.00\b|\b0\.00\b/);
  });
});

describe('what was decided', () => {
  const joined = (rule: ExplainedRecord['rule'], evidence = ''): PairExplanation['right'] => ({
    asked: 'b',
    record: record(2, { fate: 'duplicate', reason: 'same-person', rule, evidence, matched: { source: 'list.csv', record: 1 } }),
    records: 1,
  });
  it.each([
    [
      'one',
      'rule',
      { right: joined('canonical-email', 'same e-mail address and name') },
      /by a certain rule\. Rules come before the weights\.\nB was joined by the rule canonical-email: same e-mail address and name\.[\s\S]*Not these weights decided/,
    ],
    ['one', 'judgement', { right: joined('judgement') }, /because a person judged so\. Judgements come before/],
    [
      'one',
      'weight',
      { right: joined('linked', 'same telephone') },
      /by the evidence, until a person says otherwise\.\nB was joined by evidence: same telephone/,
    ],
    ['two', 'weight', {}, /Counted as two people, until a person says otherwise/],
    ['two', 'judgement', {}, /two people, because a person judged so/],
    ['two', 'others', {}, /although the two are a strong link by themselves/],
    ['two', 'rule', { weighing: null, unweighed: 'exact' }, /no rule joins them[\s\S]*exact rules, which weigh nothing/],
    ['two', 'rule', { weighing: null, unweighed: 'kinds' }, /one is a person, the other an organisation/],
    ['two', 'rule', { weighing: null, unweighed: 'exact', rule: 'shared-email' }, /two names count at one e-mail address when/],
    [
      'not-compared',
      null,
      { right: { asked: 'b', record: record(2, { fate: 'unconfirmed', reason: 'status-unconfirmed', signatureId: null }), records: 1 } },
      /not compared in the merge\.\nB is unconfirmed because its platform/,
    ],
    [
      'refused',
      'rule',
      { right: { asked: 'b', record: record(2, { fate: 'duplicate', reason: 'shared-email' }), records: 1 } },
      /no place for both\.\nB is a duplicate because no further name/,
    ],
  ] as const)('is said in words: %s by %s', (outcome, by, given, words) => {
    expect(text(pair({ ...given, decision: { outcome, by } }))).toMatch(words);
  });
});

describe('a story', () => {
  it('has words for every fate and reason', () => {
    for (const fate of FATES) {
      for (const reason of REASONS) {
        const story: SetAsideStory = {
          formatVersion: 1,
          about: 'set-aside',
          match: 'linked',
          record: record(3, { fate, reason, signatureId: null }),
          wouldMatch: [],
          wouldMatchCount: 0,
          judgements: [],
        };
        expect(text(story)).toMatch(/^It is [a-z ]+, because [a-zA-Z]/m);
      }
    }
  });

  it('cuts a long list and says so, and shows what a terminal would act on as text', () => {
    const story: SignatureStory = {
      formatVersion: 1,
      about: 'signature',
      signatureId: 'S0123456789ab',
      kind: 'person',
      match: 'linked',
      asked: null,
      counted: record(1, { source: 'a\u001b[31m.csv', cells: { ...CELLS, name: 'Ann\u202e Example' } }),
      others: Array.from({ length: 60 }, (_, at) =>
        record(at + 2, { fate: 'duplicate', rule: 'linked', evidence: 'same telephone', matchProbability: 0.97 }),
      ),
      refused: [],
      links: [],
      judgements: [],
    };
    const told = text(story);
    expect(told).toContain('and 20 more; --json lists all.');
    expect(told).toContain('Ann\\u{202e} Example');
    for (const acting of ['\u001b', '\u202e']) expect(told).not.toContain(acting);
    expect(told.replaceAll(/\s+/g, ' ')).toContain('about 0.97 by the model, which is often too sure');
  });
});
