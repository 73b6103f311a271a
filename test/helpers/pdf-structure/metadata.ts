/** What the file says of itself: marks of PDF/UA and PDF/A, title, language, dates, colours, identifier, attachments. */

import { SaxesParser } from 'saxes';
import { PdfString } from '../../../src/lib/io/pdf-read/syntax.js';
import type { Breach, StructuredPdf } from './document.js';

export function metadataBreaches(pdf: StructuredPdf): Breach[] {
  const { objects, catalog } = pdf;
  const breaches: Breach[] = [];
  const add = (rule: string, isBroken: boolean): void => {
    if (isBroken) breaches.push({ rule, where: 'the file' });
  };
  add('6.1-1', !/^%PDF-1\.[0-7]$/.test(pdf.head));
  add('6.2-1', objects.dict(catalog.get('MarkInfo'))?.get('Marked') !== true);
  add('7.1-4', objects.dict(catalog.get('MarkInfo'))?.get('Suspects') === true);
  add('7.1-10', objects.dict(catalog.get('ViewerPreferences'))?.get('DisplayDocTitle') !== true);
  add('7.1-11', pdf.structRoot === null || pdf.elements.length === 0);
  add('7.2-29', !/^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/.test(pdf.text(catalog.get('Lang')) ?? ''));
  add('page labels', objects.dict(catalog.get('PageLabels')) === null);
  add('file ID', pdf.list(pdf.trailer.get('ID')).filter((part) => part instanceof PdfString).length !== 2);
  add('encryption', pdf.trailer.has('Encrypt'));
  add('output intent', !hasOutputIntent(pdf));
  for (const rule of attachmentRules(pdf)) add(rule, true);
  const stream = objects.stream(catalog.get('Metadata'));
  if (stream === null) return [...breaches, { rule: '7.1-8', where: 'the file' }];
  const texts = readXmp(objects.decode(stream).bytes.toString('utf8'));
  if (texts === null) return [...breaches, { rule: 'XMP', where: 'the file' }];
  const info = objects.dict(pdf.trailer.get('Info'));
  add('5-1', !texts.has('pdfuaid:part'));
  add('5-2', texts.get('pdfuaid:part') !== '1');
  add('7.1-9', (texts.get('dc:title') ?? '') === '');
  add('PDF/A mark', texts.get('pdfaid:part') !== '3' || texts.get('pdfaid:conformance') !== 'A');
  add('extension schema', texts.get('pdfaSchema:prefix') !== 'pdfuaid' || texts.get('pdfaProperty:name') !== 'part');
  add('information', pdf.text(info?.get('Title')) !== texts.get('dc:title'));
  for (const [key, property] of [
    ['CreationDate', 'xmp:CreateDate'],
    ['ModDate', 'xmp:ModifyDate'],
  ] as const) {
    add('information', digits(pdf.text(info?.get(key))) !== digits(texts.get(property) ?? null));
  }
  return breaches;
}

/** PDF dates and XMP dates in UTC have the same digits. */
function digits(date: string | null): string {
  return (date ?? '').replace(/\D/g, '');
}

function hasOutputIntent(pdf: StructuredPdf): boolean {
  return pdf.list(pdf.catalog.get('OutputIntents')).some((value) => {
    const intent = pdf.objects.dict(value);
    const profile = pdf.objects.stream(intent?.get('DestOutputProfile'));
    if (intent === null || profile === null || pdf.name(intent.get('S')) !== 'GTS_PDFA1') return false;
    // Bytes 36 to 39 of every profile are its signature, bytes 16 to 19 the colours it is for (ICC.1:2010, 7.2).
    const bytes = pdf.objects.decode(profile).bytes;
    return (
      bytes.toString('latin1', 36, 40) === 'acsp' && bytes.toString('latin1', 16, 20) === 'RGB ' && bytes.readUInt32BE(0) === bytes.length
    );
  });
}

/** ISO 19005-3, 6.8, and ISO 14289-1, 7.11: names, kind, relationship, and listed by the document. */
function attachmentRules(pdf: StructuredPdf): string[] {
  const { objects } = pdf;
  const specs = objects.held.map(({ value }) => value).filter((value) => value instanceof Map && value.has('EF')) as Map<string, never>[];
  const listed = new Set(pdf.list(pdf.catalog.get('AF')).map((value) => objects.dict(value)));
  return specs.flatMap((spec) => {
    const file = objects.stream(objects.dict(spec.get('EF'))?.get('F'));
    return [
      ...(pdf.text(spec.get('F')) && pdf.text(spec.get('UF')) ? [] : ['7.11-1']),
      ...(file !== null && pdf.name(file.dict.get('Subtype')) !== null ? [] : ['attachment kind']),
      ...(pdf.name(spec.get('AFRelationship')) !== null && listed.has(spec) ? [] : ['attachment relationship']),
    ];
  });
}

/** Texts by element, the last one of each; null where the packet is not well-formed. */
function readXmp(packet: string): Map<string, string> | null {
  const texts = new Map<string, string>();
  const open: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  let isBroken = false;
  parser.on('error', () => {
    isBroken = true;
  });
  parser.on('opentag', ({ name }) => void open.push(name));
  parser.on('text', (text) => {
    if (text.trim() === '') return;
    const holder = open.at(-1) === 'rdf:li' ? open.at(-3) : open.at(-1);
    texts.set(holder ?? '', text);
  });
  parser.on('closetag', () => void open.pop());
  parser.write(packet).close();
  return isBroken ? null : texts;
}
