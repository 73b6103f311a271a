import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { loadCampaign } from '../../../src/lib/config.js';
import { RefusedError } from '../../../src/lib/errors.js';
import { checkAgreement } from '../../../src/lib/workflows/agreement.js';
import { testContext } from '../../helpers/context.js';
import { petitionRelease } from '../../helpers/releases.js';

let folder = '';
beforeAll(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'handin-agreement-')));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const HEAD = `kind: coalition
title: A title
language: en-GB
organisers: [{ name: Example Network }]
`;

/** Checks a campaign file and a letter; counted are 25 people, 12 of them named, and 57 organisations. */
function check(campaign: string, letter = 'Nothing is counted here.\n', head = HEAD): string[] {
  fs.writeFileSync(path.join(folder, 'campaign.yaml'), `${head}letter: letter.md\n${campaign}`);
  fs.writeFileSync(path.join(folder, 'letter.md'), letter);
  const context = testContext(folder);
  const release = petitionRelease({ date: '2025-05-06', counts: { signatures: 25, organisations: 57, named: 12 } });
  return checkAgreement(context, loadCampaign(context.io, folder), release);
}

function refusalOf(run: () => unknown): RefusedError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(RefusedError);
    return error as RefusedError;
  }
  throw new Error('nothing was refused');
}

describe('the agreement of texts and data', () => {
  it('lets pass what is true, and what speaks of others', () => {
    const letter = `More than 50 organisations support our call, and {{signatures}} people have signed it.

| What | How many |
| --- | --- |
| Signatures | 25 signatures |

> 2,656 people were detained.
`;
    expect(check('ask: 57 organisations ask you to act.\naims: [57 organisations support this call]\n', letter)).toEqual([]);
  });

  it('refuses every number that the data contradict, with its place and what they say', () => {
    const letter = `We write on behalf of **more
than 60** organisations.

- A point
- 26 people signed this petition, and {{named}} people signed it[^1]

| What | How many |
| --- | --- |
| a | 24 signatures |

[^1]: Fewer than 50 organisations support this call.
`;
    const error = refusalOf(() =>
      check(
        'aims:\n  - Good\n  - 58 organisations support this call\nstatistics:\n  - { value: "56", label: organisations support this call }\n',
        letter,
      ),
    );
    expect(error.code).toBe('text-data-mismatch');
    expect(error.message.split('\n')).toEqual([
      'A text says another number than the data.',
      'campaign.yaml:8:5: the text says 58 organisations; 57 are counted.',
      'campaign.yaml:10:14: the text says 56 organisations; 57 are counted.',
      'letter.md:1:25: the text says more than 60 organisations; 57 are counted.',
      'letter.md:5:3: the text says 26 signatures; 25 are counted.',
      'letter.md:5:39: the text says 12 signatures; 25 are counted.',
      'letter.md:9:7: the text says 24 signatures; 25 are counted.',
      'letter.md:11:7: the text says fewer than 50 organisations; 57 are counted.',
    ]);
    expect(error.hint).toContain('pack.not-our-count');
  });

  it('leaves out what the campaign says is another count, and points out words that stand nowhere', () => {
    const letter = '40 charities joined the call\nof our partners.\n';
    expect(refusalOf(() => check('', letter)).code).toBe('text-data-mismatch');
    expect(check('pack: { not-our-count: ["40 charities joined the call of our partners"] }\n', letter)).toEqual([]);
    const [warning, ...rest] = check('pack: { not-our-count: ["40 charities joined", "41 charities joined"] }\n', letter);
    expect(warning).toContain('pack.not-our-count[1]');
    expect(rest).toEqual([]);
  });

  it('says which number stands where it stands twice', () => {
    const letter = '57 organisations support our call.\n\n56 organisations support our call.\n\nAgain 56 organisations support our call.\n';
    expect(
      refusalOf(() => check('', letter))
        .message.split('\n')
        .slice(1),
    ).toEqual([
      'letter.md:3:1: the text says 56 organisations; 57 are counted.',
      'letter.md:5:7: the text says 56 organisations; 57 are counted.',
    ]);
  });

  it('reads the language of the campaign, and says when it has no rules for it', () => {
    const german = HEAD.replace('en-GB', 'de-DE');
    expect(refusalOf(() => check('', 'Mehr als 60 Organisationen unterstützen diesen Aufruf.\n', german)).code).toBe('text-data-mismatch');
    const [warning] = check('', '12 organisasjoner støtter oss.\n', HEAD.replace('en-GB', 'nb'));
    expect(warning).toContain('no rules for the language');
  });
});
