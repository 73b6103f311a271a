/**
 * The tree over a campaign's counted people: from the tables of a merge to leaves and a root, and back from a person to a leaf. Cells pass through
 * in a stream and only hashes stay, so that a million people need a few tens of megabytes.
 */

import path from 'node:path';

import type { Context, Engine } from '../context.js';
import { assertHolds } from '../errors.js';
import type { TreeCommitment } from '../model/commitment.js';
import { TREE_VERSION } from '../model/commitment.js';
import type { MergeReport } from '../model/merge-report.js';
import { CONSENT_LEVELS, type ConsentLevel } from '../model/record.js';
import { campaignId, findLeaf, inputCommitment, LeafBlock, leafOf, runKeyOf, saltOf } from '../proof/commitment.js';
import { identityKeysSql } from '../proof/identity.js';
import { hashCount, treeRoot } from '../proof/tree.js';
import { quoteText } from '../sql.js';
import type { TreeKey } from './keys.js';
import { readNormalizeData } from './normalize-data.js';

/** Counted people with where their counted record stands. */
const PEOPLE = `SELECT s.signature_id, s.email, s.phone, s.full_name, s.medium, s.display_consent, l.source, l.record
FROM signatures s JOIN ledger l ON l.signature_id = s.signature_id AND l.fate = 'counted' WHERE s.kind = 'person'`;

/** A tree with its leaves. */
export interface BuiltTree {
  readonly commitment: TreeCommitment;
  readonly keyId: string;
  readonly leaves: Uint8Array;
}

/** A person as a leaf holds them, with further cells that were asked for. */
export interface Person {
  readonly rowUid: string;
  readonly identityKey: string;
  readonly consentLevel: ConsentLevel;
  readonly cells: readonly string[];
}

/**
 * Hands every counted person to `use`, in no particular order. `extra` are columns of `signatures` that come along.
 * @throws DefectError `tree-identity` when two people have one key
 */
export async function eachPerson(context: Context, engine: Engine, extra: readonly string[], use: (person: Person) => void): Promise<void> {
  const rules = readNormalizeData(context).emailDomains;
  await engine.run(`CREATE OR REPLACE TABLE tree_people AS ${PEOPLE}`);
  await engine.run(`CREATE OR REPLACE TABLE tree_keys AS ${identityKeysSql('tree_people', rules)}`);
  const [{ people = 0, keys = 0 } = {}] = await engine.rows<{ people: number; keys: number }>(
    'SELECT count(*) AS people, count(DISTINCT identity_key) AS keys FROM tree_keys',
  );
  assertHolds(people === keys, 'tree-identity', 'Two counted people have one key.');
  const copied = path.join(engine.stagingDir, 'tree-people.csv');
  const columns = ['p.signature_id', 'k.identity_key', 'p.display_consent', ...extra.map((column) => `s.${column}`)];
  await engine.run(`COPY (SELECT ${columns.join(', ')} FROM tree_people p JOIN tree_keys k USING (signature_id)
${extra.length === 0 ? '' : 'JOIN signatures s USING (signature_id)'}) TO ${quoteText(copied)} (FORMAT csv, HEADER false, FORCE_QUOTE *, DELIMITER ',', QUOTE '"', ESCAPE '"')`);
  const nothing = path.join(engine.stagingDir, 'tree-nothing.csv');
  await context.io.mapValues(copied, nothing, ([rowUid = '', identityKey = '', consent = '', ...cells]) => {
    use({ rowUid, identityKey, consentLevel: CONSENT_LEVELS.find((level) => level === consent) ?? 'count-only', cells });
    return null;
  });
  for (const file of [copied, nothing]) context.io.files.remove(file);
  await engine.run('DROP TABLE tree_people; DROP TABLE tree_keys');
}

/** Builds the tree. Equal lists and keys give equal trees, whatever the order of rows. */
export async function buildTree(context: Context, engine: Engine, key: TreeKey, title: string, merge: MergeReport): Promise<BuiltTree> {
  const id = campaignId(title);
  const block = new LeafBlock();
  await eachPerson(context, engine, [], (person) => block.add(leafOf(key.key, id, person)));
  const leaves = block.sorted();
  const size = hashCount(leaves);
  assertHolds(size === merge.signatures, 'tree-size', 'The tree has another number of people than the merge counted.');
  const runKey = runKeyOf(key.key);
  const inputs = [...new Set(merge.inputs.map(({ sha256 }) => inputCommitment(runKey, sha256)))].sort();
  return { commitment: { tree: TREE_VERSION, size, root: treeRoot(leaves).toString('hex'), inputs }, keyId: key.id, leaves };
}

/** Where a person stands in a tree, and what the leaf says of their consent. */
export interface FoundLeaf {
  readonly index: number;
  readonly salt: Uint8Array;
  readonly consentLevel: ConsentLevel;
}

/** Looks for a person's leaf: first with the consent on file, then with any other, since it may have changed after the pack was made. */
export function findPerson(key: TreeKey, campaign: string, leaves: Uint8Array, person: Person): FoundLeaf | null {
  for (const consentLevel of [person.consentLevel, ...CONSENT_LEVELS]) {
    const index = findLeaf(leaves, leafOf(key.key, campaign, { ...person, consentLevel }));
    if (index !== null) return { index, salt: saltOf(key.key, person.rowUid), consentLevel };
  }
  return null;
}
