/** Looks for signs of forgery in made records, by the very steps of the program, in one engine. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import type { Engine } from '../../src/lib/context.js';
import { formatCsv } from '../../src/lib/io/csv-out.js';
import { openEngine } from '../../src/lib/io/engine.js';
import { files } from '../../src/lib/io/files.js';
import type { KnownEvent } from '../../src/lib/model/signals-report.js';
import type { LetterFolds } from '../../src/lib/normalize/name.js';
import type { Assessment } from '../../src/lib/signals/assess.js';
import { assess } from '../../src/lib/signals/assess.js';
import type { SignalColumns, SignalSettings } from '../../src/lib/signals/columns.js';
import { featureSteps } from '../../src/lib/signals/features.js';
import { placesOf } from '../../src/lib/signals/geography.js';
import { csvWithHeaderSql } from '../../src/lib/sql.js';
import { readSignalColumns } from '../../src/lib/workflows/signal-columns.js';
import { runSteps } from '../../src/lib/workflows/steps.js';
import type { MadeRecord } from './attacks.js';

const DATA = files.bundledJson('signals/data');
export const SETTINGS = DATA['settings'] as SignalSettings;
export const DISPOSABLE = (DATA['disposable-domains'] as { domains: string[] }).domains;
export const AT_MOST = (DATA['small-populations'] as { atMost: Record<string, number> }).atMost;
const LETTERS = files.bundledJson('normalize/data')['letters'] as LetterFolds;

export interface Looker {
  look(records: readonly MadeRecord[], events?: readonly KnownEvent[]): Promise<Looked>;
  close(): Promise<void>;
}

export interface Looked extends Assessment {
  readonly columns: SignalColumns;
  /** Ids of signatures by row. */
  readonly ids: readonly string[];
}

const COLUMNS = ['signature_id', 'signed_at', 'medium', 'given_name', 'full_name', 'email', 'country', 'postcode', 'comment'] as const;

export async function openLooker(): Promise<Looker> {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-signals-')));
  const stagingDir = path.join(folder, 'staging');
  for (const place of [stagingDir, path.join(folder, 'spill')]) fs.mkdirSync(place);
  const engine = await openEngine({ stagingDir, spillDir: path.join(folder, 'spill'), memoryBytes: 1_000_000_000, threads: 1 });
  return {
    look: (records, events = []) => look(engine, records, events),
    async close() {
      await engine.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function look(engine: Engine, records: readonly MadeRecord[], events: readonly KnownEvent[]): Promise<Looked> {
  const place = path.join(engine.stagingDir, 'signatures.csv');
  fs.writeFileSync(place, formatCsv([[...COLUMNS], ...records.map((record) => COLUMNS.map((column) => record[column]))]));
  await engine.run(`CREATE OR REPLACE TABLE signatures AS SELECT *, 'person' AS kind FROM ${csvWithHeaderSql(place, COLUMNS)}`);
  await engine.run('CREATE OR REPLACE TABLE signal_countries AS SELECT DISTINCT country AS value, country AS iso FROM signatures');
  await runSteps(engine, featureSteps({ letters: LETTERS, comments: SETTINGS.comments, domains: DISPOSABLE, places: placesOf(AT_MOST) }));
  const columns = await readSignalColumns(engine);
  const rows = await engine.rows<{ signature_id: string }>('SELECT signature_id FROM signal_records ORDER BY row', ['signature_id']);
  return { ...assess(columns, SETTINGS, { atMost: AT_MOST, events }), columns, ids: rows.map((row) => row.signature_id) };
}
