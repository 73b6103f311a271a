/** Sealed documents of invented releases, made in this process: a certificate of the test's own, the real renderer, the real sealing. */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import type { LoadedCampaign } from '../../src/lib/config.js';
import type { Release } from '../../src/lib/model/release.js';
import { buildManifest } from '../../src/lib/pack/manifest.js';
import { planSeal, type SealPlan } from '../../src/lib/workflows/seal-pack.js';
import { type CertificateWishes, makeCertificate } from './certificates.js';
import { testContext } from './context.js';
import { releaseBytes } from './releases.js';
import { render } from './rendering.js';

/** A plan for a pack of this day, with a certificate as wished. */
export function testPlan(folder: string, date: string, wishes: CertificateWishes = {}, chain = ''): SealPlan {
  const { pem, keyPem } = makeCertificate(wishes);
  fs.writeFileSync(path.join(folder, 'seal.pem'), pem + chain);
  fs.writeFileSync(path.join(folder, 'seal.key'), keyPem, { mode: 0o600 });
  const campaign = { campaign: { organisers: [], pack: { publish: [] } }, folder, path: '' } as unknown as LoadedCampaign;
  const options = {
    isWanted: true,
    certificateFile: path.join(folder, 'seal.pem'),
    keyFile: path.join(folder, 'seal.key'),
    passphraseFile: null,
  };
  const plan = planSeal(testContext(folder), options, campaign, date);
  if (plan === null) throw new Error('no plan');
  return plan;
}

export interface SealedPack {
  readonly release: Release;
  readonly fingerprint: string;
  /** The one document, sealed. */
  readonly bytes: Buffer;
  readonly plan: SealPlan;
}

/** Writes the first document of a release into a folder, seals it, and writes the manifest beside it. */
export async function sealedPack(folder: string, unsealed: Release, wishes: CertificateWishes = {}): Promise<SealedPack> {
  const outside = `${folder}-keys`;
  fs.mkdirSync(outside, { recursive: true });
  fs.mkdirSync(folder, { recursive: true });
  const plan = testPlan(outside, unsealed.date, wishes);
  const [document] = unsealed.documents;
  if (document === undefined) throw new Error('no document');
  const release: Release = { ...unsealed, documents: [document], seal: plan.statement };
  const place = path.join(folder, document.file);
  fs.writeFileSync(place, await render(release));
  await plan.seal(place);
  const bytes = fs.readFileSync(place);
  const fingerprint = createHash('sha256').update(releaseBytes(release)).digest('hex');
  writeManifest(folder, release, fingerprint, bytes);
  return { release, fingerprint, bytes, plan };
}

/** Writes the manifest of a pack of one document, for bytes that may have been changed. */
export function writeManifest(folder: string, release: Release, fingerprint: string, bytes: Uint8Array): void {
  const { title, kind, language } = release.campaign;
  const file = release.documents[0]?.file ?? '';
  fs.writeFileSync(path.join(folder, file), bytes);
  const manifest = buildManifest({
    tool: release.tool,
    campaign: { title, kind, language, date: release.date, published: release.published },
    release: { sha256: fingerprint },
    counts: release.counts,
    ...(release.seal === undefined ? {} : { seal: release.seal }),
    files: [{ path: file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }],
  });
  fs.writeFileSync(path.join(folder, 'manifest.json'), manifest);
}
