/**
 * Words that the PDF file itself says, whatever the campaign: names of its objects (ISO 32000-1), and the phrases of its metadata
 * and character maps. A list that is closed on purpose: a name that is not here is a feature that no pack uses.
 */

import { SEAL_FILTER, SEAL_KEYS, SEAL_SUBFILTER } from '../model/seal.js';

/** The PostScript names of the bundled fonts. */
export const FONT_FILES: ReadonlySet<string> = new Set([
  'NotoSans-Regular',
  'NotoSans-SemiBold',
  'NotoSansBengali-Regular',
  'NotoSansDevanagari-Regular',
  'NotoSansEthiopic-Regular',
  'NotoSansHebrew-Regular',
  'NotoSansTamil-Regular',
  'SourceSans3-Regular',
  'SourceSans3-Italic',
  'SourceSans3-SemiBold',
  'SourceSerif4-Regular',
  'SourceSerif4-Italic',
  'SourceSerif4-SemiBold',
  'SourceSerif4-SemiBoldItalic',
  'Vazirmatn-Regular',
]);

const NAMES: ReadonlySet<string> = new Set(
  [
    // Document and pages.
    'Catalog Pages Page Kids Count Parent MediaBox Resources Contents UserUnit Tabs S ProcSet PDF Text ImageB ImageC ImageI Lang ViewerPreferences DisplayDocTitle PageMode UseOutlines PageLabels Nums D Type Root Info Size ID XRef Prev First Last N W Index ObjStm Length Filter FlateDecode Metadata XML Subtype',
    // Information, outlines, destinations.
    'Producer Creator Title Author CreationDate ModDate Outlines Next Dest Dests Names Limits XYZ',
    // Annotations and their one action.
    'Annot Annots Link Rect Border A Action URI StructParent F',
    // Tags.
    'StructTreeRoot StructElem StructParents ParentTree ParentTreeNextKey IDTree MarkInfo Marked K P Pg Obj OBJR MCR MCID O T Alt Document Sect Div H1 H2 H3 L LI Lbl LBody List ListNumbering Disc Decimal None Note BlockQuote Reference TOC TOCI Table THead TBody TR TH TD Scope Column Row Figure Layout Placement Block BBox Span ActualText',
    // Fonts.
    'Font FontDescriptor FontName BaseFont Flags FontBBox ItalicAngle Ascent Descent CapHeight XHeight StemV FontFile2 CIDFontType2 FontFile3 CIDFontType0 CIDFontType0C CIDSystemInfo Registry Ordering Supplement CIDToGIDMap Identity Identity-H Type0 Encoding DescendantFonts ToUnicode DW',
    // The one attachment.
    'EmbeddedFile EmbeddedFiles Params CheckSum Filespec AFRelationship Data EF UF Desc AF application/json',
    // Colours and states of graphics.
    'ColorSpace DeviceRGB ExtGState CA ca OutputIntents OutputIntent GTS_PDFA1 OutputConditionIdentifier DestOutputProfile',
  ].flatMap((line) => line.split(' ')),
);

/** What a seal adds (ISO 32000-1, 12.7 and 12.8). */
const SEAL_NAMES: ReadonlySet<string> = new Set([
  ...SEAL_KEYS,
  SEAL_FILTER,
  SEAL_SUBFILTER,
  ...'AcroForm Fields SigFlags FT Sig V TU Widget Form'.split(' '),
]);

export function isPdfName(name: string, isSealed: boolean): boolean {
  // Fonts are numbered in the order of their first use.
  return NAMES.has(name) || /^F\d{1,3}$/.test(name) || (isSealed && SEAL_NAMES.has(name));
}

/** Texts of metadata and character maps; compared word by word. */
export const PDF_PHRASES: readonly string[] = [
  // Destinations and identifiers that the layout makes.
  'Cover section note reference heading',
  // The XMP packet; see io/pdf/xmp.ts.
  'xpacket begin id W5M0MpCehiHzreSzNTczkc9d xmpmeta xmlns x adobe ns meta rdf RDF http www w3 org 1999 02 22 rdf syntax ns Description about',
  'dc purl elements 1 1 xmp com xap 1 0 pdf 1 3 pdfuaid aiim pdfua id format application title Alt li xml lang default creator Seq language Bag',
  'pdfaid pdfa conformance A pdfaExtension pdfaSchema pdfaProperty extension schema schemas property parseType Resource 3',
  'PDF/UA identification schema namespaceURI prefix name valueType Integer category internal description Part of ISO 14289 to which the file conforms',
  // What the colours mean; see io/pdf/document.ts.
  'sRGB IEC61966-2.1',
  'CreateDate ModifyDate MetadataDate CreatorTool Producer part end w http ns.adobe.com www.w3.org purl.org www.aiim.org',
  // Character maps (Adobe Technical Note 5411), as pdfkit writes them.
  'CIDInit ProcSet findresource begin 12 dict begincmap CIDSystemInfo Registry Adobe Ordering UCS Identity Supplement 0 def CMapName H CMapType 2',
  '1 begincodespacerange endcodespacerange beginbfchar endbfchar beginbfrange endbfrange endcmap CMapName currentdict CMap defineresource pop end',
];
