/**
 * Names in a file of their own: parts a release into what everybody who gets the pack may read, and what only the addressee of each document may. They
 * are two releases with two fingerprints, and that is the point: the pack's stands on its cover, and if the names were in it, it would confirm to anybody
 * with the pack whether a name that they guess is among them.
 */

import type { Release, ReleaseDocument } from '../model/release.js';

export interface PartedRelease {
  /** Without a name of a signatory. */
  readonly main: Release;
  /** The names, and comments with their authors; null where there are none. @param fingerprint SHA-256 of the main release in hexadecimal digits */
  annex(fingerprint: string): Release | null;
}

/** Parts a release. */
export function partRelease(whole: Release): PartedRelease {
  return { main: mainOf(whole), annex: (fingerprint) => annexOf(whole, fingerprint) };
}

/** `home-secretary.pdf` has the annex `home-secretary-names.pdf`. */
const annexFile = (file: string): string => file.replace(/\.pdf$/u, '-names.pdf');

/** A layout without a list of names names nobody, in a file of their own either. */
const namedIn = (whole: Release, { own }: ReleaseDocument): number =>
  whole.sections.includes('signatories') ? (own ?? whole).signatories.entries.length : 0;

function mainOf(whole: Release): Release {
  const { comments: _comments, ...rest } = whole;
  return {
    ...rest,
    sections: whole.sections.filter((section) => section !== 'comments'),
    documents: whole.documents.map((document): ReleaseDocument => {
      const { own, ...shared } = document;
      const named = namedIn(whole, document);
      return {
        ...shared,
        ...(named === 0 ? {} : { annex: { file: annexFile(document.file), named } }),
        ...(own === undefined ? {} : { own: { ...own, signatories: { ...own.signatories, entries: [] }, comments: [] } }),
      };
    }),
    signatories: { ...whole.signatories, entries: [] },
  };
}

function annexOf(whole: Release, fingerprint: string): Release | null {
  const documents = whole.documents.filter((document) => namedIn(whole, document) > 0);
  if (documents.length === 0) return null;
  const { formatVersion, tool, campaign, date, print, fonts, counts, signatories, comments, published } = whole;
  const { ask: _ask, ...named } = campaign;
  return {
    formatVersion,
    tool,
    campaign: named,
    date,
    annexOf: fingerprint,
    sections: ['signatories', ...(comments === undefined ? [] : (['comments'] as const))],
    documents: documents.map(({ file, target, own }) => ({
      file: annexFile(file),
      ...(target === undefined ? {} : { target }),
      ...(own === undefined ? {} : { own: { signatories: own.signatories, comments: own.comments } }),
    })),
    ...(print === undefined ? {} : { print }),
    ...(fonts === undefined ? {} : { fonts }),
    statistics: [],
    aims: [],
    counts,
    thresholds: [],
    organisations: [],
    signatories,
    ...(comments === undefined ? {} : { comments }),
    published,
  };
}
