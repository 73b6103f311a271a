/**
 * The packages and the data that reading an unknown encoding needs, joined for the pure rules in `intake/encoding.ts`: the tables
 * of single-byte encodings, the guess of jschardet, and the sample words of many languages. Loading it costs some 50 ms, so that a
 * reader imports it only for a file that is not UTF-8.
 */

import fs from 'node:fs';
import { chardet } from 'jschardet';
import { DefectError } from '../errors.js';
import type { CharsetTools } from '../intake/encoding.js';
import type { LetterSample } from '../intake/letters.js';
import { readCodePage } from './codepages.js';

/** Names that jschardet gives, in lower case, and our label. What is not here is no answer of use to us. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ['windows-1250', 'windows-1250'],
  ['windows-1251', 'windows-1251'],
  ['windows-1252', 'windows-1252'],
  ['windows-1253', 'windows-1253'],
  ['windows-1254', 'windows-1254'],
  ['windows-1255', 'windows-1255'],
  ['windows-1256', 'windows-1256'],
  ['windows-1257', 'windows-1257'],
  ['windows-1258', 'windows-1258'],
  ['cp874', 'windows-874'],
  ['tis-620', 'windows-874'],
  ['iso-8859-1', 'windows-1252'],
  ['iso-8859-2', 'iso-8859-2'],
  ['iso-8859-5', 'iso-8859-5'],
  ['iso-8859-6', 'iso-8859-6'],
  ['iso-8859-7', 'iso-8859-7'],
  ['iso-8859-8', 'iso-8859-8'],
  ['iso-8859-9', 'windows-1254'],
  ['iso8859-14', 'iso-8859-14'],
  ['iso8859-15', 'iso-8859-15'],
  ['iso8859-16', 'iso-8859-16'],
  ['koi8-r', 'koi8-r'],
  ['koi8-u', 'koi8-u'],
  ['macroman', 'macintosh'],
  ['maclatin2', 'x-mac-ce'],
  ['maccyrillic', 'x-mac-cyrillic'],
  ['cp437', 'cp437'],
  ['cp737', 'cp737'],
  ['cp775', 'cp775'],
  ['cp850', 'cp850'],
  ['cp852', 'cp852'],
  ['cp857', 'cp857'],
  ['cp858', 'cp858'],
  ['cp862', 'cp862'],
  ['cp866', 'cp866'],
  ['gb18030', 'gb18030'],
  ['gb2312', 'gb18030'],
  ['big5', 'big5'],
  ['big5-hkscs', 'big5'],
  ['shift_jis', 'shift_jis'],
  ['shift_jis_2004', 'shift_jis'],
  ['shift-jis-2004', 'shift_jis'],
  ['cp932', 'shift_jis'],
  ['euc-jp', 'euc-jp'],
  ['euc-jis-2004', 'euc-jp'],
  ['euc-kr', 'euc-kr'],
  ['cp949', 'euc-kr'],
]);

/** Every family but the mainframe one: a signature list in EBCDIC would have failed before. */
const ERAS = chardet.EncodingEra.ALL & ~chardet.EncodingEra.MAINFRAME;

const tables = new Map<string, string | null>();
let samples: readonly LetterSample[] | null = null;

export const charsetTools: CharsetTools = {
  detect(bytes) {
    const { encoding } = chardet.detect(bytes, { encodingEra: ERAS });
    return encoding === null ? null : (LABELS.get(encoding.toLowerCase()) ?? null);
  },
  table(label) {
    let table = tables.get(label);
    if (table === undefined) {
      table = readCodePage(label);
      tables.set(label, table);
    }
    return table;
  },
  samples() {
    samples ??= readSamples();
    return samples;
  },
};

function readSamples(): readonly LetterSample[] {
  const place = new URL('../intake/data/letter-samples.json', import.meta.url);
  try {
    return (JSON.parse(fs.readFileSync(place, 'utf8')) as { languages: LetterSample[] }).languages;
  } catch (cause) {
    throw new DefectError('A data file of handin cannot be read.', { code: 'data-unreadable', hint: 'Install handin again.', cause });
  }
}
