/**
 * Our own checker of tagged PDFs: the rules of PDF/UA-1 that a program can test and a pack can break, numbered as veraPDF numbers
 * them, and a few that veraPDF does not have (`tree`, `marks`, `object page`, `figure box`, `destination`, `outline`, ...). It
 * runs in every test run; veraPDF, which knows more, runs in `npm run test:conformance`.
 */

import { annotationBreaches } from './annotations.js';
import { readPageContent } from './content.js';
import { type Breach, StructuredPdf } from './document.js';
import { fontBreaches } from './fonts.js';
import { metadataBreaches } from './metadata.js';
import { tableBreaches } from './tables.js';
import { agreementBreaches, tagBreaches } from './tags.js';

/** Everything that breaks a rule; empty for a sound file. */
export function checkStructure(bytes: Buffer): Breach[] {
  const pdf = new StructuredPdf(bytes);
  const contents = pdf.pages.map((page, index) => readPageContent(pdf, page, index));
  return [
    ...metadataBreaches(pdf),
    ...contents.flatMap(({ breaches }) => breaches),
    ...tagBreaches(pdf),
    ...agreementBreaches(pdf, contents),
    ...tableBreaches(pdf),
    ...annotationBreaches(pdf),
    ...fontBreaches(pdf, contents),
  ];
}
