import { describe, expect, it } from 'vitest';

import type { CertificateFacts } from '../../../src/lib/model/seal.js';
import type { VerifyReport } from '../../../src/lib/model/verify-report.js';
import { formatVerify } from '../../../src/lib/reporters/verify.js';

const same = (text: string): string => text;
const OPTIONS = { width: 100, paint: { bold: same, dim: same, green: same, yellow: same, red: same } };

const CERTIFICATE: CertificateFacts = {
  sha256: 'ab'.repeat(32),
  name: 'Example Network',
  issuer: 'Example Network',
  isSelfSigned: true,
  validFrom: '2025-01-02',
  validTo: '2028-01-02',
  key: 'RSA 3072',
};

function report(seals: VerifyReport['seals'], findings: VerifyReport['findings'] = []): VerifyReport {
  const whole = { annex: null, manifestFingerprint: null, signature: null, tree: null, receipt: null };
  return { formatVersion: 1, folder: 'pack', ok: findings.length === 0, ...whole, seals, files: [], findings };
}

const textOf = (...given: Parameters<typeof report>): string => formatVerify(report(...given), OPTIONS).replaceAll(/\s+/gu, ' ');

describe('what verify says of seals', () => {
  it('is nothing for a pack without any', () => {
    expect(textOf([])).not.toMatch(/seal|certificate/iu);
  });

  it('is once whose certificate it is, since and until when, and that nobody vouches for it', () => {
    const text = textOf(['a.pdf', 'b.pdf'].map((file) => ({ file, isSound: true, certificate: CERTIFICATE })));
    expect(text).toContain(
      '2 PDFs sealed, and unchanged since, with the certificate of “Example Network” (RSA 3072, valid 2025-01-02 to 2028-01-02): made by its holder, and nobody else vouches for it.',
    );
    expect(text).toContain(`Certificate: ${'ab'.repeat(32)}`);
    expect(text).toContain('A certificate can carry any name.');
  });

  it('is who issued it, where that is somebody else, and no judgement', () => {
    const certificate = { ...CERTIFICATE, isSelfSigned: false, issuer: 'Example Authority' };
    expect(textOf([{ file: 'a.pdf', isSound: true, certificate }])).toContain(
      'issued by “Example Authority”; whether to trust that, handin does not judge',
    );
  });

  it('makes what a certificate holds harmless for a terminal', () => {
    const certificate = { ...CERTIFICATE, name: 'Example\u001b[2J\nNetwork\u202e' };
    const text = formatVerify(report([{ file: 'a.pdf', isSound: true, certificate }]), OPTIONS);
    expect(['\u001b', '\u202e'].filter((sign) => text.includes(sign))).toEqual([]);
  });

  it('names no certificate of a seal that is not sound, but what is wrong', () => {
    const text = textOf(
      [{ file: 'a.pdf', isSound: false, certificate: CERTIFICATE }],
      [{ kind: 'integrity', code: 'seal-digest', where: 'a.pdf' }],
    );
    expect(text).toContain('a.pdf was changed after it was sealed');
    expect(text).not.toContain('Example Network');
  });
});
