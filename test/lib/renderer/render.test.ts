import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readPdf } from '../../../src/lib/io/pdf-read.js';
import type { Release } from '../../../src/lib/model/release.js';
import {
  coalitionRelease,
  longListRelease,
  NAMES,
  openLetterRelease,
  petitionRelease,
  releaseBytes,
  rich,
  statementRelease,
} from '../../helpers/releases.js';
import { render, renderReadable } from '../../helpers/rendering.js';

/** Text without blanks and in composed form: a line break in a name is not what these tests ask about. */
function squeeze(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, '');
}

async function pagesOf(release: Release, index = 0): Promise<readonly string[]> {
  return readPdf(await render(release, index)).pages;
}

/** Content streams of the pages, in order. */
function contentStreams(pdf: string): string[] {
  return [...pdf.matchAll(/stream\n(1 0 0 -1 0 841\.89 cm\n[\s\S]*?)\nendstream/gu)].map((match) => match[1] ?? '');
}

describe('a rendered pack', () => {
  it('shows the notice on every page', async () => {
    for (const release of [petitionRelease(), coalitionRelease(), longListRelease(600)]) {
      const pages = await pagesOf(release);
      expect(pages.length).toBeGreaterThan(3);
      for (const page of pages) expect(squeeze(page)).toContain('Example–notsent,notendorsed');
    }
  });

  it('numbers its pages and says how many there are, but not on the cover', async () => {
    const pages = await pagesOf(longListRelease(600));
    pages.forEach((page, index) => {
      if (index === 0) expect(squeeze(page)).not.toContain(`1/${pages.length}`);
      else expect(squeeze(page)).toContain(`${index + 1}/${pages.length}`);
    });
  });

  it('gives each section the page that the contents list names', async () => {
    const pages = (await pagesOf(petitionRelease())).map(squeeze);
    const cover = pages[0] ?? '';
    for (const title of ['Thepetitionassigned', 'Policycontext', 'Thenumbers', 'Howwecounted', 'Signatories', 'Notesandreferences']) {
      const number = Number(new RegExp(`${title}(\\d)`, 'u').exec(cover)?.[1]);
      expect(pages[number - 1]).toContain(title);
    }
  });

  it('is the same bytes for the same release and differs for another', async () => {
    const once = await render(petitionRelease());
    expect(Buffer.compare(once, await render(petitionRelease()))).toBe(0);
    const other = { ...petitionRelease(), date: '2026-10-06' };
    expect(Buffer.compare(once, await render(other))).not.toBe(0);
  });

  it('is the same bytes in another time zone', async () => {
    const once = await render(statementRelease());
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Pacific/Kiritimati';
    try {
      expect(Buffer.compare(once, await render(statementRelease()))).toBe(0);
    } finally {
      process.env['TZ'] = zone;
    }
  });

  it('gives the names back as they were written', async () => {
    const text = squeeze((await pagesOf(petitionRelease())).join(''));
    for (const { name, place } of NAMES) {
      expect(text).toContain(squeeze(name));
      if (place !== undefined) expect(text).toContain(squeeze(place));
    }
  });

  it('prints every name of a long list once', async () => {
    const text = squeeze((await pagesOf(longListRelease(1500))).join(' '));
    for (let index = 0; index < 1500; index++) expect(text).toMatch(new RegExp(`Example-${index}(?!\\d)`, 'u'));
  });

  it('stops for letters that no font has, naming code points and nothing else', async () => {
    const release = petitionRelease({ signatories: { ceiling: 'name', entries: [{ name: 'Ann 王小' }, { name: 'Bob \u{10348}' }] } });
    await expect(render(release)).rejects.toMatchObject({ code: 'glyph-missing', exitCode: 2 });
    const message = await render(release).catch((error: Error) => error.message);
    expect(message).toContain('U+5C0F, U+738B, U+10348');
    expect(message).not.toMatch(/Ann|Bob|王/u);
    expect(message).toContain('Look at: name 1 in the list of names, name 2 in the list of names.');
    await expect(render(release)).rejects.toMatchObject({ hint: expect.stringContaining('pack.fonts') });
  });

  it('drops controls that would turn neighbouring text round', async () => {
    const release = petitionRelease({ signatories: { ceiling: 'name', entries: [{ name: 'Ann\u202e\u200b Ex\u00adample' }] } });
    expect((await pagesOf(release)).join('')).toContain('Ann Example');
  });

  it('carries exactly one attachment with the public numbers', async () => {
    const release = petitionRelease();
    const { attachments } = readPdf(await render(release));
    expect(attachments.map((file) => file.name)).toEqual(['statement.json']);
    const statement = JSON.parse(new TextDecoder().decode(attachments[0]?.bytes));
    expect(statement).toMatchObject({ formatVersion: 1, counts: release.counts, statement: release.statement });
    expect(statement.fingerprint).toBe(createHash('sha256').update(releaseBytes(release)).digest('hex'));
  });

  it('shows the start of the fingerprint on the cover', async () => {
    const fingerprint = createHash('sha256').update(releaseBytes(petitionRelease())).digest('hex');
    expect(squeeze((await pagesOf(petitionRelease()))[0] ?? '')).toContain(fingerprint.slice(0, 16));
  });

  it('holds no active content', async () => {
    expect(readPdf(await render(petitionRelease())).forbidden).toEqual([]);
  });

  it('has one document for each target', async () => {
    const release = openLetterRelease();
    for (const [index, document] of release.documents.entries()) {
      expect(squeeze((await pagesOf(release, index))[0] ?? '')).toContain(squeeze(document.target?.name ?? ''));
    }
  });

  it('says so when the document does not exist', async () => {
    await expect(render(petitionRelease(), 7)).rejects.toMatchObject({ code: 'document-unknown' });
  });
});

describe('notes', () => {
  it('are numbered through the document, stand on the page of their reference and come back in the references', async () => {
    const pages = (await pagesOf(petitionRelease())).map(squeeze);
    expect(pages[2]).toContain('2Resolution12oftheExampleAssembly,3March2026.');
    expect(pages[3]).toContain('3ExampleCommittee,FourthReport,paragraph31.');
    expect(pages.at(-1)).toContain('2.Resolution12oftheExampleAssembly,3March2026.(page3)');
    expect(pages.at(-1)).toContain('3.ExampleCommittee,FourthReport,paragraph31.(page4)');
  });

  it('never leave the page of their reference, however many there are', async () => {
    const notes = Array.from(
      { length: 60 },
      (_, index) =>
        `Note about matter ${index + 1}, which runs on for a good while so that it needs two lines at the foot of the page, as notes often do.`,
    );
    const context = rich(
      notes.map(
        (_, index) =>
          `Sentence ${index + 1} of the text has a reference.[^${index + 1}] It is followed by another sentence that makes the paragraph longer than a line.`,
      ),
      notes,
    );
    const pages = (await pagesOf(petitionRelease({ context }))).map(squeeze);
    const references = pages.findIndex((page) => page.includes('1.ExampleOffice'));
    for (let index = 0; index < 60; index++) {
      const sentence = pages.findIndex((page) => page.includes(`Sentence${index + 1}ofthetext`));
      expect(pages[sentence]).toContain(`Noteaboutmatter${index + 1},`);
      expect(sentence).toBeLessThan(references);
    }
  });
});

describe('the tags', () => {
  it('cover everything that is drawn: each operator is in marked content or an artifact', async () => {
    for (const release of [petitionRelease(), coalitionRelease(), longListRelease(600)]) {
      const streams = contentStreams(await renderReadable(release));
      expect(streams.length).toBeGreaterThan(3);
      for (const stream of streams) expect(untagged(stream)).toEqual([]);
    }
  });

  it('lead from every page to its elements and back', async () => {
    const pdf = await renderReadable(petitionRelease());
    const kinds = new Set([...pdf.matchAll(/\/S\/(\w+)\/P/gu)].map((match) => match[1]));
    for (const kind of [
      'Document',
      'Sect',
      'H1',
      'H2',
      'P',
      'L',
      'LI',
      'Lbl',
      'LBody',
      'Table',
      'THead',
      'TBody',
      'TR',
      'TH',
      'TD',
      'Note',
      'Link',
      'Reference',
      'TOC',
      'TOCI',
      'BlockQuote',
    ]) {
      expect(kinds).toContain(kind);
    }
    expect(pdf).toContain('/Scope/Column');
    expect(pdf).toContain('/ID (note-1)');
    expect(pdf).toContain('/Marked true');
    expect(pdf).toContain('/Lang (en-GB)');
    expect(pdf).toContain('/DisplayDocTitle true');
  });

  it('hold the notice as text to be read', async () => {
    const pdf = await renderReadable(statementRelease());
    const noticed = await renderReadable({ ...statementRelease(), campaign: { ...statementRelease().campaign, notice: 'Example' } });
    const paragraphs = (text: string): number => text.match(/\/S\/P\/P /gu)?.length ?? 0;
    expect(paragraphs(noticed)).toBe(paragraphs(pdf) + contentStreams(pdf).length);
  });

  it('give every link its words and its page', async () => {
    const pdf = await renderReadable(petitionRelease());
    const links = pdf.match(/\/Subtype \/Link\n[\s\S]*?endobj/gu) ?? [];
    expect(links.length).toBeGreaterThan(8);
    for (const link of links) expect(link).toMatch(/\/Contents \([^)]+\)/u);
    expect(pdf).toContain('/URI (https://petition.parliament.uk/help)');
  });

  it('come with a bookmark for every section', async () => {
    const pdf = await renderReadable(petitionRelease());
    expect(pdf).toMatch(/\/Type \/Outlines\n\/Count 8\n/u);
    expect(pdf.match(/\/Dest \(section-\d\d\)\n\/(?:Next|Prev)/gu)).toHaveLength(8);
  });
});

describe('the metadata', () => {
  it('name the tool and the chosen date, and nobody’s computer', async () => {
    const pdf = await renderReadable(petitionRelease());
    expect(pdf).toContain('(D:20261005000000Z)');
    expect(pdf).toContain('<pdf:Producer>handin 0.1.0</pdf:Producer>');
    expect(pdf).not.toContain('PDFKit');
    expect(pdf).toContain('<pdfaid:part>3</pdfaid:part>');
  });

  it('survive a title with marks that XML reserves', async () => {
    const release = petitionRelease();
    const pdf = await renderReadable({ ...release, campaign: { ...release.campaign, title: 'Bread & "roses" <now>' } });
    expect(pdf).toContain('Bread &amp; &quot;roses&quot; &lt;now&gt;');
  });
});

describe('the plain form of the file', () => {
  it('has the same pages and text as the compressed one', async () => {
    const plain = readPdf(await render(coalitionRelease(), 0, { compress: false }));
    expect(plain.pages).toEqual(readPdf(await render(coalitionRelease())).pages);
  });
});

/** Painting operators of a content stream that stand in no tag and no artifact, or in more than one. Spellings are neither. */
function untagged(stream: string): string[] {
  const found: string[] = [];
  const open: boolean[] = [];
  for (const line of stream.split('\n')) {
    if (/ (?:BDC|BMC)$/u.test(line)) open.push(!line.startsWith('/Span <</ActualText'));
    else if (line === 'EMC') open.pop();
    else if (open.filter((owns) => owns).length !== 1 && /(?:^| )(?:TJ|Tj|f|S|B|Do|sh)(?: |$)/u.test(line)) found.push(line);
  }
  if (open.length > 0) found.push('unbalanced');
  return found;
}
