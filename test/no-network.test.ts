import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { afterAll, describe, expect, it, vi } from 'vitest';

import { attempts } from './helpers/no-network.mjs';

describe('the trap that every test runs in', () => {
  const silence = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  afterAll(() => silence.mockRestore());

  it.each<readonly [string, () => unknown]>([
    ['net.connect', () => net.connect(9, '127.0.0.1')],
    ['a socket', () => new net.Socket().connect(9, '127.0.0.1')],
    ['tls.connect', () => tls.connect(9, '127.0.0.1')],
    ['http.get', () => http.get('http://127.0.0.1:9/', { agent: false })],
    ['fetch', () => fetch('http://127.0.0.1:9/')],
    ['dns.lookup', () => dns.lookup('localhost', () => undefined)],
    ['dns.promises.resolve', () => dns.promises.resolve('localhost')],
    ['a datagram', () => dgram.createSocket('udp4').send('x', 9, '127.0.0.1')],
    ['listening', () => net.createServer().listen(0)],
  ])('throws for %s, and keeps count', async (_words, attempt) => {
    const before = attempts.length;
    await expect(async () => attempt()).rejects.toThrow('a connection was attempted');
    expect(attempts.length).toBeGreaterThan(before);
    attempts.length = before;
  });
});
