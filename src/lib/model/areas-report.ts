/** Counted signatures by area, exact; for inside. */

export interface AreasReport {
  readonly formatVersion: 1;
  /** Where the areas come from: the header of the look-up table, or the records' own field. */
  readonly from: { readonly table: string; readonly header: string } | { readonly field: 'region' | 'country' };
  readonly signatures: number;
  /** Areas, the most signatures first. */
  readonly areas: readonly { readonly area: string; readonly signatures: number }[];
  /** Counted signatures without an area. */
  readonly without: number;
}
