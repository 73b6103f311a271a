/** Shows what a pack releases, and the summaries of `build` and `demo`. */

import type { BuildReport, DemoReport, PackReport } from '../model/pack-report.js';
import { asArgument, formatCount, plural } from '../text.js';
import { formatJson, hang, onOneLine, placeIn, type TextOptions, usableWidth } from './columns.js';
import { planLines } from './print-plan.js';

export function formatPackJson(report: PackReport | BuildReport | DemoReport): string {
  return formatJson(report);
}

/** `1,204 counted; 388 named; 0 places; 12 comments; 57 organisations`. Comments are left out where none can leave. */
export function summarizeRelease(report: PackReport): string {
  const { signatures, named, organisations } = report.counts;
  const comments = report.ceiling === 'name-place-comment' ? [plural(report.comments, 'comment')] : [];
  const people =
    signatures === null
      ? []
      : [`${formatCount(signatures)} counted`, `${formatCount(named)} named`, plural(report.places, 'place'), ...comments];
  const parts = [...people, ...(organisations > 0 ? [plural(organisations, 'organisation')] : [])];
  return parts.length === 0 ? 'the text, without signatures' : parts.join('; ');
}

/** What was, or under --dry-run would be, released. */
export function formatPack(report: PackReport, options: TextOptions): string {
  const width = usableWidth(options);
  const { paint } = options;
  const lines = [
    paint.bold(report.dryRun ? 'This would be released:' : 'Released:'),
    ...hang('  ', summarizeRelease(report), width),
    ...hang(
      '  ',
      `Ceiling: ${report.ceiling}. ${report.ceiling === 'count-only' ? 'No name leaves; set display.ceiling in campaign.yaml to change that.' : 'Nobody is shown beyond their own consent.'}`,
      width,
    ),
    ...unnamedLine(report, width),
    ...ownCeilingLines(report, width),
    ...annexLines(report, options),
    ...sectionLines(report, width),
    ...hang('  ', `Documents: ${report.documents.join(', ')}`, width),
    ...(report.pages.length === 0 ? [] : hang('  ', `Web pages, without names: ${report.pages.join(', ')}`, width)),
    ...planLines(report, options),
    ...breakdownLines(report, options),
    ...growthLines(report, options),
    `  Fingerprint: ${report.fingerprint}`,
    ...proofLines(report, width),
  ];
  if (!report.dryRun) {
    const place = placeIn(report.folder, options);
    const names = report.annex?.folder ?? null;
    const annex = names === null ? '' : ` --annex ${asArgument(placeIn(names, options))}`;
    lines.push('', `Written to ${place}`, `Next: look at every page, then \`handin verify ${asArgument(place)}${annex}\`.`);
  }
  return `${lines.join('\n')}\n`;
}

/** Who is withheld is said only as a difference that anybody can take: never why, and never of how many kinds. */
function unnamedLine({ counts: { signatures, named } }: PackReport, width: number): string[] {
  const unnamed = (signatures ?? 0) - named;
  if (named === 0 || unnamed <= 0) return [];
  return hang('  ', `${unnamed === 1 ? 'One person is' : `${formatCount(unnamed)} people are`} counted and not named.`, width);
}

/** Where the names are, when they are not in the pack. */
function annexLines({ annex, dryRun }: PackReport, options: TextOptions): string[] {
  const width = usableWidth(options);
  if (annex === null) return [];
  const files = annex.files.map(({ file, named }) => `${file} (${formatCount(named)} named)`).join(', ');
  const where = annex.folder === null ? '' : `, ${dryRun ? 'to go' : 'written'} into ${placeIn(annex.folder, options)}`;
  return hang('  ', `No name is in the pack. Encrypted, each for its addressee alone${where}: ${files}`, width);
}

/** Sections that are printed; and those that were asked for and have nothing to say. */
function sectionLines({ sections, emptySections: empty }: PackReport, width: number): string[] {
  const printed = sections.filter((section) => !empty.includes(section));
  return [
    ...hang('  ', `Sections: ${printed.join(', ')}`, width),
    ...(empty.length === 0 ? [] : hang('  ', `Left out, since nothing is given for them: ${empty.join(', ')}`, width)),
  ];
}

/** Documents that show less than the others. */
function ownCeilingLines({ ownCeilings, ceiling }: PackReport, width: number): string[] {
  return ownCeilings.flatMap(({ document, ceiling: own, named, places, comments }) => {
    const shown = [
      `${formatCount(named)} named`,
      plural(places, 'place'),
      ...(ceiling === 'name-place-comment' ? [plural(comments, 'comment')] : []),
    ];
    return hang('  ', `${document}: ceiling ${own}; ${shown.join('; ')}`, width);
  });
}

/** What became of the counts by area, for the organiser only: the pack itself never says why a table is missing. */
function breakdownLines({ breakdown, placesLeftOut }: PackReport, options: TextOptions): string[] {
  const width = usableWidth(options);
  const places = placesLeftOut
    ? hang(
        '  ',
        'Places are left out: beside counts by area, in this pack or an earlier one, they would point at people who are not named.',
        width,
      )
    : [];
  if (breakdown === null) return places;
  const { dimension, outcome, areas, elsewhere, explanation } = breakdown;
  const head = `Counts by ${dimension}: ${plural(areas, 'area')} on the list, ${outcome}. ${explanation}`;
  const rest = elsewhere === 0 ? '' : ` ${plural(elsewhere, 'signature')} ${elsewhere === 1 ? 'names' : 'name'} no area on it.`;
  return [...hang('  ', `${head}${rest}`, width, outcome === 'withheld' ? options.paint.yellow : undefined), ...places];
}

/** What became of the weekly numbers, for the organiser only. */
function growthLines({ growth }: PackReport, options: TextOptions): string[] {
  if (growth === null) return [];
  const { outcome, from, weeks, explanation } = growth;
  const words = `Weekly numbers from ${from}: ${plural(weeks, 'whole week')}, ${outcome}. ${explanation}`;
  return hang('  ', words, usableWidth(options), outcome === 'withheld' ? options.paint.yellow : undefined);
}

/** What others can check the pack with: the second fingerprint, the signature, the tree. */
function proofLines({ dryRun, manifestFingerprint, signature, seal, tree }: PackReport, width: number): string[] {
  return [
    ...(manifestFingerprint === null ? [] : [`  Manifest: ${manifestFingerprint}`]),
    ...(signature === null ? [] : hang('  ', `Signed (${signature.kind}): ${signature.key}`, width)),
    ...(seal === null
      ? []
      : hang(
          '  ',
          `${dryRun ? 'Will be sealed' : 'Sealed'} with the certificate of “${onOneLine(seal.name)}” (${seal.certificate.key}, valid ${seal.certificate.validFrom} to ${seal.certificate.validTo}), SHA-256 ${seal.certificate.sha256}. Whoever opens a PDF can read what the certificate says.`,
          width,
        )),
    ...(tree === null ? [] : hang('  ', `Count fixed: ${plural(tree.size, 'signature')}, root ${tree.root}`, width)),
  ];
}

/** One line per step and what to do next. */
export function formatBuild(report: BuildReport, options: TextOptions): string {
  const next = 'Next: look at every page, write down both fingerprints, and say them aloud at the hand-in.';
  return `${buildLines(report, options).join('\n')}\n${report.ok ? `\n${hang('', next, usableWidth(options)).join('\n')}\n` : ''}`;
}

function buildLines(report: BuildReport, options: TextOptions): string[] {
  const width = usableWidth(options);
  const { paint } = options;
  const { merge, check, pack, verify } = report;
  const set = merge.report.counts.total;
  const step = (name: string, text: string, isUpToDate = false): string[] =>
    hang(`  ${name.padEnd(7)}`, `${text}${isUpToDate ? ' (up to date)' : ''}`, width);
  const lines = [
    paint.bold(report.campaign),
    ...step(
      'merge',
      `${plural(set.records, 'record')}: ${formatCount(set.byFate.counted ?? 0)} counted, ${formatCount(set.byFate.duplicate ?? 0)} duplicates, ${formatCount(set.records - (set.byFate.counted ?? 0) - (set.byFate.duplicate ?? 0))} set aside`,
      merge.isUpToDate,
    ),
    ...(check === null
      ? []
      : step(
          'check',
          check.results
            .map(
              (result) =>
                `${result.scheme === null ? result.name : `${result.scheme}:${result.threshold}`} ${result.outcome.replaceAll('-', ' ')}`,
            )
            .join('; '),
        )),
    ...step('pack', `${summarizeRelease(pack.report)}; ${[...pack.report.documents, ...pack.report.pages].join(', ')}`, pack.isUpToDate),
    ...step('verify', verify.ok ? paint.green('every file as listed, no leak found') : paint.red('FAILED')),
    ...annexLines(pack.report, options),
    ...breakdownLines(pack.report, options),
    ...growthLines(pack.report, options),
    `  Fingerprint: ${pack.report.fingerprint}`,
    ...proofLines(pack.report, width),
  ];
  for (const reason of report.reasons) lines.push(...hang('  Not ok: ', reason, width, paint.red));
  lines.push(`  Written to ${placeIn(pack.report.folder, options)}`);
  return lines;
}

/** All example campaigns, and where they are. */
export function formatDemo(report: DemoReport, options: TextOptions): string {
  const builds = report.builds.map((build) => `${buildLines(build, options).join('\n')}\n`).join('\n');
  const words = `The packs are in ${placeIn(report.folder, options)}. They are examples: nothing was sent, and nobody named there has endorsed them.`;
  return `${builds}\n${hang('', words, usableWidth(options)).join('\n')}\n`;
}
