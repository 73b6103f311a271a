/** The list of people who asked to be removed, and its key, as files: read, checked, changed. Nothing here touches a disk. */

import { InputError } from '../errors.js';
import type { ErasureRequests, SuppressionList } from '../model/erasure.js';
import { KEY_BYTES, keyCheck, TOKEN } from './tokens.js';

/** Name of the list in the private folder. */
export const LIST_FILE = 'suppressed.json';
/** Where its key lies, below the private folder and apart from the list. */
export const KEY_FILE = 'keys/suppression.key';

/** A list with the key that opens it. */
export interface OpenedList {
  readonly list: SuppressionList;
  readonly key: Uint8Array;
}

export function emptyList(version: string, key: Uint8Array): SuppressionList {
  return {
    formatVersion: 1,
    tool: { name: 'handin', version },
    keyCheck: keyCheck(key),
    people: [],
    others: [],
    requests: [],
    withdrawnAfterDelivery: 0,
  };
}

/** The key as its file holds it. */
export function formatKey(key: Uint8Array): string {
  return `${Buffer.from(key).toString('hex')}\n`;
}

/** Reads a list. Throws `InputError` when it is none that handin wrote; nothing of it is quoted. */
export function parseList(text: string): SuppressionList {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw broken(cause);
  }
  if (!isList(value)) throw broken();
  return value;
}

/**
 * Reads the key of a list.
 * @param text the key file, or null where there is none
 * @throws InputError when there is no key, no sound one, or the one of another list: without it nobody on the list is known again, and
 *   everybody would come back
 */
export function openList(list: SuppressionList, text: string | null): OpenedList {
  if (text === null) {
    throw new InputError(`The key of ${LIST_FILE} is missing, and without it the people who asked to be removed would come back.`, {
      code: 'suppression-key-missing',
      hint: `Put ${KEY_FILE} back into the private folder from a backup. If it is lost, ask everybody again who asked to be removed: move ${LIST_FILE} away, and run \`handin erase\` for each of them.`,
    });
  }
  const key = parseKey(text);
  if (key === null || keyCheck(key) !== list.keyCheck) {
    throw new InputError(`${KEY_FILE} is not the key of ${LIST_FILE}, and without it the people who asked to be removed would come back.`, {
      code: 'suppression-key-wrong',
      hint: 'Put the key and the list of the same folder back from a backup.',
    });
  }
  return { list, key };
}

function parseKey(text: string): Uint8Array | null {
  const digits = text.trim();
  return new RegExp(`^[0-9a-f]{${2 * KEY_BYTES}}$`).test(digits) ? Uint8Array.from(Buffer.from(digits, 'hex')) : null;
}

/** A key without its list: somebody removed the list, and with it the wish of everybody on it. */
export function listMissing(): InputError {
  return new InputError(`There is a key for people who asked to be removed, and their list, ${LIST_FILE}, is gone: they would come back.`, {
    code: 'suppression-list-missing',
    hint: `Put ${LIST_FILE} back into the private folder from a backup. If nobody was ever on it, remove ${KEY_FILE}.`,
  });
}

/**
 * A list with more people on it. Somebody whose tokens are there already is not added again.
 * @param people tokens of each
 * @param on the day of the request
 */
export function withPeople(
  list: SuppressionList,
  people: readonly (readonly string[])[],
  { on, afterDelivery }: { readonly on: string; readonly afterDelivery: number },
): SuppressionList {
  const known = new Set(list.people.map((tokens) => tokens.join()));
  const added = people
    .map((tokens) => [...new Set(tokens)].sort(compare))
    .filter((tokens) => tokens.length > 0 && !known.has(tokens.join()));
  return {
    ...list,
    people: [...list.people, ...added].sort((a, b) => compare(a.join(), b.join())),
    requests: logged(list.requests, { on, erased: people.length, undone: 0 }),
    withdrawnAfterDelivery: list.withdrawnAfterDelivery + afterDelivery,
  };
}

/** A list on which records are marked as another person's. */
export function withOthers(list: SuppressionList, tokens: readonly string[]): SuppressionList {
  return { ...list, others: [...new Set([...list.others, ...tokens])].sort(compare) };
}

/** A list without the people who have all of these tokens, and how many that were. */
export function withoutPeople(
  list: SuppressionList,
  tokens: readonly string[],
  on: string,
): { readonly list: SuppressionList; readonly removed: number } {
  const people = list.people.filter((own) => !tokens.every((token) => own.includes(token)));
  const removed = list.people.length - people.length;
  if (removed === 0) return { list, removed };
  return { list: { ...list, people, requests: logged(list.requests, { on, erased: 0, undone: removed }) }, removed };
}

function logged(requests: readonly ErasureRequests[], { on, erased, undone }: ErasureRequests): ErasureRequests[] {
  const same = requests.find((entry) => entry.on === on);
  const entry = { on, erased: (same?.erased ?? 0) + erased, undone: (same?.undone ?? 0) + undone };
  return [...requests.filter((other) => other.on !== on), entry].sort((a, b) => compare(a.on, b.on));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function broken(cause?: unknown): InputError {
  return new InputError(`${LIST_FILE} is not what handin wrote, so nobody knows who asked to be removed.`, {
    code: 'suppression-list-invalid',
    hint: 'Put a copy of the file back; it is written by handin and kept as it is.',
    cause,
  });
}

const isToken = (value: unknown): boolean => typeof value === 'string' && TOKEN.test(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

function isList(value: unknown): value is SuppressionList {
  if (typeof value !== 'object' || value === null) return false;
  const { formatVersion, keyCheck: check, people, others, requests, withdrawnAfterDelivery } = value as Record<string, unknown>;
  return (
    formatVersion === 1 &&
    isToken(check) &&
    Array.isArray(people) &&
    people.every((tokens) => Array.isArray(tokens) && tokens.length > 0 && tokens.every(isToken)) &&
    Array.isArray(others) &&
    others.every(isToken) &&
    Array.isArray(requests) &&
    requests.every(isRequest) &&
    isCount(withdrawnAfterDelivery)
  );
}

function isRequest(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { on, erased, undone } = value as Record<string, unknown>;
  return typeof on === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(on) && isCount(erased) && isCount(undone);
}
