/** Tokens of what people wrote themselves, for somebody of whom no record is there, and for finding somebody on the list again. */

import type { Context } from '../context.js';
import { suppressionTokenSql } from '../erasure/tokens.js';
import type { ErasureRequest } from '../model/erasure.js';
import { loadRequests } from './erase-find.js';
import { withTemporaryEngine } from './review-data.js';

/**
 * The tokens of each request that gives an address, or a name and a postcode; an id of a signature says nothing by itself. An address without
 * a name raises a question for every named record at it, and takes those without a name.
 */
export async function tokensOfRequests(context: Context, requests: readonly ErasureRequest[], key: Uint8Array): Promise<string[][]> {
  return withTemporaryEngine(context, async (engine) => {
    await loadRequests(context, engine, requests);
    const token = (kind: Parameters<typeof suppressionTokenSql>[1], when: string, ...columns: string[]): string =>
      `SELECT request, ${suppressionTokenSql(key, kind, ...columns)} AS token FROM given WHERE ${when}`;
    const rows = await engine.rows<{ request: number; token: string }>(
      `SELECT DISTINCT request, token FROM (
  ${[
    token('email', `email <> ''`, 'email'),
    token('email-name', `email <> ''`, 'email', `''`),
    token('email-name', `email <> '' AND name <> ''`, 'email', 'name'),
    token('name-postcode', `email = '' AND name <> '' AND postcode <> ''`, 'name', 'postcode'),
  ].join('\n  UNION ALL ')}
) ORDER BY request, token`,
      ['token'],
    );
    return [...new Set(rows.map(({ request }) => request))].map((request) =>
      rows.filter((row) => row.request === request).map(({ token: own }) => own),
    );
  });
}

/** The one token that finds each person on the list again: address and name, address alone, or name and postcode. */
export async function findingTokens(context: Context, requests: readonly ErasureRequest[], key: Uint8Array): Promise<string[][]> {
  return withTemporaryEngine(context, async (engine) => {
    await loadRequests(context, engine, requests);
    const rows = await engine.rows<{ token: string }>(
      `SELECT CASE WHEN email <> '' AND name <> '' THEN ${suppressionTokenSql(key, 'email-name', 'email', 'name')}
  WHEN email <> '' THEN ${suppressionTokenSql(key, 'email', 'email')}
  ELSE ${suppressionTokenSql(key, 'name-postcode', 'name', 'postcode')} END AS token FROM given ORDER BY request`,
      ['token'],
    );
    return rows.map(({ token }) => [token]);
  });
}
