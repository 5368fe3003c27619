import { describe, expect, it } from 'vitest';
import { sidesOf } from '../testing/cards.ts';
import { alertFigure, availabilityText, budgetText, detectedFigure, drillFigure, shareFigure, sloState, sloWord } from './side-words.ts';

const sides = sidesOf();
const drill = { incident: 'INC-2025-0001', startedAt: '2025-11-01T10:00:00.000Z', seconds: 372, passed: true, running: false } as unknown as NonNullable<(typeof sides)['drills']['last']>;

describe('figures beside the times', () => {
  it.each([
    [0.998_99, 0.999, '99.89 %'],
    [0.999_999, 0.999, '99.99 %'],
    [0.999, 0.999, '99.90 %'],
    [0.999_499_9, 0.999_5, '99.949 %'],
    [1, 0.999, '100 %'],
    [0, 0.999, '0.00 %'],
    [null, 0.999, '–'],
  ])('an availability of %s against %s is never rounded up over its target: %s', (availability, target, text) => {
    expect(availabilityText(availability, target)).toBe(text);
  });

  it.each([
    [0.999_5, true, 'ok', 'met'],
    [0.99, false, 'P2', 'missed'],
    [1, null, 'none', 'too little known'],
    [null, null, 'none', 'not known'],
  ] as const)('an availability of %s that is %s is %s: %s', (availability, met, state, word) => {
    const [slo] = sides.slos;
    const told = { ...slo!, period: { ...slo!.period, availability, met } };
    expect([sloState(told), sloWord(told)]).toEqual([state, word]);
  });

  it('say how much of a budget is left, or how far over it is', () => {
    expect(sides.slos.map(({ period }) => budgetText(period))).toEqual(['2 min over of 2 h 12 min']);
  });

  it('say of how many they speak, and what is not counted yet', () => {
    expect(shareFigure({ rate: 0.9, met: 9, n: 10, of: 12 }, 'update')).toEqual({ value: '90.0 %', lines: ['9 of 10 updates, 2 not counted yet'] });
    expect(shareFigure({ rate: null, met: 0, n: 0, of: 0 }, 'update')).toEqual({ value: '–', lines: ['no updates in this period'] });
    expect(detectedFigure(sides.detectedBy).lines).toEqual(['7 seen by us, 1 reported by customers', '2 imported ones do not tell']);
    expect(alertFigure(sides.alerts)).toEqual({ value: '40', lines: ['20 accepted, 5 dismissed as false (16.7 %), 5 otherwise', '8 at night'] });
    expect(alertFigure({ ...sides.alerts, since: null }).value).toBe('–');
  });

  it('hold a drill against its objective, and say when failing over is unproven', () => {
    expect(drillFigure(sides.drills)).toEqual({ value: '–', lines: ['no drill yet: failing over within 8 min is unproven'] });
    expect(drillFigure({ ...sides.drills, last: drill, lastAgeDays: 31, lastPassed: drill, unprovenDays: 31 })).toEqual({ value: '6 min 12 s', lines: ['passed: at most 8 min', '31 days ago'] });
    expect(drillFigure({ ...sides.drills, last: { ...drill, seconds: 600, passed: false }, lastAgeDays: 1, unprovenDays: null }).lines).toEqual(['failed: more than 8 min', 'yesterday, none has ever passed']);
  });
});
