/** The seal of a PDF before it is made: its dictionary with room for the signature, and the words that stand in it. */

import { SEAL_FILTER, SEAL_PLACEHOLDER, SEAL_SUBFILTER, type SealStatement } from '../model/seal.js';
import { messagesFor } from './messages/index.js';

/** Name of the field, for programs. */
export const SEAL_FIELD = 'Seal';

/** What assistive technology says at the field. */
export const sealLabel = (language: string): string => messagesFor(language).say('seal.label');

/** Every text that the seal brings into a PDF beside the signature itself. */
export function sealTexts({ name, time }: SealStatement, language: string): string[] {
  return [SEAL_FIELD, sealLabel(language), messagesFor(language).say('seal.reason'), name, pdfTime(time)];
}

/** The dictionary (ISO 32000-1, table 252). It says who and when and why; where, nobody needs to know. */
export function sealDictionary({ name, time }: SealStatement, language: string): string {
  const reason = messagesFor(language).say('seal.reason');
  return `<</Type/Sig/Filter/${SEAL_FILTER}/SubFilter/${SEAL_SUBFILTER}/M(${pdfTime(time)})/Name ${textString(name)}/Reason ${textString(reason)}${SEAL_PLACEHOLDER}>>`;
}

/** `2025-05-06T00:00:00Z` as `D:20250506000000Z`. */
function pdfTime(time: string): string {
  return `D:${time.replace(/\D/gu, '')}Z`;
}

/** A text string in UTF-16, which holds every name. */
function textString(text: string): string {
  return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}
