/** A release with its plan: the chosen setting, and several documents in the place of one that is too long for its box. */

import type { PlannedVolume, PrintPlan } from '../../model/print.js';
import { printSettings } from '../../model/print.js';
import type { Release, ReleaseDocument } from '../../model/release.js';

/** The release whose renderer need not plan again. Pure. */
export function withPlan(release: Release, plan: PrintPlan): Release {
  const documents = release.documents.flatMap((document) => {
    const volumes = plan.documents.find(({ file }) => file === document.file)?.volumes ?? [];
    return volumes.length < 2 ? [document] : volumes.map((volume, index) => volumeOf(document, volume, index, volumes.length));
  });
  return { ...release, print: { ...(release.print ?? printSettings()), setting: plan.chosen }, documents };
}

/** `home-secretary.pdf`, `home-secretary-volume-2.pdf`, ... Further volumes have the target, for their covers, and nothing else of the first. */
function volumeOf(document: ReleaseDocument, { from, to, initials }: PlannedVolume, index: number, count: number): ReleaseDocument {
  const volume = { number: index + 1, count, front: document.file, from, to, initials };
  if (index === 0) return { ...document, volume };
  return {
    file: document.file.replace(/\.pdf$/u, `-volume-${index + 1}.pdf`),
    ...(document.target === undefined ? {} : { target: document.target }),
    volume,
  };
}
