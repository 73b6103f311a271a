/**
 * The signs: what each needs of the data, and what it can do. Names flag nobody: a window whose names differ from the rest is as
 * likely a community that passed the link on. Nor does a burst: a mention on television is one.
 */

import type { SignalId, SignalWeight } from '../model/signals-report.js';
import { SIGNAL_IDS } from '../model/signals-report.js';

export interface SignalKind {
  readonly id: SignalId;
  readonly weight: SignalWeight;
  /** Whether a known event can explain it. Many people at once do not sign like a clock, nor by consecutive mailboxes. */
  readonly isExplainedByEvents: boolean;
}

const FLAGS: readonly SignalId[] = [
  'clockwork',
  'sequential-mailboxes',
  'mailbox-shape',
  'domain-concentration',
  'disposable-domains',
  'templated-comments',
  'impossible-geography',
];
const UNEXPLAINED: readonly SignalId[] = ['clockwork', 'sequential-mailboxes', 'impossible-geography'];

export const SIGNAL_KINDS: readonly SignalKind[] = SIGNAL_IDS.map((id) => ({
  id,
  weight: FLAGS.includes(id) ? 'flag' : 'observation',
  isExplainedByEvents: !UNEXPLAINED.includes(id),
}));
