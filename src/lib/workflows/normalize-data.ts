/** The bundled tables that bring records into the form in which they are compared. */

import type { Context } from '../context.js';
import type { NormalizeData } from '../normalize/standardize.js';

export function readNormalizeData(context: Pick<Context, 'io'>): NormalizeData {
  const data = context.io.files.bundledJson('normalize/data');
  return {
    emailDomains: data['email-domains'] as NormalizeData['emailDomains'],
    letters: data['letters'] as NormalizeData['letters'],
    titles: (data['titles'] as { titles: readonly string[] }).titles,
    callingCodes: data['calling-codes'] as NormalizeData['callingCodes'],
  };
}
