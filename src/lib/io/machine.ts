/** What `doctor` asks of the machine: versions and room, and nothing that names the person or the machine. */

import { accessSync, constants, statfsSync } from 'node:fs';
import os from 'node:os';

import type { Machine } from '../context.js';

/** Options of Node that write memory, messages or the environment to the disk when something goes wrong. */
const DUMPS = /--(?:heapsnapshot-|report-|diagnostic-report|cpu-prof|heap-prof|abort-on-uncaught|inspect|trace-)/;

export const machine: Machine = {
  node: process.versions.node,
  system: ['linux', 'darwin', 'win32'].includes(process.platform) ? process.platform : 'other',
  cores: os.availableParallelism(),
  memoryBytes: os.totalmem(),
  temporaryFolder: () => os.tmpdir(),
  freeBytes(folder) {
    try {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize;
    } catch {
      return null;
    }
  },
  mayWrite(folder) {
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
  writesDumps: (env) => DUMPS.test([env['NODE_OPTIONS'] ?? '', ...process.execArgv].join(' ')),
};
