/**
 * The list for an auditor: people whom a public seed chose, with what opens their leaves. It holds their names and addresses and is private. The
 * auditor, bound to secrecy, checks each opening against the published root and asks the person.
 */

import path from 'node:path';

import type { LoadedCampaign } from '../config.js';
import type { Context } from '../context.js';
import type { AuditReport } from '../model/commitment.js';
import { CONSENT_LEVELS } from '../model/record.js';
import { campaignId, inputCommitment, leafOf, runKeyOf, saltOf } from '../proof/commitment.js';
import { drawSample, sampleSize, shareBelow } from '../proof/sample.js';
import { hashAt, inclusionProofs } from '../proof/tree.js';
import { guard } from '../spreadsheet-guard.js';
import { shownPath } from '../text.js';
import { keysFolder, readTree, type TreeKey } from './keys.js';
import { privateFolder, readMergeReport, withPrivateData } from './private-folder.js';
import { readCommittedPack } from './receipt.js';
import { eachPerson, type Person } from './tree.js';

export interface AuditOptions {
  readonly campaign: LoadedCampaign;
  readonly pack: string;
  readonly seed: string;
  readonly size: number;
  readonly confidence: number;
  /** Where the list goes; the inputs' list goes beside it. */
  readonly out: string;
}

/** What the auditor needs to reach a person: all that the person gave. */
const CONTACT = ['full_name', 'email', 'phone', 'address', 'locality', 'postcode', 'country', 'signed_at'] as const;

/** Columns of the list. `draw` counts from 1 in the order of drawing; `path` holds hashes in hexadecimal, the leaf's neighbour first. */
export const AUDIT_COLUMNS = ['draw', 'index', 'signature_id', 'identity_key', 'consent_level', 'salt', 'path', ...CONTACT] as const;
export const AUDIT_INPUT_COLUMNS = ['label', 'commitment', 'source', 'sha256', 'run_key'] as const;

/** How many people must be looked at; see `proof/sample.ts`. */
export function auditSize(share: number, confidence: number): number {
  return sampleSize(share, confidence);
}

/**
 * Draws the sample and writes the list. Throws what `readCommittedPack` and `readTree` throw.
 */
export async function runAudit(context: Context, options: AuditOptions): Promise<AuditReport> {
  const { files } = context.io;
  const { manifest, commitment } = readCommittedPack(context, options.pack);
  const { key, leaves } = readTree(files, keysFolder(options.campaign, context.cwd), commitment.root);
  const places = drawSample(options.seed, Buffer.from(commitment.root, 'hex'), commitment.size, options.size);
  const folder = privateFolder(options.campaign, context.cwd);
  const people = await openPlaces(context, folder, { key, campaign: campaignId(manifest.campaign.title), leaves, places });
  const paths = inclusionProofs(leaves, places);
  const rows = places.flatMap((place, at) => {
    const found = people.get(place);
    if (found === undefined) return [];
    const hashes = (paths[at] ?? []).map((hash) => hash.toString('hex')).join(' ');
    const opening = [found.rowUid, found.identityKey, found.consentLevel, saltOf(key.key, found.rowUid).toString('hex'), hashes];
    return [[String(at + 1), String(place), ...opening, ...found.cells].map(guard)];
  });
  await files.writeFile(options.out, context.io.formatCsv([[...AUDIT_COLUMNS], ...rows]));
  const inputs = inputsPath(options.out);
  await files.writeFile(inputs, context.io.formatCsv([[...AUDIT_INPUT_COLUMNS], ...inputRows(context, folder, key, commitment.inputs)]));
  return {
    formatVersion: 1,
    seed: options.seed,
    size: commitment.size,
    root: commitment.root,
    places,
    confidence: options.confidence,
    shareBelow: places.length === commitment.size ? 0 : shareBelow(places.length, options.confidence),
    unopened: places.filter((place) => !people.has(place)),
    files: [options.out, inputs].map((place) => shownPath(place, context.cwd)),
  };
}

interface Sought {
  readonly key: TreeKey;
  readonly campaign: string;
  readonly leaves: Uint8Array;
  readonly places: readonly number[];
}

/** Who stands at the places: first by the consent on file; whoever is left may have changed it since the pack. */
async function openPlaces(context: Context, folder: string, { key, campaign, leaves, places }: Sought): Promise<Map<number, Person>> {
  const sought = new Map(places.map((place) => [hashAt(leaves, place).toString('hex'), place]));
  const found = new Map<number, Person>();
  const look = (person: Person): void => {
    const place = sought.get(leafOf(key.key, campaign, person).toString('hex'));
    if (place !== undefined) found.set(place, person);
  };
  await withPrivateData(context, folder, async (engine) => {
    await eachPerson(context, engine, CONTACT, look);
    if (found.size < places.length) {
      await eachPerson(context, engine, CONTACT, (person) => {
        for (const consentLevel of CONSENT_LEVELS) if (consentLevel !== person.consentLevel) look({ ...person, consentLevel });
      });
    }
  });
  return found;
}

/** The files of the last merge that the pack commits to, so that an auditor who is shown one can tell that it is the same. */
function inputRows(context: Context, folder: string, key: TreeKey, committed: readonly string[]): string[][] {
  const { inputs } = readMergeReport(context, folder);
  const runKey = runKeyOf(key.key);
  return inputs
    .map(({ source, sha256 }) => ({ source, sha256, commitment: inputCommitment(runKey, sha256) }))
    .filter(({ commitment }) => committed.includes(commitment))
    .map(({ source, sha256, commitment }) =>
      [`input-${committed.indexOf(commitment) + 1}`, commitment, source, sha256, runKey.toString('hex')].map(guard),
    )
    .sort(([a = ''], [b = '']) => Number(a.slice('input-'.length)) - Number(b.slice('input-'.length)));
}

/** The second file: `audit.csv` has `audit-inputs.csv` beside it. */
export function inputsPath(out: string): string {
  const { dir, name, ext } = path.parse(out);
  return path.join(dir, `${name}-inputs${ext}`);
}
