import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import type { LoadedCampaign } from '../../../src/lib/config.js';
import type { Prompts } from '../../../src/lib/context.js';
import { HandinError } from '../../../src/lib/errors.js';
import { planSeal, type SealOptions } from '../../../src/lib/workflows/seal-pack.js';
import { type CertificateWishes, encryptedPem, makeCertificate, testKey } from '../../helpers/certificates.js';
import { testContext } from '../../helpers/context.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'handin-seal-plan-'));
let folder = '';
let number = 0;
beforeEach(() => {
  folder = path.join(root, String(number++));
  fs.mkdirSync(folder);
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const DATE = '2025-05-06';
const SECRET = 'correct horse battery staple';

/** Writes a certificate and its key, and the options that name them. */
function given(wishes: CertificateWishes = {}, passphrase?: string): SealOptions {
  const { pem, key, keyPem } = makeCertificate(wishes);
  fs.writeFileSync(path.join(folder, 'c.pem'), pem);
  fs.writeFileSync(path.join(folder, 'k.pem'), passphrase === undefined ? keyPem : encryptedPem(key, passphrase), { mode: 0o600 });
  return { isWanted: true, certificateFile: path.join(folder, 'c.pem'), keyFile: path.join(folder, 'k.pem'), passphraseFile: null };
}

function campaignWith(pack: object = {}): LoadedCampaign {
  const campaign = { organisers: [{ name: 'Example Network', contact: 'hello@example.org' }], pack: { publish: [], ...pack } };
  return { campaign, folder, path: '' } as unknown as LoadedCampaign;
}

/** The code of the error, with proof that its words hold nothing secret. */
async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (cause) {
    if (!(cause instanceof HandinError)) throw cause;
    expect(`${cause.message} ${cause.hint}`).not.toMatch(/horse|staple|PRIVATE KEY-----[A-Z]|\/tmp\//u);
    return cause.code;
  }
  return 'no error';
}

describe('the plan of a seal', () => {
  it('says in the release which certificate it is, and what can be read in it', () => {
    const plan = planSeal(testContext(folder), given({ organisation: 'Example Trust' }), campaignWith(), DATE);
    expect(plan?.statement).toMatchObject({
      name: 'Example Network',
      time: '2025-05-06T00:00:00Z',
      says: ['Example Network', 'Example Trust'],
    });
    expect(plan?.statement.certificates).toEqual([plan?.certificate.sha256]);
  });

  it('is made on the day itself when the certificate is of that day, and not before the certificate holds', () => {
    const plan = planSeal(testContext(folder), given({ from: '20250506093000' }), campaignWith(), DATE);
    expect(plan?.statement.time).toBe('2025-05-06T09:30:00Z');
  });

  it('is none without a certificate, and none where the seal is left out', () => {
    const none = { isWanted: true, certificateFile: null, keyFile: null, passphraseFile: null };
    expect(planSeal(testContext(folder), none, campaignWith(), DATE)).toBeNull();
    const own = campaignWith({ seal: { certificate: 'c.pem', key: 'k.pem' } });
    given();
    expect(planSeal(testContext(folder), none, own, DATE)).not.toBeNull();
    expect(planSeal(testContext(folder), { ...none, isWanted: false }, own, DATE)).toBeNull();
  });

  it('takes the key from the file of the certificate when no other is named', async () => {
    const { pem, keyPem } = makeCertificate();
    fs.writeFileSync(path.join(folder, 'both.pem'), keyPem + pem, { mode: 0o600 });
    const options = { isWanted: true, certificateFile: path.join(folder, 'both.pem'), keyFile: null, passphraseFile: null };
    const plan = planSeal(testContext(folder), options, campaignWith(), DATE);
    await expect(plan?.unlock()).resolves.toBeUndefined();
  });

  it.each<[string, (options: SealOptions) => Promise<SealOptions> | SealOptions, string]>([
    [
      'a certificate that is none',
      (options) => {
        fs.writeFileSync(path.join(folder, 'c.pem'), 'Dear Home Secretary');
        return options;
      },
      'seal-certificate',
    ],
    ['a file that is not there', (options) => ({ ...options, certificateFile: path.join(folder, 'x.pem') }), 'seal-missing'],
    ['a key that is not there', (options) => ({ ...options, keyFile: path.join(folder, 'x.pem') }), 'seal-missing'],
    ['a file with no key in it', (options) => ({ ...options, keyFile: path.join(folder, 'c.pem') }), 'seal-key'],
    ['a file of both in the form of PKCS#12', (options) => ({ ...options, certificateFile: path.join(folder, 'seal.p12') }), 'seal-pkcs12'],
    ['a certificate that has run out', () => given({ to: '20250505120000' }), 'seal-dates'],
    ['a certificate of tomorrow', () => given({ from: '20250507000000' }), 'seal-dates'],
    ['a key that no reader takes', () => given({ key: 'ed25519' }), 'seal-certificate'],
    ['a key that is too short', () => given({ key: 'short-rsa' }), 'seal-certificate'],
    [
      'a mailbox that nobody publishes, of who vouches for it',
      (options) => {
        const ca = makeCertificate({ name: 'Home CA', mailbox: 'ann@home.example' });
        const own = makeCertificate({ issuer: { ...ca, name: 'Home CA' } });
        fs.writeFileSync(path.join(folder, 'c.pem'), `${own.pem}\n${ca.pem}`);
        fs.writeFileSync(path.join(folder, 'k.pem'), own.keyPem, { mode: 0o600 });
        return options;
      },
      'seal-email',
    ],
    ['a mailbox that nobody publishes', () => given({ mailbox: 'ann@home.example' }), 'seal-email'],
  ])('refuses %s', async (_, change, code) => {
    expect(await codeOf(async () => planSeal(testContext(folder), await change(given()), campaignWith(), DATE))).toBe(code);
  });

  it('takes a certificate with a mailbox that is published, by the organisers or on purpose', () => {
    expect(planSeal(testContext(folder), given({ mailbox: 'hello@example.org' }), campaignWith(), DATE)).not.toBeNull();
    const published = campaignWith({ publish: ['Seal: Ann@home.example'] });
    expect(planSeal(testContext(folder), given({ mailbox: 'ann@home.example' }), published, DATE)).not.toBeNull();
  });

  it('warns when others on this machine may read the key', () => {
    const options = given();
    fs.chmodSync(path.join(folder, 'k.pem'), 0o644);
    const context = testContext(folder);
    planSeal(context, options, campaignWith(), DATE);
    expect(context.printed.notes).toContain('k.pem can be read by others');
  });
});

describe('the key of a seal', () => {
  const prompts = (answer: string): Prompts => ({ secret: async () => answer }) as unknown as Prompts;
  const unlock = (options: SealOptions, surroundings: Partial<ReturnType<typeof testContext>> = {}): Promise<unknown> => {
    const plan = planSeal({ ...testContext(folder), ...surroundings }, options, campaignWith(), DATE);
    return plan?.unlock() ?? Promise.reject(new Error('no plan'));
  };

  it('opens with the passphrase, asked for, from a file, from stdin, or from the environment', async () => {
    const options = given({}, SECRET);
    fs.writeFileSync(path.join(folder, 'pass'), `${SECRET}\nsecond line\n`);
    await unlock(options, { prompts: prompts(SECRET) });
    await unlock({ ...options, passphraseFile: path.join(folder, 'pass') });
    await unlock(options, { env: { HANDIN_SEAL_PASSPHRASE: SECRET } });
    const io = { ...testContext(folder).io, readInput: async () => `${SECRET}\n` };
    await unlock({ ...options, passphraseFile: '-' }, { io });
  });

  it('is asked for once', async () => {
    let times = 0;
    const secret = async (): Promise<string> => {
      times += 1;
      return SECRET;
    };
    const counting = { secret } as unknown as Prompts;
    const plan = planSeal(testContext(folder, { prompts: counting }), given({}, SECRET), campaignWith(), DATE);
    await plan?.unlock();
    await plan?.unlock();
    expect(times).toBe(1);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['a wrong passphrase', () => unlock(given({}, SECRET), { prompts: prompts('correct horse') }), 'seal-passphrase'],
    ['a passphrase that nobody can be asked for', () => unlock(given({}, SECRET)), 'seal-passphrase'],
    [
      'the key of another certificate',
      () => {
        const options = given();
        fs.writeFileSync(path.join(folder, 'k.pem'), testKey('p256').export({ type: 'pkcs8', format: 'pem' }));
        return unlock(options);
      },
      'seal-key',
    ],
    [
      'a key that is damaged',
      () => {
        const options = given();
        const text = fs.readFileSync(path.join(folder, 'k.pem'), 'utf8');
        fs.writeFileSync(path.join(folder, 'k.pem'), text.replace(/^MII/mu, 'MIIMII'));
        return unlock(options);
      },
      'seal-key',
    ],
  ])('refuses %s, and quotes none of it', async (_, action, code) => {
    expect(await codeOf(action)).toBe(code);
  });
});
