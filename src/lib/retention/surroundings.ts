/** What lies around a private folder and may carry its files away, told from names alone: sync programs, and what git has in its index. */

/** How a sync program shows itself; `data/sync-folders.json`. */
export interface SyncService {
  readonly name: string;
  /** Names of folders in lower case; a final `*` stands for the rest. */
  readonly segments: readonly string[];
  /** Names in the folder that is copied; one `*` stands for anything. */
  readonly markers: readonly string[];
}

/** A folder on the way from the root, with the names of what lies in it. */
export interface Ancestor {
  readonly name: string;
  readonly entries: readonly string[];
}

/** Names of the services that copy the innermost of these folders, each once. */
export function syncServices(services: readonly SyncService[], ancestors: readonly Ancestor[]): string[] {
  return services.flatMap(({ name, segments, markers }) => {
    const isNamed = ancestors.some((folder) => segments.some((pattern) => fits(folder.name.toLowerCase(), pattern)));
    const isMarked = ancestors.some(({ entries }) => entries.some((entry) => markers.some((pattern) => fits(entry, pattern))));
    return isNamed || isMarked ? [name] : [];
  });
}

function fits(name: string, pattern: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return name === pattern;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return name.length >= head.length + tail.length && name.startsWith(head) && name.endsWith(tail);
}

/** Bytes of an entry before its path, for repositories that hash with SHA-1 and for those with SHA-256. */
const FIXED_BYTES = { sha1: 62, sha256: 74 } as const;

/**
 * Paths in an index of git, versions 2 to 4 ("gitformat-index" of git's documentation); null for what is none. Nothing but names is read.
 * @param hash how the repository names its objects
 */
export function pathsOfGitIndex(index: Uint8Array, hash: keyof typeof FIXED_BYTES = 'sha1'): string[] | null {
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
  if (index.byteLength < 12 || view.getUint32(0) !== 0x44495243) return null;
  const version = view.getUint32(4);
  if (version < 2 || version > 4) return null;
  const paths: string[] = [];
  const decoder = new TextDecoder();
  let previous = new Uint8Array();
  let at = 12;
  for (let left = view.getUint32(8); left > 0; left--) {
    const begun = at;
    const fixed = FIXED_BYTES[hash];
    if (at + fixed > index.byteLength) return null;
    // The flag of entries with two more bytes of flags.
    const isLong = version >= 3 && (view.getUint16(at + fixed - 2) & 0x4000) !== 0;
    at += fixed + (isLong ? 2 : 0);
    let kept = 0;
    if (version === 4) {
      const cut = variableNumber(index, at);
      if (cut === null) return null;
      kept = previous.length - cut.value;
      at = cut.next;
    }
    const end = index.indexOf(0, at);
    if (end === -1 || kept < 0) return null;
    const name = new Uint8Array(kept + end - at);
    name.set(previous.subarray(0, kept));
    name.set(index.subarray(at, end), kept);
    paths.push(decoder.decode(name));
    previous = name;
    // Up to version 3 entries are filled up with zeros to a multiple of eight bytes, one at least.
    at = version === 4 ? end + 1 : begun + Math.ceil((end - begun + 1) / 8) * 8;
  }
  return paths;
}

/** A number as git's pack files write offsets: seven bits a byte, one added for each further byte. */
function variableNumber(bytes: Uint8Array, from: number): { readonly value: number; readonly next: number } | null {
  let at = from;
  let byte = bytes[at++];
  if (byte === undefined) return null;
  let value = byte & 0x7f;
  while (byte & 0x80) {
    byte = bytes[at++];
    if (byte === undefined) return null;
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, next: at };
}
