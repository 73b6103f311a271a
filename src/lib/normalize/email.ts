/**
 * The normalized e-mail address, as an SQL expression: lower case, one spelling per mailbox by the rules of its mail
 * domain (`data/email-domains.json`). An address that is not well formed becomes empty, so it matches nothing.
 */

import { quoteText } from '../sql.js';

export interface EmailDomainRules {
  readonly default: { readonly cutAfter: string; readonly dropDots: boolean };
  readonly domains: readonly {
    readonly domain: string;
    readonly aliases: readonly string[];
    readonly cutAfter: string;
    readonly dropDots: boolean;
  }[];
}

/** True where the cell holds something that is not an address. `column` is an SQL expression of text. */
export function malformedEmailSql(column: string): string {
  return `(trim(${column}) <> '' AND NOT regexp_full_match(trim(${column}), '[^@\\s]+@[^@\\s]+\\.[^@\\s.]+'))`;
}

/** The normalized address of an SQL text expression, empty when missing or malformed. */
export function normalizedEmailSql(column: string, rules: EmailDomainRules): string {
  const address = `lower(nfc_normalize(trim(${column})))`;
  const local = `split_part(${address}, '@', 1)`;
  const domain = `split_part(${address}, '@', 2)`;
  const withoutTag = (text: string, cutAfter: string): string =>
    // A local part that begins with the separator has no mailbox before it and is left whole.
    cutAfter === ''
      ? text
      : `CASE WHEN strpos(${text}, ${quoteText(cutAfter)}) > 1 THEN split_part(${text}, ${quoteText(cutAfter)}, 1) ELSE ${text} END`;
  const mailbox = (cutAfter: string, dropDots: boolean): string => {
    const cut = withoutTag(local, cutAfter);
    return dropDots ? `replace(${cut}, '.', '')` : cut;
  };
  const branches = rules.domains.map((rule) => {
    const names = [rule.domain, ...rule.aliases].map(quoteText).join(', ');
    return `WHEN ${domain} IN (${names}) THEN (${mailbox(rule.cutAfter, rule.dropDots)}) || ${quoteText(`@${rule.domain}`)}`;
  });
  return `CASE WHEN trim(${column}) = '' OR ${malformedEmailSql(column)} THEN ''
    ${branches.join('\n    ')}
    ELSE (${mailbox(rules.default.cutAfter, rules.default.dropDots)}) || '@' || ${domain} END`;
}
