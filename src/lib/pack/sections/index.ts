/** The catalogue of sections, and how a release becomes the sections of one document. */

import type { SectionId } from '../../model/campaign.js';
import type { Release, ReleaseDocument } from '../../model/release.js';
import type { Block, Section, VolumeSectionId } from '../blocks.js';
import { ENGLISH, type Messages } from '../messages/index.js';
import { sectionTitle, wordsOf } from '../messages.js';
import { releaseOf } from '../view.js';
import { aimsSection } from './aims.js';
import { answerDueSection } from './answer-due.js';
import { caseSection } from './case.js';
import { commentsSection } from './comments.js';
import { commonsNotesSection, commonsSheetSection } from './commons-top-sheet.js';
import { contentsSection } from './contents.js';
import { contextSection } from './context.js';
import { coverSection } from './cover.js';
import { figuresSection } from './figures.js';
import { howWeCountedSection } from './how-we-counted.js';
import { letterSection } from './letter.js';
import { localNumberSection } from './local-number.js';
import { numbersSection } from './numbers.js';
import { organisationsSection } from './organisations.js';
import { receiptSection } from './receipt.js';
import { referencesSection } from './references.js';
import { signatoriesSection } from './signatories.js';
import { statementSection } from './statement.js';
import { textSection } from './text.js';
import { verificationSection } from './verification.js';
import { nameIndexSection, spineSection } from './volumes.js';

/** Builds a section's blocks; `fingerprint` is the SHA-256 of the release's bytes in hex. An empty result drops the section. */
type SectionBuilder = (release: Release, document: ReleaseDocument, fingerprint: string) => Block[];

const BUILDERS: Readonly<Record<Exclude<SectionId, 'references'> | VolumeSectionId, SectionBuilder>> = {
  cover: coverSection,
  letter: letterSection,
  contents: contentsSection,
  text: textSection,
  case: caseSection,
  context: contextSection,
  figures: figuresSection,
  aims: aimsSection,
  numbers: numbersSection,
  'local-number': localNumberSection,
  statement: statementSection,
  'how-we-counted': howWeCountedSection,
  organisations: organisationsSection,
  signatories: signatoriesSection,
  comments: commentsSection,
  verification: verificationSection,
  'commons-top-sheet': commonsNotesSection,
  'answer-due': answerDueSection,
  receipt: receiptSection,
  spine: spineSection,
  'name-index': nameIndexSection,
};

/** Pages that follow a section and belong to it, such as a form behind the page that explains it. */
const PAGES_BEHIND: Readonly<Partial<Record<Section['id'], (release: Release) => Block[]>>> = { 'commons-top-sheet': commonsSheetSection };

/** Short sections that read well below another one; the letter and the text always have pages of their own. */
const MAY_SHARE: ReadonlySet<Section['id']> = new Set([
  'case',
  'context',
  'figures',
  'aims',
  'numbers',
  'how-we-counted',
  'organisations',
  'signatories',
  'comments',
  'references',
  'verification',
]);

/** Sections that may be taken out of a pack printed on both sides, so they begin on the front of a sheet. */
const IS_RECTO: ReadonlySet<Section['id']> = new Set([
  'letter',
  'text',
  'signatories',
  'local-number',
  'commons-top-sheet',
  'receipt',
  'spine',
]);

/** The sections of one document in the order of the release, without those that have nothing to say. */
export function buildSections(whole: Release, document: ReleaseDocument, fingerprint: string): Section[] {
  const release = releaseOf(whole, document);
  const words = wordsOf(release);
  const ids = sectionsOf(release, document);
  const built = new Map<Section['id'], Block[]>();
  for (const id of ids) if (id !== 'references') built.set(id, BUILDERS[id](release, document, fingerprint));
  if (ids.includes('references')) built.set('references', referencesSection(release, document, [...built.values()].flat()));
  return ids.flatMap((id): Section[] => {
    const blocks = built.get(id) ?? [];
    if (blocks.length === 0) return [];
    // A page of names may be copied apart from the rest, so each of them says what the names are given for.
    const footer = namesPeople(blocks) ? { footer: words.say('names.expectation') } : {};
    const section = {
      id,
      title: sectionTitle(id, release, document),
      mayShare: maySharePage(id, blocks),
      isRecto: IS_RECTO.has(id),
      ...footer,
      ...inTheirLanguage(id, blocks, words),
    };
    const behind = PAGES_BEHIND[id]?.(release) ?? [];
    if (behind.length === 0) return [section];
    // A form that a body prescribes is in the language of the body, which is English so far.
    const language = release.campaign.language.startsWith('en') ? {} : { language: ENGLISH };
    return [section, { ...section, title: firstHeading(behind) ?? section.title, mayShare: false, ...language, blocks: behind }];
  });
}

/** A certificate is a page of its own, also where it stands in the place of a list. */
const maySharePage = (id: Section['id'], blocks: readonly Block[]): boolean =>
  MAY_SHARE.has(id) && !blocks.some(({ type }) => type === 'number');

function firstHeading(blocks: readonly Block[]): string | undefined {
  const [first] = blocks;
  return first?.type === 'heading' ? first.spans.map((span) => (span.type === 'text' ? span.text : '')).join('') : undefined;
}

/** Sections whose text is the campaign's own; only their titles are ours. */
const IN_CAMPAIGN_LANGUAGE: ReadonlySet<Section['id']> = new Set([
  'letter',
  'text',
  'case',
  'context',
  'figures',
  'aims',
  'organisations',
  'comments',
  'references',
]);

/** Where our words are not in the language of the campaign, assistive technology is told so, or it would read them in the wrong accent. */
function inTheirLanguage(
  id: Section['id'],
  blocks: readonly Block[],
  { isFallback, locale }: Messages,
): Pick<Section, 'language' | 'blocks'> {
  if (!isFallback) return { blocks };
  if (!IN_CAMPAIGN_LANGUAGE.has(id)) return { language: locale, blocks };
  return { blocks: blocks.map((block) => (block.type === 'heading' && block.level === 1 ? { ...block, language: locale } : block)) };
}

/** A further volume has a cover, a label and its names; the first has the label and the index besides all else. */
function sectionsOf({ sections }: Release, { volume }: ReleaseDocument): Section['id'][] {
  const ids = [...new Set(sections)];
  if (volume === undefined) return ids;
  if (volume.number > 1) return ['cover', 'spine', 'signatories'];
  const withIndex = ids.flatMap((id): Section['id'][] => (id === 'signatories' ? ['name-index', id] : [id]));
  const at = withIndex.indexOf('cover') + 1;
  return [...withIndex.slice(0, at), 'spine', ...withIndex.slice(at)];
}

const namesPeople = (blocks: readonly Block[]): boolean => blocks.some(({ type }) => type === 'names');
