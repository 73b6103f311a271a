import { describe, expect, it } from 'vitest';

import type { Campaign, Target } from '../../../src/lib/model/campaign.js';
import { guardTargets } from '../../../src/lib/workflows/target-guard.js';
import { generateCampaign } from '../../helpers/campaign-generator.js';
import { testContext } from '../../helpers/context.js';

const { campaign } = generateCampaign({ seed: 1 });
const guard = (...targets: Target[]) =>
  guardTargets(testContext('.'), { ...campaign, language: 'en-GB', targets } as Campaign, '2025-09-10');
const home: Target = { id: 'home', name: 'The Rt Hon Ann Example MP', role: 'Home Secretary', 'as-of': '2025-09-06' };

describe('the guard of targets', () => {
  it('has nothing to say of a target that is as usual and was checked', () => {
    const { warnings, letterForms } = guard(home);
    expect(warnings).toEqual([]);
    expect(letterForms.get('home')).toEqual({ salutations: ['Dear Home Secretary'], close: 'named' });
  });

  it('says which target to look at, and why', () => {
    const { warnings } = guard(home, {
      ...home,
      id: 'second',
      'as-of': '2025-09-01',
      salutation: 'Hi',
      addressees: [{ name: 'Bo Sample', role: 'Minister', class: 'gb-minister' }],
    });
    expect(warnings.map((line) => line.split(':')[0])).toEqual([
      'targets[1] (second)',
      'targets[1] (second)',
      'targets[1] (second), addressees[0]',
    ]);
    expect(warnings[0]).toContain('2025-09-05');
  });

  it('asks nothing about an institution, which has no holder', () => {
    expect(guard({ id: 'office', name: 'Example Office' }).warnings).toEqual([]);
  });

  it('knows no class that no file has, and says which is near', () => {
    expect(() => guard({ ...home, class: 'eu-comissioner' })).toThrow(
      expect.objectContaining({ code: 'target-class-unknown', hint: expect.stringContaining('Did you mean eu-commissioner?') as unknown }),
    );
  });
});
