/** Says what files are, and changes nothing: how they were read, which profile fits, and what each column holds, in shapes and counts. */

import os from 'node:os';
import path from 'node:path';

import type { Context } from '../context.js';
import { stagedTableSql } from '../intake/staged-sql.js';
import type { InspectedColumn, InspectedTable, InspectReport } from '../model/inspect-report.js';
import type { IntakeOptions, StagedTable } from '../model/intake.js';
import type { ExportProfile } from '../model/profile.js';
import type { MappableField } from '../model/record.js';
import { MAPPABLE_FIELDS } from '../model/record.js';
import { mappingFor } from '../profiles/apply.js';
import { detectProfile } from '../profiles/detect.js';
import { quoteName } from '../sql.js';
import { hintsOf, loadProfiles, resolveProfile } from './mapping.js';

export interface InspectOptions {
  readonly files: readonly string[];
  readonly profile: string | null;
  readonly intake: IntakeOptions;
  /** Show the first few values of every column. Only ever asked for on a terminal. */
  readonly reveal: boolean;
}

/** Inspects files in a private scratch folder that is removed afterwards. */
export async function runInspect(context: Context, options: InspectOptions): Promise<InspectReport> {
  const { files } = context.io;
  const scratch = files.scratch(os.tmpdir(), `handin-inspect-${process.pid}`);
  try {
    const stagingDir = files.scratch(scratch, 'staging');
    const spillDir = files.scratch(scratch, 'spill');
    const engine = await context.io.openEngine({ stagingDir, spillDir, memoryBytes: 1_000_000_000, threads: 0 });
    try {
      const profiles = loadProfiles(context);
      const tables: InspectedTable[] = [];
      for (const [index, file] of options.files.entries()) {
        const staged = await context.io.stage(
          path.resolve(context.cwd, file),
          files.scratch(stagingDir, `file-${index + 1}`),
          options.intake,
        );
        for (const table of staged) {
          await engine.run(`CREATE OR REPLACE TABLE staged AS SELECT * FROM ${stagedTableSql(table)}`);
          const profile =
            options.profile === null
              ? detectProfile(table.header, [...profiles.values()], hintsOf(table.sourceName, table.encoding?.name ?? null))
              : { profile: resolveProfile(context, profiles, options.profile, context.cwd), confidence: 'given' as const };
          tables.push(await describe(engine, table, profile?.profile ?? null, profile?.confidence ?? null, options.reveal));
        }
      }
      return { formatVersion: 1, tables };
    } finally {
      await engine.close();
    }
  } finally {
    files.remove(scratch);
  }
}

async function describe(
  engine: Awaited<ReturnType<Context['io']['openEngine']>>,
  table: StagedTable,
  profile: ExportProfile | null,
  confidence: InspectedTable['confidence'],
  reveal: boolean,
): Promise<InspectedTable> {
  const fieldByColumn = profile === null ? new Map<number, MappableField[]>() : fieldsByColumn(profile, table.header);
  const columns: InspectedColumn[] = [];
  for (const [index, header] of table.header.entries()) {
    const cell = `trim(${quoteName(`c${index}`)})`;
    // Letters and digits are masked before anything is counted, so a shape tells how cells look and not what they say.
    const shape = `regexp_replace(regexp_replace(regexp_replace(left(${cell}, 24), '\\p{Lu}', 'A', 'g'), '[\\p{Ll}\\p{Lo}\\p{Lt}\\p{Lm}]', 'a', 'g'), '\\p{N}', '9', 'g')`;
    const [row] = await engine.rows<{ filled: number; distinct_count: number }>(
      `SELECT count(*) FILTER (WHERE ${cell} <> '') AS filled, count(DISTINCT ${cell}) FILTER (WHERE ${cell} <> '') AS distinct_count FROM staged`,
    );
    const [common] = await engine.rows<{ shape: string }>(
      `SELECT ${shape} AS shape FROM staged WHERE ${cell} <> '' GROUP BY shape ORDER BY count(*) DESC, shape LIMIT 1`,
      ['shape'],
    );
    // The operator asked, on a terminal, to see values: this is the one query of inspect that reads them as text.
    const examples = reveal
      ? (
          await engine.rows<{ value: string }>(
            `SELECT DISTINCT left(${cell}, 40) AS value FROM staged WHERE ${cell} <> '' ORDER BY value LIMIT 3`,
            ['value'],
          )
        ).map((example) => example.value)
      : null;
    columns.push({
      header: reveal || profile !== null ? header : null,
      position: index + 1,
      fields: fieldByColumn.get(index) ?? [],
      filled: row?.filled ?? 0,
      distinct: row?.distinct_count ?? 0,
      shape: common?.shape ?? '',
      examples,
    });
  }
  return {
    source: table.sourceName,
    sha256: table.sha256,
    bytes: table.bytes,
    format: table.format,
    encoding: table.encoding,
    dialect: table.dialect,
    path: table.path,
    records: table.recordCount,
    unreadable: table.quarantined.length,
    blank: table.blankRecords.length,
    profile: profile?.id ?? null,
    confidence,
    columns,
    problems: table.problems,
  };
}

/** Which columns feed which fields: a column counts for a field when the field's mapping changes once the column is taken away. */
function fieldsByColumn(profile: ExportProfile, header: readonly string[]): Map<number, MappableField[]> {
  const whole = mappingFor(profile, header, {});
  const result = new Map<number, MappableField[]>();
  for (const index of header.keys()) {
    const column = quoteName(`c${index}`);
    const used = MAPPABLE_FIELDS.filter((field) => {
      if (field === 'status') return whole.status.includes(column);
      if (field === 'display_consent') return whole.consent.includes(column);
      return whole.fields[field]?.includes(column) ?? false;
    });
    if (used.length > 0) result.set(index, used);
  }
  return result;
}
