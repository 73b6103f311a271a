/** The edge that renders, in this process: starting another one is what costs, and is tested elsewhere. And sinks to look into. */

import type { ByteSink, Io, ReleaseSource } from '../../src/lib/context.js';
import type { Release } from '../../src/lib/model/release.js';
import { renderDocument } from '../../src/lib/renderer/render.js';

export interface DrawnDocument {
  readonly file: string;
  readonly bytes: Buffer;
}

/** Renders every document of a release here, as the renderer does in processes of its own. */
export const renderHere: Io['render'] = async ({ documents, bytes }, open, fonts = []) => {
  const release = Buffer.concat([...bytes]);
  for (const [index, { file }] of documents.entries()) {
    const sink = await open(file);
    await renderDocument(release, index, (chunk) => sink.write(chunk), { fonts });
    await sink.end();
  }
};

/** Sinks that keep what comes, and what became of each. */
export function keepingSinks(): {
  readonly open: (file: string) => Promise<ByteSink>;
  readonly drawn: DrawnDocument[];
  readonly discarded: string[];
} {
  const drawn: DrawnDocument[] = [];
  const discarded: string[] = [];
  const open = async (file: string): Promise<ByteSink> => {
    const pieces: Uint8Array[] = [];
    return {
      write: async (piece) => void pieces.push(Uint8Array.from(piece)),
      end: async () => void drawn.push({ file, bytes: Buffer.concat(pieces) }),
      discard: async () => void discarded.push(file),
    };
  };
  return { open, drawn, discarded };
}

/** What an edge that renders draws of a release, in its order. */
export async function drawnBy(render: Io['render'], release: Uint8Array, fonts: readonly Uint8Array[] = []): Promise<DrawnDocument[]> {
  const { documents } = JSON.parse(new TextDecoder().decode(release)) as Release;
  const { open, drawn } = keepingSinks();
  await render({ documents, bytes: [release] } satisfies ReleaseSource, open, fonts);
  return documents.flatMap(({ file }) => drawn.filter((document) => document.file === file));
}
