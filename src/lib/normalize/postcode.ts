/** Postcodes in the form they are compared in. */

/** Upper case, letters and digits only, as the UK e-petitions service sanitizes them; shorter than three is no postcode. */
export function normalizedPostcodeSql(column: string): string {
  const code = `regexp_replace(upper(${column}), '[^A-Z0-9]+', '', 'g')`;
  return `CASE WHEN length(${code}) < 3 THEN '' ELSE ${code} END`;
}
