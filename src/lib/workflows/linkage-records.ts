/**
 * From people's records to the records that the model compares, and the bundled data that this needs. Shared by `merge`, which weighs all
 * pairs, and `explain`, which weighs a few of them again: both must see the same.
 */

import type { Context, Engine } from '../context.js';
import type { ClassPriors } from '../match/linkage/model.js';
import type { FieldWords } from '../match/linkage/records.js';
import { FOREIGN_VALUES_SQL, recordSteps, valueSteps } from '../match/linkage/steps.js';
import type { NicknameData } from '../normalize/nickname.js';
import { nicknameRows } from '../normalize/nickname.js';
import { quoteText } from '../sql.js';
import { mapDistinct } from './map-distinct.js';
import { runSteps } from './steps.js';

/** What the tables of the folder `match/data` hold. */
export interface LinkageData {
  readonly priors: ClassPriors;
  readonly words: FieldWords;
}

export function readLinkageData(context: Context): LinkageData {
  const data = context.io.files.bundledJson('match/data');
  const names = context.io.files.bundledJson('normalize/data')['name-particles'] as { readonly particles: readonly string[] };
  const order = context.io.files.bundledJson('tidy/data')['names'] as { readonly familyFirst: readonly string[] };
  const address = data['address-words'] as { readonly words: Readonly<Record<string, string>>; readonly fillers: readonly string[] };
  return {
    priors: data['classes'] as ClassPriors,
    words: { particles: names.particles, familyFirst: order.familyFirst, addressWords: address.words, addressFillers: address.fillers },
  };
}

/** `record_nodes`, `linkage_records` and `nicknames` from `standardized_records` and `people_records` (rank, source_id, record). */
export async function makeLinkageRecords(context: Context, engine: Engine, words: FieldWords): Promise<void> {
  await runSteps(engine, valueSteps());
  await transliterateValues(context, engine);
  await loadNames(context, engine);
  await runSteps(engine, recordSteps(words));
}

async function transliterateValues(context: Context, engine: Engine): Promise<void> {
  const transliterate = await context.io.createTransliterator();
  await mapDistinct({ context, engine }, FOREIGN_VALUES_SQL, { table: 'ascii_names', columns: ['value', 'ascii'] }, ([value = '']) => [
    value,
    transliterate(value),
  ]);
}

/** `nicknames` (left_name, right_name) and `known_names` (name) from the bundled data. */
async function loadNames(context: Context, engine: Engine): Promise<void> {
  const data = context.io.files.bundledJson('normalize/data');
  const pairs = nicknameRows(data['nicknames'] as NicknameData);
  const common = Object.values((data['given-names'] as { readonly names: Readonly<Record<string, readonly string[]>> }).names).flat();
  const known = [...new Set([...common, ...pairs.flatMap(({ left, right }) => [left, right])])].sort();
  const values = pairs.map(({ left, right }) => `(${quoteText(left)}, ${quoteText(right)})`);
  await engine.run(`CREATE OR REPLACE TABLE nicknames AS SELECT * FROM (VALUES ${values.join(', ')}) names(left_name, right_name)`);
  await engine.run(`CREATE OR REPLACE TABLE known_names AS SELECT unnest([${known.map(quoteText).join(', ')}]) AS name`);
}
