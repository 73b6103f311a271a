// Makes every way onto the network throw, and says so on stderr, where a golden case would see it even if the error were swallowed. Loaded
// before every test file, and by `--import` into the built program where a test starts it.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/**
 * What was attempted in this process. One list, however often this file is loaded: Node's http keeps the trap that it found first.
 */
globalThis.handinAttempts ??= [];
export const attempts = globalThis.handinAttempts;

const trap = (name) =>
  function trapped() {
    attempts.push(name);
    process.stderr.write(`a connection was attempted: ${name}\n`);
    throw new Error(`a connection was attempted: ${name}`);
  };

// TLS, HTTP and HTTP/2 all connect by these.
for (const name of ['connect', 'createConnection']) net[name] = trap(`net.${name}`);
net.Socket.prototype.connect = trap('net.Socket.connect');
net.Server.prototype.listen = trap('net.Server.listen');
for (const name of ['send', 'connect', 'bind']) dgram.Socket.prototype[name] = trap(`dgram.Socket.${name}`);
for (const name of Object.keys(dns)) if (/^(?:lookup|resolve|reverse)/.test(name)) dns[name] = trap(`dns.${name}`);
for (const name of Object.keys(dns.promises))
  if (/^(?:lookup|resolve|reverse)/.test(name)) dns.promises[name] = trap(`dns.promises.${name}`);
globalThis.fetch = trap('fetch');
globalThis.WebSocket = trap('WebSocket');
syncBuiltinESMExports();
