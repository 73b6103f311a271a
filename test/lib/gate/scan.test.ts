import { describe, expect, it } from 'vitest';

import { findPatterns } from '../../../src/lib/gate/patterns.js';
import { createScanner, type ScanNeedle } from '../../../src/lib/gate/scan.js';
import type { PdfText } from '../../../src/lib/model/pdf-text.js';
import { Red } from '../../../src/lib/red.js';

const needle = (kind: ScanNeedle['kind'], value: string): ScanNeedle => ({ kind, value: new Red(value), source: 'a.csv', record: 7 });
const EMPTY: PdfText = {
  pages: [],
  unreferenced: [],
  metadata: [],
  names: [],
  attachments: [],
  trailing: [],
  uris: [],
  forbidden: [],
  unread: [],
};

describe('the leak scan', () => {
  it.each<[string, ScanNeedle, string]>([
    ['a name in a sentence', needle('name', 'Amina Mfano'), 'As Amina Mfano told us.'],
    ['a name in capitals without its accents', needle('name', 'Zoë Příklad'), 'ZOE PRIKLAD'],
    ['a name over a line break', needle('name', 'Amina Mfano'), 'As Amina\nMfano told us.'],
    ['a name with a hyphen instead of a space', needle('name', 'Grace Smith-Jones'), 'Grace Smith Jones'],
    ['a long name one letter at a time', needle('name', 'Oluwakemi Placeholder'), 'O l u w a k e m i P l a c e h o l d e r'],
    ['a name of one word as an entry', needle('name', 'Suparna'), 'Ann Example\nSuparna\nTom Sample'],
    ['an e-mail address', needle('email', 'amina@example.org'), 'write to AMINA@example.org.'],
    ['a phone with other separators', needle('phone', '07700 900123'), 'call +44 (0)7700-900-123'],
    ['a postcode without its space', needle('postcode', 'ZZ99 1AA'), 'of zz991aa'],
    ['a street address', needle('address', '12 Example Street'), 'lives at 12, Example Street'],
  ])('finds %s, and says whose it is', (_, value, text) => {
    const scanner = createScanner([]);
    scanner.addText('a.pdf page 1', text);
    scanner.addNeedles([value]);
    expect(scanner.findings().filter((finding) => finding.record === 7)).toMatchObject([
      { kind: value.kind, where: 'a.pdf page 1', source: 'a.csv', record: 7 },
    ]);
  });

  it('looks into metadata, attachments, unreachable parts and what follows the end', () => {
    const parts: readonly [keyof PdfText, Partial<PdfText>][] = [
      ['metadata', { metadata: ['Amina Mfano'] }],
      ['attachments', { attachments: [{ name: 'statement.json', bytes: new TextEncoder().encode('Amina Mfano') }] }],
      ['unreferenced', { unreferenced: ['Amina Mfano'] }],
      ['trailing', { trailing: ['Amina Mfano'] }],
      ['names', { names: ['Amina Mfano'] }],
      ['uris', { uris: ['https://example.org/Amina/Mfano'] }],
      ['pages', { pages: ['Amina Mfano'] }],
    ];
    for (const [part, pdf] of parts) {
      const scanner = createScanner([]);
      scanner.addPdf('a.pdf', { ...EMPTY, ...pdf });
      scanner.addNeedles([needle('name', 'Amina Mfano')]);
      expect(scanner.findings(), part).toHaveLength(1);
    }
  });

  it('reports contact data that no record holds, forbidden features and parts it cannot read', () => {
    const scanner = createScanner([]);
    scanner.addPdf('a.pdf', {
      ...EMPTY,
      pages: ['x@example.org', '07700 900456', 'ZZ99 9ZZ'],
      forbidden: ['/JavaScript'],
      unread: ['filter /X'],
    });
    expect(
      scanner
        .findings()
        .map((finding) => finding.kind)
        .sort(),
    ).toEqual(['email', 'forbidden-feature', 'phone', 'postcode', 'unreadable']);
  });

  it('lets pass what the campaign publishes and what people agreed to', () => {
    const scanner = createScanner(['hello@example.org', 'Home Office, London, SW1P 4DF', 'Ann Example, Leeds']);
    scanner.addText('a.pdf page 1', 'hello@example.org SW1P 4DF\nAnn Example\nLeeds');
    scanner.addNeedles([needle('name', 'Ann Example'), needle('email', 'hello@example.org'), needle('postcode', 'SW1P4DF')]);
    expect(scanner.findings()).toEqual([]);
  });

  it('does not let a published first name excuse another full name', () => {
    const scanner = createScanner(['Ann Example']);
    scanner.addText('a.pdf page 1', 'Ann Sample');
    scanner.addNeedles([needle('name', 'Ann Sample')]);
    expect(scanner.findings()).toHaveLength(1);
  });

  it.each([
    '128,417 signatures',
    '6 May 2025',
    '2025-05-06',
    'addf 773a 42e8 70c3',
    '3 / 8',
    'paragraph 181, CETS 197',
    '24,000 people and £30 million',
    'M25 3am',
    '2,656',
  ])('takes "%s" for no contact data', (text) => {
    expect(findPatterns(text)).toEqual([]);
  });

  it('never holds a value in a finding', () => {
    const scanner = createScanner([]);
    scanner.addText('a.pdf page 1', 'Amina Mfano amina@example.org');
    scanner.addNeedles([needle('name', 'Amina Mfano'), needle('email', 'amina@example.org')]);
    expect(JSON.stringify(scanner.findings())).not.toMatch(/amina/i);
  });
});
