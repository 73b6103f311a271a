// Runs one program and tells wall time, CPU time and peak memory of it and its children (Linux: read from /proc; elsewhere null).
import { spawn } from 'node:child_process';
import fs from 'node:fs';

/** @param input goes to stdin @param output file for stdout */
export function measure(args, input, output) {
  return new Promise((resolve, reject) => {
    const sink = output === undefined ? 'ignore' : fs.openSync(output, 'w');
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, args, {
      stdio: [input === undefined ? 'ignore' : 'pipe', sink, 'inherit'],
      env: { ...process.env, TZ: 'UTC' },
    });
    let peakBytes = null;
    let cpuSeconds = null;
    const sample = () => {
      try {
        const status = fs.readFileSync(`/proc/${child.pid}/status`, 'utf8');
        peakBytes = Math.max(peakBytes ?? 0, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024);
        const stat = fs.readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
        cpuSeconds = (Number(stat[11]) + Number(stat[12])) / 100;
      } catch {
        // The process has just ended, or there is no /proc.
      }
    };
    const timer = setInterval(sample, 20);
    if (input !== undefined) child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      if (typeof sink === 'number') fs.closeSync(sink);
      if (code !== 0) reject(new Error(`${args[0]} ended with ${code}`));
      else resolve({ wallSeconds: Number(process.hrtime.bigint() - started) / 1e9, cpuSeconds, peakBytes });
    });
  });
}

/** Runs one of our programs in a folder; tells the same of it and of each process that it starts, the program itself first. */
export function measureTree(args, cwd) {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, TZ: 'UTC' } });
    const seen = new Map();
    const sample = () => {
      for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        try {
          const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
          if (Number(pid) !== child.pid && Number(/PPid:\s+(\d+)/.exec(status)?.[1]) !== child.pid) continue;
          const peakBytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
          const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
          const wallSeconds = Number(process.hrtime.bigint() - started) / 1e9;
          seen.set(pid, {
            wallSeconds,
            cpuSeconds: (Number(stat[11]) + Number(stat[12])) / 100,
            peakBytes: Math.max(peakBytes, seen.get(pid)?.peakBytes ?? 0),
          });
        } catch {
          // The process has just ended.
        }
      }
    };
    const timer = setInterval(sample, 50);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      if (code !== 0) reject(new Error(`${args[0]} ended with ${code}`));
      else
        resolve(
          [...seen].sort(([a], [b]) => Number(b === String(child.pid)) - Number(a === String(child.pid))).map(([, measured]) => measured),
        );
    });
  });
}

export function formatRow(name, { wallSeconds, cpuSeconds, peakBytes }) {
  const memory = peakBytes === null ? '-' : `${Math.round(peakBytes / 1e6)} MB`;
  return `  ${name.padEnd(34)} ${wallSeconds.toFixed(2).padStart(7)} s wall ${(cpuSeconds === null ? '-' : cpuSeconds.toFixed(2)).padStart(7)} s CPU ${memory.padStart(9)}`;
}

export function formatRatio(ours, peer) {
  const ratio = (a, b) => (a === null || b === null || b === 0 ? '-' : `${(a / b).toFixed(2)}x`);
  return `  ours / peer: ${ratio(ours.wallSeconds, peer.wallSeconds)} wall, ${ratio(ours.cpuSeconds, peer.cpuSeconds)} CPU, ${ratio(ours.peakBytes, peer.peakBytes)} memory`;
}
