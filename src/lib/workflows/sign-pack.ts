/** How a pack is signed: decided before the manifest is written, because the manifest names the key, and done after it. */

import type { Context } from '../context.js';
import { InputError } from '../errors.js';
import type { SignatureKind, SignatureStatement } from '../model/commitment.js';
import { MINISIGN_COMMENT } from '../proof/minisign.js';
import { formatVerifier, signNote } from '../proof/note.js';
import { headText, isManifestSigned, parseKey, type SignedManifest } from '../proof/pack-signature.js';
import { SSH_NAMESPACE } from '../proof/ssh-signature.js';
import { readSigner } from './keys.js';

export interface SigningOptions {
  /** Null: with the campaign's own key where there is one. */
  readonly kind: SignatureKind | 'none' | null;
  /** Secret key file of the tool; its public key lies beside it. */
  readonly keyFile: string | null;
}

export const SIGNS_BY_ITSELF: SigningOptions = { kind: null, keyFile: null };

export interface SigningPlan {
  readonly statement: SignatureStatement;
  sign(manifest: SignedManifest): Promise<Uint8Array>;
}

/**
 * How the next pack is signed; null when it is not.
 * @param keys folder of the campaign's own keys
 */
export function planSigning(context: Context, { kind, keyFile }: SigningOptions, keys: string): SigningPlan | null {
  if (kind === 'none') return null;
  if (kind === 'ssh' || kind === 'minisign') return planTool(context, kind, keyFile);
  const signer = readSigner(context.io.files, keys);
  if (signer === null) {
    if (kind === null) return null;
    throw new InputError('This campaign has no signing key.', { code: 'signing-key-missing', hint: 'Make one with `handin keys new`.' });
  }
  return {
    statement: { kind: 'ed25519', key: formatVerifier(signer) },
    sign: async (manifest) => Buffer.from(signNote(headText(manifest, signer.name), signer), 'utf8'),
  };
}

function planTool(context: Context, kind: 'ssh' | 'minisign', keyFile: string | null): SigningPlan {
  if (keyFile === null) {
    throw new InputError(`--sign ${kind} needs --sign-key FILE.`, {
      code: 'sign-key-missing',
      hint: kind === 'ssh' ? 'For example --sign-key ~/.ssh/id_ed25519.' : 'For example --sign-key ~/.minisign/minisign.key.',
    });
  }
  const statement = publicKeyBeside(context, kind, keyFile);
  return {
    statement,
    async sign(manifest) {
      const comment = MINISIGN_COMMENT.slice('untrusted comment: '.length);
      const signature = await context.io.signWithTool(kind, manifest.bytes, { keyFile, purpose: SSH_NAMESPACE, comment });
      if (!isManifestSigned(manifest, statement, signature)) {
        throw new InputError(
          `The signature of ${kind === 'ssh' ? 'ssh-keygen' : 'minisign'} does not belong to the public key beside it.`,
          {
            code: 'sign-key-other',
            hint: 'Put the public key that belongs to --sign-key beside it.',
          },
        );
      }
      return signature;
    },
  };
}

/** The public key of a key file: `FILE.pub`, for minisign also with `.pub` in place of `.key`. */
function publicKeyBeside({ io: { files } }: Context, kind: 'ssh' | 'minisign', keyFile: string): SignatureStatement {
  const places = [`${keyFile.replace(/\.pub$/, '')}.pub`, ...(kind === 'minisign' ? [keyFile.replace(/\.key$/, '.pub')] : [])];
  const place = places.find((one) => files.exists(one) && !files.isFolder(one));
  if (place === undefined || !files.exists(keyFile)) {
    throw new InputError('There is no such key, or its public key does not lie beside it.', {
      code: 'sign-key-missing',
      hint: kind === 'ssh' ? 'ssh-keygen -y -f KEY > KEY.pub makes it.' : 'minisign -R -s KEY -p KEY.pub makes it.',
    });
  }
  const line = files.readText(place).trim().split('\n').at(-1) ?? '';
  const statement = parseKey(line.trim());
  if (statement?.kind !== kind) {
    throw new InputError('The public key beside --sign-key is not one that handin can check.', {
      code: 'sign-key-kind',
      hint: kind === 'ssh' ? 'An Ed25519 key is needed: ssh-keygen -t ed25519.' : 'It must be the two lines that minisign wrote.',
    });
  }
  return statement;
}
