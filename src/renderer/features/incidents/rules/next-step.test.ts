import { describe, expect, it } from 'vitest';
import { INCIDENT_STATES } from '../../../../shared/model/incident.ts';
import { dismissRefusal, milestonesOf, nextStep, reviewRefusal, stepRefusal } from './next-step.ts';

describe('the next step', () => {
  it('leads from detection to resolution, one after the other; the review has a screen of its own', () => {
    expect(INCIDENT_STATES.map((state) => nextStep({ standing: 'declared', state })?.name ?? null)).toEqual(['acknowledge', 'investigate', 'mitigate', 'resolve', null, null]);
  });

  it('of a proposal is to accept it, and there is none once it is dismissed or merged', () => {
    expect(nextStep({ standing: 'proposed', state: 'detected' })?.name).toBe('accept');
    expect(nextStep({ standing: 'dismissed', state: 'detected' })).toBeNull();
    expect(nextStep({ standing: 'merged', state: 'investigating' })).toBeNull();
  });

  it('may be skipped, but never taken backwards or after the end', () => {
    expect(stepRefusal({ standing: 'declared', state: 'detected' }, 'acknowledge')).toBeNull();
    expect(stepRefusal({ standing: 'declared', state: 'detected' }, 'resolve')).toBeNull();
    expect(stepRefusal({ standing: 'proposed', state: 'detected' }, 'mitigate'), 'working on a proposal accepts it').toBeNull();
    expect(stepRefusal({ standing: 'declared', state: 'mitigated' }, 'acknowledge')).toBe('This is mitigated already');
    expect(stepRefusal({ standing: 'declared', state: 'detected' }, 'accept')).toBe('This is an incident already');
    expect(stepRefusal({ standing: 'declared', state: 'reviewed' }, 'resolve')).toBe('This is reviewed already');
    expect(stepRefusal({ standing: 'merged', state: 'detected' }, 'acknowledge')).toBe('This was merged into another incident; go on there');
    expect(stepRefusal({ standing: 'dismissed', state: 'detected' }, 'accept')).toBe('This was dismissed. Reopen it first');
  });
});

describe('the review', () => {
  it('is there for whatever is an incident, before its end, too', () => {
    expect([reviewRefusal({ standing: 'declared', state: 'detected' }), reviewRefusal({ standing: 'declared', state: 'reviewed' })]).toEqual([null, null]);
    expect([reviewRefusal({ standing: 'proposed', state: 'detected' }), reviewRefusal({ standing: 'merged', state: 'resolved' })]).toEqual(['This is only proposed. Accept it first', 'This was merged into another incident; go on there']);
  });
});

describe('dismissing', () => {
  it.each<[Parameters<typeof dismissRefusal>[0], string | null]>([
    [{ standing: 'proposed', state: 'detected', origin: 'rule' }, null],
    [{ standing: 'declared', state: 'detected', origin: 'alert' }, null],
    [{ standing: 'declared', state: 'detected', origin: 'person' }, 'People reported this, so it cannot be dismissed. Resolve it instead'],
    [{ standing: 'declared', state: 'detected', origin: 'customer' }, 'People reported this, so it cannot be dismissed. Resolve it instead'],
    [{ standing: 'declared', state: 'acknowledged', origin: 'rule' }, 'Only what nobody works on yet can be dismissed. Resolve it instead'],
    [{ standing: 'merged', state: 'detected', origin: 'rule' }, 'This was merged into another incident; go on there'],
    [{ standing: 'dismissed', state: 'detected', origin: 'rule' }, 'This was dismissed. Reopen it first'],
  ])('of %j: %j', (incident, why) => {
    expect(dismissRefusal(incident)).toBe(why);
  });
});

describe('the milestones', () => {
  const by = { kind: 'person', id: 'mira', name: 'Mira' } as const;
  const value = (at: string | null) => ({ at, source: 'person', by, recordedAt: '2026-11-21T14:05:00.000Z', reason: null, noEarlierThan: false }) as const;

  it('show the times that count now, and which step comes next', () => {
    const shown = milestonesOf({ standing: 'declared', state: 'acknowledged', instants: { detectedAt: [value('2026-11-21T14:02:00.000Z')], acknowledgedAt: [value('2026-11-21T14:09:00.000Z'), value('2026-11-21T14:04:00.000Z')] } });
    expect(shown.map(({ word, is }) => `${word} ${is}`)).toEqual(['Detected done', 'Acknowledged done', 'Investigating next', 'Mitigated ahead', 'Resolved ahead']);
    expect(shown[1]?.at).toBe(Date.parse('2026-11-21T14:04:00.000Z'));
  });

  it('of a reopened incident do not show the resolution that no longer holds', () => {
    const shown = milestonesOf({ standing: 'declared', state: 'investigating', instants: { resolvedAt: [value('2026-11-21T14:30:00.000Z')] } });
    expect(shown.at(-1)).toMatchObject({ is: 'ahead', at: null });
  });
});
