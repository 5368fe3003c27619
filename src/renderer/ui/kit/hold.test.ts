import { describe, expect, it } from 'vitest';
import { heldShare, HOLD_MS, nextHold, NOT_HELD, type Hold, type HoldEvent } from './hold.ts';

const after = (events: readonly HoldEvent[], from: Hold = NOT_HELD): Hold => events.reduce(nextHold, from);

describe('a button that is held', () => {
  it('acts once it was held long enough, and fills until then', () => {
    const holding = after([{ what: 'down', at: 100 }]);
    expect(heldShare(holding, 100 + HOLD_MS / 2)).toBe(0.5);
    expect(after([{ what: 'tick', at: 99 + HOLD_MS }], holding).is).toBe('holding');
    expect(after([{ what: 'tick', at: 100 + HOLD_MS }], holding).is).toBe('held');
  });

  it('acts where a timer came late: what counts is how long it was held', () => {
    expect(after([{ what: 'down', at: 0 }, { what: 'up', at: HOLD_MS }]).is).toBe('held');
  });

  it('does nothing for a click, a double click, or what was taken away', () => {
    expect(after([{ what: 'down', at: 0 }, { what: 'up', at: 80 }]).is).toBe('early');
    expect(after([{ what: 'down', at: 0 }, { what: 'up', at: 80 }, { what: 'down', at: 160 }, { what: 'up', at: 240 }]).is).toBe('early');
    expect(after([{ what: 'down', at: 0 }, { what: 'leave' }, { what: 'tick', at: 5_000 }]).is).toBe('early');
  });

  it('counts a key that repeats from its first press', () => {
    const repeated = Array.from({ length: 30 }, (_, index): HoldEvent => ({ what: 'down', at: index * 33 }));
    expect(after([...repeated, { what: 'tick', at: HOLD_MS }]).is).toBe('held');
  });

  it('stays held whatever comes then, until it is reset', () => {
    const held = after([{ what: 'down', at: 0 }, { what: 'tick', at: HOLD_MS }]);
    expect(after([{ what: 'down', at: 1_300 }, { what: 'up', at: 1_350 }, { what: 'press', at: 1_400 }], held)).toBe(held);
    expect(after([{ what: 'reset' }], held)).toBe(NOT_HELD);
  });
});

describe('for whoever cannot hold', () => {
  it('two presses do the same, and a double press does not', () => {
    const once = after([{ what: 'press', at: 0 }]);
    expect(once.is).toBe('asked');
    expect(after([{ what: 'press', at: 120 }], once).is).toBe('asked');
    expect(after([{ what: 'press', at: 2_000 }], once).is).toBe('held');
  });

  it('a second press much later is a first one', () => {
    expect(after([{ what: 'press', at: 0 }, { what: 'press', at: 60_000 }])).toEqual({ is: 'asked', at: 60_000 });
  });
});
