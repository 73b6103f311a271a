/** Ways in which one organisation is written in different lists: capitals, acronyms, articles, plurals, slips of the keys, legal forms, spelling. */

const ACRONYM = /^(.*\S) \(([A-Z]{2,}(?: [A-Z][a-z]+)?)\)$/;

/** A letter inside the longest word left out, doubled or swapped with the next; which one depends on the seed alone. */
function slip(name: string, seed: number): string {
  const longest = name.split(/[^\p{L}]+/u).reduce((a, b) => (b.length > a.length ? b : a), '');
  const at = 1 + (seed % Math.max(1, longest.length - 3));
  const kinds = [
    longest.slice(0, at) + longest.slice(at + 1),
    longest.slice(0, at) + longest.slice(at, at + 1).repeat(2) + longest.slice(at + 1),
    longest.slice(0, at) + longest.slice(at + 1, at + 2) + longest.slice(at, at + 1) + longest.slice(at + 2),
  ];
  return name.replace(longest, kinds[seed % kinds.length] ?? longest);
}

/** Spellings of a name as lists have them, the name itself first. `seed` chooses where a slip happens. */
export function variantsOf(name: string, seed: number): string[] {
  const [, long = name, acronym] = ACRONYM.exec(name.trim()) ?? [];
  const variants = [name, name.toUpperCase(), name.toLowerCase(), slip(long, seed)];
  // A second legal form is another body, and a plural of a place is no place.
  if (!/\be\. ?V\./.test(long)) variants.push(`${long} Ltd`);
  if (acronym !== undefined) variants.push(acronym, `${acronym} - ${long}`, long, acronym.toLowerCase());
  if (/\band\b/.test(long)) variants.push(long.replace(/\band\b/, '&'));
  variants.push(/^The /.test(long) ? long.replace(/^The /, '') : `The ${long}`);
  if (/[a-z]{4}$/.test(long)) variants.push(/s$/.test(long) ? long.replace(/s$/, '') : `${long}s`);
  const american = long
    .replace(/organis/gi, 'Organiz')
    .replace(/Centre/g, 'Center')
    .replace(/Labour/g, 'Labor');
  if (american !== long) variants.push(american);
  if (/['’]/.test(long)) variants.push(long.replace(/['’]/g, ''));
  return [...new Set(variants)];
}
