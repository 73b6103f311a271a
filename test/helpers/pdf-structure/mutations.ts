/**
 * Deliberately broken versions of the sample, at least one for each rule. A checker that has never been seen to fail proves nothing.
 * Where an edit of the tree is enough it is made before writing, so that the rest of the file agrees with it.
 */

import { StructureNode } from '../../../src/lib/io/pdf.js';
import { type SampleTree, samplePdf } from './sample.js';

export interface Mutation {
  /** The rule that must be reported. */
  readonly rule: string;
  readonly what: string;
  readonly edit?: (tree: SampleTree) => void;
  readonly change?: (pdf: string) => string;
}

let sound: string | undefined;
/** The sample as it should be; made once. */
export function soundPdf(): string {
  sound ??= samplePdf();
  return sound;
}

/** The broken file; throws when the mutation changes nothing. */
export function mutated({ edit, change, what }: Mutation): Buffer {
  const before = edit === undefined ? soundPdf() : samplePdf(edit);
  const broken = change === undefined ? before : change(before);
  if (change !== undefined && broken === before) throw new Error(`nothing is changed: ${what}`);
  return Buffer.from(broken, 'latin1');
}

const swap =
  (from: string | RegExp, to: string) =>
  (pdf: string): string =>
    pdf.replace(from, to);

/** Puts a new element before the others. */
function prepend(node: StructureNode, type: string): StructureNode {
  const made = new StructureNode(type);
  node.kids.unshift({ kind: 'node', node: made });
  return made;
}

function rowOf(node: StructureNode, ...types: readonly string[]): void {
  const row = node.add('TR');
  for (const type of types) row.add(type, type === 'TH' ? { scope: 'Row' } : {});
}

/** Attributes of cells that the writer has no word for. */
const cell = (attributes: string): ((pdf: string) => string) =>
  swap('/A[<</O/Table/Scope/Column>>]', `/A[<</O/Table/Scope/Column${attributes}>>]`);

export const MUTATIONS: readonly Mutation[] = [
  // Marks of the file.
  { rule: '5-1', what: 'no mark of PDF/UA', change: swap('<pdfuaid:part>1</pdfuaid:part>', '') },
  { rule: '5-2', what: 'the mark of PDF/UA-2', change: swap('<pdfuaid:part>1<', '<pdfuaid:part>2<') },
  { rule: '6.1-1', what: 'a version that does not exist', change: swap('%PDF-1.7', '%PDF-1.9') },
  { rule: '6.2-1', what: 'not marked as tagged', change: swap('/Marked true', '/Marked false') },
  { rule: '7.1-4', what: 'tags that the writer suspects', change: swap('/Marked true', '/Marked true /Suspects true') },
  { rule: '7.1-8', what: 'no metadata', change: swap(/\/Metadata \d+ 0 R/, '') },
  { rule: '7.1-9', what: 'no title', change: swap(/<dc:title>.*<\/dc:title>\n/, '') },
  { rule: '7.1-10', what: 'the title is not displayed', change: swap('/DisplayDocTitle true', '/DisplayDocTitle false') },
  { rule: '7.1-11', what: 'no tree of tags', change: swap(/\/StructTreeRoot \d+ 0 R/, '') },
  { rule: '7.2-29', what: 'no language', change: swap('/Lang (en-GB)', '') },
  { rule: '7.2-29', what: 'a language in words', change: swap('/Lang (en-GB)', '/Lang (British English)') },
  { rule: 'XMP', what: 'an ampersand that is not escaped', change: swap('&amp;', '&') },
  { rule: 'PDF/A mark', what: 'no mark of PDF/A', change: swap('<pdfaid:part>3</pdfaid:part>', '') },
  { rule: 'PDF/A mark', what: 'a weaker conformance', change: swap('<pdfaid:conformance>A<', '<pdfaid:conformance>B<') },
  { rule: 'extension schema', what: 'no extension schema', change: swap(/<pdfaExtension:schemas>[\s\S]*<\/pdfaExtension:schemas>/, '') },
  { rule: 'information', what: 'another date', change: swap('<xmp:CreateDate>2026', '<xmp:CreateDate>2025') },
  { rule: 'information', what: 'another title', change: swap('A sample &amp; more', 'A sample') },
  { rule: 'page labels', what: 'no page labels', change: swap('/PageLabels', '/PageLobels') },
  { rule: 'file ID', what: 'no identifier', change: swap(/\/ID \[/, '/IX [') },
  { rule: 'encryption', what: 'encrypted', change: swap(/\/Info (\d)/, '/Encrypt 1 0 R /Info $1') },
  { rule: 'output intent', what: 'colours without a meaning', change: swap('/OutputIntents', '/OutputIntends') },
  { rule: 'output intent', what: 'a profile for other colours', change: swap('mntrRGB ', 'mntrCMYK') },
  { rule: '7.11-1', what: 'an attachment with one name', change: swap('/UF (', '/UX (') },
  { rule: 'attachment kind', what: 'an attachment of no kind', change: swap('/Subtype /application#2Fjson', '') },
  { rule: 'attachment relationship', what: 'an attachment that the document does not own', change: swap('/AF [', '/AX [') },
  // Content.
  {
    rule: '7.1-1',
    what: 'an artifact in tagged content',
    change: swap(/(\/H1 <<\/MCID 0>> BDC)([\s\S]*?)EMC/, '$1 /Artifact BMC EMC$2EMC'),
  },
  { rule: '7.1-2', what: 'tagged content in an artifact', change: swap(/\/Artifact BMC/, '/Artifact BMC /P <</MCID 1>> BDC EMC') },
  { rule: '7.1-3', what: 'a line that is neither', change: swap('/Artifact BMC', '/Other BMC') },
  { rule: '7.1-3', what: 'text outside all marks', change: swap(/\/H1 <<\/MCID 0>> BDC/, '/H1 BMC') },
  { rule: '7.1-3', what: 'content that leads to no element', change: swap(/\/StructParents 3/, '/StructParents 33') },
  { rule: 'marks', what: 'a mark that is not closed', change: swap(/EMC\s+endstream/, 'endstream') },
  {
    rule: 'marks',
    what: 'tagged content in tagged content',
    change: swap('/P <</MCID 1>> BDC', '/P <</MCID 1>> BDC /P <</MCID 1>> BDC EMC'),
  },
  // The tree.
  { rule: '7.1-5', what: 'a type that nobody knows', edit: ({ root }) => void root.add('Paragraph') },
  { rule: '7.1-12', what: 'no parent', change: swap(/(\/S\/H1)\/P \d+ 0 R/, '$1') },
  { rule: '7.1-12', what: 'another parent', change: swap(/(\/S\/Link\/P) \d+/, '$1 1') },
  { rule: 'tree', what: 'an element twice', change: swap(/(\/S\/TBody\/P \d+ 0 R\/K\[)(\d+ 0 R)/, '$1$2 $2') },
  { rule: 'tree', what: 'an element of content that no page has', change: swap(/(\/S\/H1[^>]*\/K)\[0\]/, '$1[0 99]') },
  { rule: 'tree', what: 'content that two elements claim', change: swap(/(\/S\/P\/P[^>]*\/K)\[1/, '$1[0 1') },
  { rule: 'tree', what: 'content marked as something else', change: swap('/H1 <</MCID 0>>', '/P <</MCID 0>>') },
  { rule: 'tree', what: 'a content number twice', change: swap('/P <</MCID 1>>', '/P <</MCID 0>>') },
  // Parents and kids.
  { rule: '7.2-3', what: 'a paragraph in a table', edit: ({ table }) => void table.add('P') },
  { rule: '7.2-4', what: 'a row outside a table', edit: ({ root }) => rowOf(root, 'TH') },
  { rule: '7.2-5', what: 'a table head outside a table', edit: ({ root }) => void root.add('THead') },
  { rule: '7.2-6', what: 'a table body outside a table', edit: ({ root }) => void root.add('TBody') },
  { rule: '7.2-7', what: 'a table foot outside a table', edit: ({ root }) => void root.add('TFoot') },
  { rule: '7.2-8', what: 'a header cell outside a row', edit: ({ root }) => void root.add('TH', { scope: 'Row' }) },
  { rule: '7.2-9', what: 'a cell outside a row', edit: ({ root }) => void root.add('TD') },
  { rule: '7.2-10', what: 'a paragraph in a row', edit: ({ body }) => void body.add('TR').add('P') },
  { rule: '7.2-11', what: 'two table heads', edit: ({ table }) => void prepend(table, 'THead') },
  { rule: '7.2-12', what: 'two table feet', edit: ({ table }) => void [table.add('TFoot'), table.add('TFoot')] },
  { rule: '7.2-13', what: 'a foot without a body', edit: ({ root }) => rowOf(root.add('Table').add('TFoot'), 'TH') },
  { rule: '7.2-14', what: 'a head without a body', edit: ({ root }) => rowOf(root.add('Table').add('THead'), 'TH') },
  { rule: '7.2-15', what: 'a cell on another', change: spanned('/RowSpan 2', '/ColSpan 2') },
  { rule: '7.2-16', what: 'a caption in the middle', edit: ({ table }) => void [table.add('Caption'), table.add('TBody')] },
  { rule: '7.2-17', what: 'an item outside a list', edit: ({ root }) => void root.add('LI').add('LBody') },
  { rule: '7.2-18', what: 'the body of an item outside one', edit: ({ root }) => void root.add('LBody') },
  { rule: '7.2-19', what: 'a paragraph in a list', edit: ({ list }) => void list.add('P') },
  { rule: '7.2-20', what: 'a paragraph in an item', edit: ({ list }) => void list.add('LI').add('P') },
  { rule: '7.2-26', what: 'an entry outside the contents', edit: ({ root }) => void root.add('TOCI') },
  { rule: '7.2-27', what: 'a paragraph in the contents', edit: ({ contents }) => void contents.add('P') },
  { rule: '7.2-28', what: 'a caption below the contents', edit: ({ contents }) => void contents.add('Caption') },
  { rule: '7.2-36', what: 'a cell in a head', edit: ({ table }) => void table.add('THead').add('TD') },
  { rule: '7.2-37', what: 'a cell in a body', edit: ({ body }) => void body.add('TD') },
  { rule: '7.2-38', what: 'a cell in a foot', edit: ({ table }) => void table.add('TFoot').add('TD') },
  { rule: '7.2-39', what: 'two captions', edit: ({ table }) => void [prepend(table, 'Caption'), table.add('Caption')] },
  { rule: '7.2-40', what: 'a caption below a list', edit: ({ list }) => void list.add('Caption') },
  { rule: '7.2-41', what: 'a cell that reaches below its table', change: swap('/Scope/Row>>', '/Scope/Row/RowSpan 3>>') },
  { rule: '7.2-42', what: 'a row with a cell less', edit: ({ body }) => rowOf(body, 'TH') },
  { rule: '7.2-42', what: 'a row with a cell more', edit: ({ body }) => rowOf(body, 'TH', 'TD', 'TD') },
  { rule: '7.2-42', what: 'a head that is wider than its rows', change: cell('/ColSpan 2') },
  // Words for what cannot be read, headings, headers, notes.
  { rule: '7.3-1', what: 'a figure without words', change: swap('/Alt (A bar of 25)', '') },
  { rule: '7.3-1', what: 'a figure with empty words', change: swap('/Alt (A bar of 25)', '/Alt ()') },
  { rule: 'figure box', what: 'a figure without a box', change: swap(/\/BBox\[[^\]]*\]/, '') },
  { rule: '7.4.2-1', what: 'a level that is skipped', edit: ({ root }) => void root.add('H4') },
  { rule: '7.4.2-1', what: 'a first heading that is not H1', edit: ({ root }) => void prepend(root, 'H2') },
  { rule: '7.4.4', what: 'headings of both kinds', edit: ({ root }) => void root.add('H') },
  { rule: '7.5 scope', what: 'a header of nothing', change: swap('/A[<</O/Table/Scope/Row>>]', '') },
  { rule: '7.5-1', what: 'a cell without a header', edit: ({ root }) => rowOf(root.add('Table').add('TBody'), 'TD') },
  {
    rule: '7.5-1',
    what: 'headers that point the other way',
    change: (pdf) => pdf.replaceAll('/Scope/Row', '/Scope/None').replaceAll('/Scope/Column', '/Scope/Row'),
  },
  {
    rule: '7.5-2',
    what: 'a header that does not exist',
    change: swap(/(\/S\/TD\/P \d+ 0 R\/Pg \d+ 0 R)/, '$1/A[<</O/Table/Headers[(nobody)]>>]'),
  },
  { rule: '7.7-1', what: 'a formula without words', edit: ({ root }) => void root.add('Formula') },
  { rule: '7.9-1', what: 'a note without an identifier', edit: ({ root }) => void root.add('Note') },
  { rule: '7.9-2', what: 'two notes with one', edit: ({ root }) => void root.add('Note', { id: 'note-1' }) },
  // Annotations and destinations.
  { rule: '7.18.1-1', what: 'a comment without a tag of its own', change: swap('/Subtype /Link', '/Subtype /Text') },
  {
    rule: '7.18.1-2',
    what: 'a comment without words',
    change: (pdf) => pdf.replace('/Subtype /Link', '/Subtype /Text').replace('/Contents (Our pages)', ''),
  },
  { rule: '7.18.1-3', what: 'a field without a name', change: swap('/Subtype /Link', '/Subtype /Widget') },
  { rule: '7.18.3-1', what: 'links in no order', change: swap('/Tabs /S', '/Tabs /R') },
  { rule: '7.18.4-1', what: 'a field without a tag', change: swap('/Subtype /Link', '/Subtype /Widget /TU (Seal)') },
  { rule: '7.18.4-2', what: 'a form with more than its field', edit: ({ root }) => void root.add('Form').add('P') },
  { rule: '7.18.5-1', what: 'a link that leads to no tag', change: swap('/StructParent 0', '/StructParent 77') },
  { rule: '7.18.5-1', what: 'a link whose tag is a paragraph', change: swap('/S/Link', '/S/P') },
  { rule: '7.18.5-2', what: 'a link without words', change: swap('/Contents (Our pages)', '/Contents ()') },
  { rule: 'link', what: 'a tag of a link that leads nowhere', edit: ({ root }) => void root.add('Link') },
  { rule: 'object page', what: 'a link whose tag names another page', change: swap(/(\/OBJR\/Pg) \d+/, '$1 99') },
  {
    rule: 'tree',
    what: 'a link that its tag does not hold',
    change: (pdf) =>
      pdf
        .replace('/StructParent 0', '/StructParent 9')
        .replace('/StructParent 1', '/StructParent 0')
        .replace('/StructParent 9', '/StructParent 1'),
  },
  { rule: 'destination', what: 'a link to nowhere', change: swap('/Dest (figures)', '/Dest (nowhere)') },
  { rule: 'destination', what: 'a bookmark to nowhere', change: (pdf) => replaceLast(pdf, '/Dest (figures)', '/Dest (nowhere)') },
  { rule: 'outline', what: 'a wrong number of bookmarks', change: swap('/Type /Outlines\n/Count 1', '/Type /Outlines\n/Count 2') },
  // Fonts.
  { rule: 'font', what: 'a font that the page does not have', change: swap(/\/F\d+ 12 Tf/, '/F99 12 Tf') },
  { rule: 'font', what: 'a font of one byte a code', change: swap('/DescendantFonts', '/DescendingFonts') },
  { rule: '7.21.3.2-1', what: 'no map from codes to glyphs', change: swap('/CIDToGIDMap /Identity', '') },
  { rule: '7.21.4.1-1', what: 'a font that is not embedded', change: swap('/FontFile2', '/FontFile9') },
  { rule: '7.21.4.1-2', what: 'a code beyond the glyphs', change: swap(/\[<[0-9a-f]{4}/, '[<7fff') },
  { rule: '7.21.5-1', what: 'a width that the font does not have', change: swap(/\/W \[0 \[[\d.]+ [\d.]+/, '/W [0 [0 1') },
  { rule: '7.21.7-1', what: 'no text of codes', change: swap(/\/ToUnicode \d+ 0 R/, '') },
  { rule: '7.21.7-2', what: 'a code that stands for nothing', change: swap(/(beginbfrange[^[]*\[<0000> )<[0-9a-f]{4}>/, '$1<0000>') },
  { rule: '7.21.8-1', what: 'the glyph of a missing letter', change: swap(/\[<[0-9a-f]{4}/, '[<0000') },
];

/** The first header reaches down or to the right, so that it lies on its neighbour. */
function spanned(down: string, right: string): (pdf: string) => string {
  return (pdf) => {
    const [first, second] = ['/A[<</O/Table/Scope/Column>>]', '/A[<</O/Table/Scope/Row>>]'];
    const columns = pdf.split(first);
    // The second header of the head reaches down to where the wide first cell of the next row lies.
    return `${columns[0]}${first}${columns[1]}/A[<</O/Table/Scope/Column${down}>>]${columns.slice(2).join(first)}`.replace(
      second,
      `/A[<</O/Table/Scope/Row${right}>>]`,
    );
  };
}

function replaceLast(text: string, from: string, to: string): string {
  const at = text.lastIndexOf(from);
  return at < 0 ? text : `${text.slice(0, at)}${to}${text.slice(at + from.length)}`;
}
