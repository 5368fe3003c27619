import { describe, expect, it } from 'vitest';
import { ServiceId } from '../../shared/model/ids.ts';
import type { StateKind } from '../../shared/model/state.ts';
import { alarming, newAlarm, type Alarming } from './alarm.ts';
import type { Tile } from './pages.ts';

const tile = (name: string, kind: StateKind, was: StateKind | null = null): Tile => ({
  service: { id: ServiceId.parse(name), name, tier: 1, signals: [] },
  state: { kind, was, rank: 0, demands: true, since: null, confirmed: true, troubles: [], maintenance: null },
});
const alarms = (entries: Record<string, 'P0' | 'P1'>): Alarming => new Map(Object.entries(entries).map(([name, kind]) => [ServiceId.parse(name), kind]));

describe('the sound of the wall', () => {
  it.each<[string, Record<string, 'P0' | 'P1'>, Record<string, 'P0' | 'P1'>, 'P0' | 'P1' | null]>([
    ['sounds for a new P0', {}, { a: 'P0' }, 'P0'],
    ['sounds for a new P1 beside an old P0', { a: 'P0' }, { a: 'P0', b: 'P1' }, 'P1'],
    ['sounds for the worst of several', {}, { a: 'P1', b: 'P0' }, 'P0'],
    ['sounds when a P1 becomes a P0', { a: 'P1' }, { a: 'P0' }, 'P0'],
    ['is quiet while an alarm lasts', { a: 'P0' }, { a: 'P0' }, null],
    ['is quiet when a P0 becomes a P1', { a: 'P0' }, { a: 'P1' }, null],
    ['is quiet when an alarm ends', { a: 'P0' }, {}, null],
  ])('%s', (_, before, after, severity) => expect(newAlarm(alarms(before), alarms(after))).toBe(severity));

  it('does not sound again because the engine fell silent and came back', () => {
    const before = alarming([tile('a', 'P0')]);
    const silent = alarming([tile('a', 'blind', 'P0')]);
    expect(newAlarm(before, silent)).toBeNull();
    expect(newAlarm(silent, alarming([tile('a', 'P0')]))).toBeNull();
  });

  it('takes no notice of warnings and blindness', () => expect(alarming([tile('a', 'P2'), tile('b', 'blind')]).size).toBe(0));
});
