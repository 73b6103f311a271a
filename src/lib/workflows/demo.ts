/** Copies the example campaigns into a folder and builds them all. */

import path from 'node:path';

import { loadCampaign } from '../config.js';
import type { Context } from '../context.js';
import type { BuildReport, DemoReport } from '../model/pack-report.js';
import { runBuild } from './build.js';

export interface DemoOptions {
  readonly dir: string;
  /** Where the example campaigns lie in the package. */
  readonly examplesDir: string;
  readonly force: boolean;
  readonly memoryBytes: number;
  readonly threads: number;
}

export const DEMO_MARKER = '.handin-demo.json';

/** Builds every example campaign below `dir`. A demo folder of an earlier run is replaced. */
export async function runDemo(context: Context, options: DemoOptions): Promise<DemoReport> {
  const { files } = context.io;
  const folder = await files.beginFolder(options.dir, { marker: DEMO_MARKER, force: options.force, carryOver: false, isPrivate: true });
  try {
    for (const name of files.listFiles(options.examplesDir))
      files.copyFolder(path.join(options.examplesDir, name), path.join(folder.path, name));
    await files.writeFile(
      path.join(folder.path, DEMO_MARKER),
      `${JSON.stringify({ tool: { name: 'handin', version: context.version } })}\n`,
    );
    await folder.publish();
  } catch (cause) {
    await folder.discard();
    throw cause;
  }
  const builds: BuildReport[] = [];
  for (const campaignFile of files.glob(options.dir, '*/campaign.yaml')) {
    const campaign = loadCampaign(context.io, campaignFile);
    context.note(`Building ${path.basename(campaign.folder)} …\n`);
    builds.push(
      await runBuild(context, { campaign, strict: false, force: false, memoryBytes: options.memoryBytes, threads: options.threads }),
    );
  }
  return { formatVersion: 1, folder: options.dir, builds };
}
