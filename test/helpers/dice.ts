/**
 * What the properties are tried on. At a desk every run throws new dice; where `PROPERTY_SEED` is set, a whole number, the same run can be had
 * again. CI sets it from the commit, so that a commit passes or fails for its own sake and every commit throws other dice.
 */

import fc from 'fast-check';

const given = process.env['PROPERTY_SEED'];

if (given !== undefined && given !== '') {
  const seed = Number(given);
  if (!Number.isInteger(seed)) throw new Error(`PROPERTY_SEED is a whole number, and not ${given}`);
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: seed | 0 });
}
