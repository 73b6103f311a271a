/**
 * Signing with a tool that the user has already: `ssh-keygen` or `minisign`, found on the PATH. It asks for its own passphrase on the terminal;
 * handin never sees the secret key. What it prints is not passed on.
 */

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { InputError } from '../errors.js';
import { files } from './files.js';

export type SignTool = 'ssh' | 'minisign';

const PROGRAMS: Readonly<Record<SignTool, { readonly name: string; readonly install: string }>> = {
  ssh: { name: 'ssh-keygen', install: 'It comes with OpenSSH 8.1 and newer.' },
  minisign: { name: 'minisign', install: 'See https://jedisct1.github.io/minisign/.' },
};

export interface ToolSigning {
  readonly keyFile: string;
  /** What the signature is for: the namespace of an SSH signature, the trusted comment of minisign. */
  readonly purpose: string;
  /** First line of a minisign signature, behind `untrusted comment: `. */
  readonly comment: string;
}

/**
 * Signs bytes and returns the tool's signature.
 * @throws InputError `sign-tool-missing` when the program is not there, `sign-tool-failed` when it ends without a signature
 */
export async function signWithTool(tool: SignTool, bytes: Uint8Array, options: ToolSigning): Promise<Uint8Array> {
  const folder = files.temporaryFolder();
  try {
    const message = path.join(folder.path, 'manifest.json');
    const signature = path.join(folder.path, tool === 'ssh' ? 'manifest.json.sig' : 'manifest.sig');
    fs.writeFileSync(message, bytes, { mode: 0o600 });
    const args =
      tool === 'ssh'
        ? ['-Y', 'sign', '-f', options.keyFile, '-n', options.purpose, message]
        : ['-S', '-s', options.keyFile, '-m', message, '-x', signature, '-c', options.comment, '-t', options.purpose];
    await run(tool, args);
    if (!fs.existsSync(signature)) throw failed(tool);
    return fs.readFileSync(signature);
  } finally {
    folder.end();
  }
}

function run(tool: SignTool, args: readonly string[]): Promise<void> {
  const { name, install } = PROGRAMS[tool];
  return new Promise((resolve, reject) => {
    // minisign asks for its password on these streams; where nobody sits at a terminal, it gets none.
    const isAsked = tool === 'minisign' && process.stdin.isTTY === true && process.stderr.isTTY === true;
    const child = spawn(name, args, { stdio: isAsked ? ['inherit', 'ignore', 'inherit'] : ['ignore', 'ignore', 'ignore'] });
    child.on('error', (cause) =>
      reject(
        new InputError(`The program ${name} is not there.`, {
          code: 'sign-tool-missing',
          hint: `${install} Or sign with a key of handin's own: \`handin keys new\`.`,
          cause,
        }),
      ),
    );
    child.on('close', (code) => (code === 0 ? resolve() : reject(failed(tool))));
  });
}

function failed(tool: SignTool): InputError {
  const { name } = PROGRAMS[tool];
  return new InputError(`${name} made no signature.`, {
    code: 'sign-tool-failed',
    hint: `Check --sign-key, and the key's passphrase. ${name} says more when you run it yourself.`,
  });
}
