import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { readCsv } from '../src/lib/io/csv-small.js';
import type { LedgerRow, TestRecord } from './helpers/linkage.js';
import { ledgerOf, withEngine } from './helpers/linkage.js';

const PLACE = fileURLToPath(new URL('../fixtures/pairs/records.csv', import.meta.url));
const SCRIPT = fileURLToPath(new URL('../scripts/make-labelled-pairs.mjs', import.meta.url));

/**
 * The floors for pairs of records that count as one person: of those, the share that is right; of what is right, the share that is found.
 * The rules cannot see that two of one name in one house were born decades apart.
 */
const FLOORS = {
  exact: { precision: 0.75, recall: 0.45 },
  linked: { precision: 0.9, recall: 0.93 },
} as const;

interface Labelled {
  readonly person: string;
  readonly record: TestRecord;
}

function readLabelled(): Labelled[] {
  const [header = [], ...rows] = readCsv(fs.readFileSync(PLACE, 'utf8'), 'records.csv');
  return rows
    .filter((cells) => cells.length === header.length)
    .map((cells) => {
      const { person = '', ...record } = Object.fromEntries(header.map((name, place) => [name, cells[place] ?? '']));
      return { person, record };
    });
}

interface Quality {
  readonly precision: number;
  readonly recall: number;
  /** Pairs joined, pairs of one person, and pairs that are both. */
  readonly joined: number;
  readonly same: number;
  readonly right: number;
  /** Signatures counted. */
  readonly counted: number;
}

function qualityOf(labelled: readonly Labelled[], rows: readonly LedgerRow[]): Quality {
  let [joined, same, right] = [0, 0, 0];
  for (const [left, one] of labelled.entries()) {
    for (let place = left + 1; place < labelled.length; place++) {
      const [a, b] = [rows[left], rows[place]];
      // Who is refused at a shared address is not said to be the one who counts there.
      const isJoined = a?.signature_id === b?.signature_id && a?.rule !== 'shared-email' && b?.rule !== 'shared-email';
      const isSame = one.person === labelled[place]?.person;
      if (isJoined) joined++;
      if (isSame) same++;
      if (isJoined && isSame) right++;
    }
  }
  const counted = rows.filter(({ fate }) => fate === 'counted').length;
  return { precision: right / joined, recall: right / same, joined, same, right, counted };
}

const shown = (method: string, { precision, recall, joined, same, right, counted }: Quality, people: number): string =>
  `${method}: precision ${precision.toFixed(3)} (${right} of ${joined} pairs), recall ${recall.toFixed(3)} (${right} of ${same}), ${counted} counted of ${people} people`;

describe('match quality', () => {
  it('is above its floor on the labelled records, and linking finds more than the rules', async () => {
    const labelled = readLabelled();
    const people = new Set(labelled.map(({ person }) => person)).size;
    await withEngine(async (engine) => {
      const records = labelled.map(({ record }) => record);
      const quality = {
        exact: qualityOf(labelled, await ledgerOf(engine, records)),
        linked: qualityOf(labelled, await ledgerOf(engine, records, { match: 'linked' })),
      };
      for (const method of ['exact', 'linked'] as const) {
        const message = shown(method, quality[method], people);
        process.stderr.write(`${message}\n`);
        expect(quality[method].precision, message).toBeGreaterThanOrEqual(FLOORS[method].precision);
        expect(quality[method].recall, message).toBeGreaterThanOrEqual(FLOORS[method].recall);
      }
      expect(quality.linked.recall).toBeGreaterThan(quality.exact.recall);
    });
  });

  it('is measured on what the script writes', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-pairs-'));
    try {
      const copy = path.join(folder, 'records.csv');
      expect(spawnSync(process.execPath, [SCRIPT, copy], { encoding: 'utf8' }).status).toBe(0);
      expect(fs.readFileSync(copy, 'utf8')).toBe(fs.readFileSync(PLACE, 'utf8'));
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});
