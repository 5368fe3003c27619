import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Incident } from '../../shared/model/incident.ts';
import type { Severity } from '../../shared/model/severity.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../shared/model/units.ts';
import { decideSound, openMemory, SILENCE_MS, silenceFrom, silencedUntil, SOUND_AGAIN_MS, type SoundInput, type SoundMemory } from './alarm-rules.ts';
import type { Alarm } from './live-state.ts';

const T0 = Date.UTC(2026, 10, 21, 14, 0, 0);
const at = (seconds: number): EpochMs => epochMs(T0 + seconds * 1_000);

const incident = (number: number, severity: Severity, acknowledged = false): Incident =>
  Incident.parse({
    id: `INC-2026-000${number}`, title: 'Checkout', severity, kind: null, state: acknowledged ? 'acknowledged' : 'detected', standing: 'declared', origin: 'rule', services: [], impactStartedAt: null, noEarlierThan: false, detectedAt: null,
    declaredAt: null, acknowledgedAt: acknowledged ? toRfc3339(at(0)) : null, mitigatedAt: null, resolvedAt: null, impactEndedAt: null, isDrill: false, private: false, highestSeverity: severity, signature: null, reopened: 0, roles: [],
    vacantRoles: [], warRoom: null, clocks: [], decision: null, healthQuestion: null, firingAlerts: 1, openActions: 0, held: false, mergedInto: null, version: 1, changedAt: toRfc3339(at(0)),
  });
const overdue = (number: number, severity: Severity): Alarm => ({ incident: incident(number, severity).id, severity, why: 'overdue', at: toRfc3339(at(0)) });

interface Moment extends Partial<Omit<SoundInput, 'now'>> {
  readonly at: number;
}

/** Plays moments through the rules, on a page that was opened with nothing open; tells the second and severity of each sound. */
function hear(moments: readonly Moment[], memory: SoundMemory = openMemory({ now: at(0), incidents: [], alarm: null })): string[] {
  const sounds: string[] = [];
  let state = memory;
  for (const { at: second, ...given } of moments) {
    const decided = decideSound(state, { now: at(second), incidents: [], alarm: state.alarm, quiet: false, deaf: false, ...given });
    state = decided.memory;
    if (decided.play !== null) sounds.push(`${second}: ${decided.play}`);
  }
  return sounds;
}
const [P0, P1, P2] = [incident(1, 'P0'), incident(2, 'P1'), incident(3, 'P2')];
const drill: Incident = { ...incident(4, 'P0'), isDrill: true };

describe('the sound of a screen', () => {
  it.each<[string, readonly Moment[], readonly string[]]>([
    ['tells a new incident at once, once', [{ at: 1, incidents: [P0] }, { at: 2, incidents: [P0] }, { at: 60, incidents: [P0] }], ['1: P0']],
    ['says again every two minutes what nobody acknowledges', [1, 100, 120.9, 121, 200, 241].map((second) => ({ at: second, incidents: [P0] })), ['1: P0', '121: P0', '241: P0']],
    ['is quiet once somebody anywhere has acknowledged', [{ at: 1, incidents: [P0] }, { at: 200, incidents: [incident(1, 'P0', true)] }, { at: 999, incidents: [incident(1, 'P0', true)] }], ['1: P0']],
    ['does not tell what was acknowledged elsewhere before it came here', [{ at: 1, incidents: [incident(1, 'P0', true)] }], []],
    ['has nothing to say about a P2', [{ at: 1, incidents: [P2] }, { at: 500, incidents: [P2], alarm: overdue(3, 'P2') }], []],
    ['tells the gravest of several with one sound', [{ at: 1, incidents: [P1, P0] }, { at: 2, incidents: [P1, P0] }], ['1: P0']],
    ['waits two minutes before it tells the next one', [{ at: 1, incidents: [P1] }, { at: 10, incidents: [P1, P0] }, { at: 120, incidents: [P1, P0] }, { at: 121, incidents: [P1, P0] }], ['1: P1', '121: P0']],
    ['tells an acknowledged one again when it grows', [{ at: 1, incidents: [incident(1, 'P1')] }, { at: 200, incidents: [incident(1, 'P1', true)] }, { at: 300, incidents: [incident(1, 'P0', true)] }, { at: 900, incidents: [incident(1, 'P0', true)] }], ['1: P1', '300: P0']],
    ['does not tell one that shrinks, nor one that grows back', [{ at: 1, incidents: [incident(1, 'P0')] }, { at: 200, incidents: [incident(1, 'P1', true)] }, { at: 400, incidents: [incident(1, 'P0', true)] }], ['1: P0']],
    ['tells what became overdue, once, although it is acknowledged', [{ at: 1, incidents: [incident(1, 'P0', true)] }, { at: 5, incidents: [incident(1, 'P0', true)], alarm: overdue(1, 'P0') }, { at: 500, incidents: [incident(1, 'P0', true)] }], ['5: P0']],
    ['forgets an overdue one that was closed before it could sound', [{ at: 1, incidents: [P1, incident(1, 'P0', true)] }, { at: 5, incidents: [incident(1, 'P0', true)], alarm: overdue(1, 'P0') }, { at: 200, incidents: [] }], ['1: P1']],
    ['lets a P1 wait through quiet hours, never a P0', [{ at: 1, incidents: [P1], quiet: true }, { at: 9, incidents: [P1, P0], quiet: true }, { at: 60, incidents: [P1], quiet: true }, { at: 200, incidents: [P1] }], ['9: P0', '200: P1']],
    ['tells afterwards what came while the screen could not be heard', [{ at: 1, incidents: [P0], deaf: true }, { at: 600, incidents: [P0] }], ['600: P0']],
    ['does not tell afterwards what was acknowledged meanwhile', [{ at: 1, incidents: [P0], deaf: true }, { at: 600, incidents: [incident(1, 'P0', true)] }], []],
    ['tells a grown one that was acknowledged in quiet hours unheard', [{ at: 1, incidents: [incident(1, 'P1')], quiet: true }, { at: 5, incidents: [incident(1, 'P1', true)], quiet: true }, { at: 9, incidents: [incident(1, 'P0', true)], quiet: true }], ['9: P0']],
    ['has no sound for a drill, however grave or overdue', [{ at: 1, incidents: [drill] }, { at: 5, incidents: [drill], alarm: overdue(4, 'P0') }, { at: 500, incidents: [drill] }], []],
    ['lets what is real not wait for a drill', [{ at: 1, incidents: [drill] }, { at: 2, incidents: [drill, P1] }, { at: 200, incidents: [drill, P1, P0] }], ['2: P1', '200: P0']],
    ['tells one that comes back after it was closed', [{ at: 1, incidents: [P0] }, { at: 5, incidents: [] }, { at: 200, incidents: [P0] }], ['1: P0', '200: P0']],
  ])('%s', (_, moments, sounds) => expect(hear(moments)).toEqual(sounds));

  it('does not sound because a page was opened, but says what stays unanswered', () => {
    const opened = openMemory({ now: at(0), incidents: [P0], alarm: null });
    expect(hear([{ at: 1, incidents: [P0] }, { at: 119, incidents: [P0] }, { at: 120, incidents: [P0] }], opened)).toEqual(['120: P0']);
    expect(hear([{ at: 1, incidents: [P0] }, { at: 2, incidents: [P0, P1] }], opened)).toEqual(['2: P1']);
  });

  const change = fc.record({
    wait: fc.integer({ min: 0, max: 150 }),
    severities: fc.array(fc.constantFrom<Severity>('P0', 'P1', 'P2'), { maxLength: 4 }),
    acknowledged: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    overdue: fc.option(fc.integer({ min: 0, max: 3 })),
    quiet: fc.boolean(),
    deaf: fc.boolean(),
  });
  /** `between` is what happens to the memory of a screen between two decisions. */
  const holds = (between: (memory: SoundMemory) => SoundMemory) =>
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        let memory = openMemory({ now: at(0), incidents: [], alarm: null });
        let second = 0;
        let last = Number.NEGATIVE_INFINITY;
        for (const { wait, severities, acknowledged, overdue: late, quiet, deaf } of changes) {
          second += wait;
          const incidents = severities.map((severity, index) => incident(index, severity, acknowledged[index]));
          const decided = decideSound(between(memory), { now: at(second), incidents, alarm: late === null ? memory.alarm : overdue(late, severities[late] ?? 'P0'), quiet, deaf });
          memory = decided.memory;
          if (decided.play === null) continue;
          expect(deaf).toBe(false);
          expect(second * 1_000 - last).toBeGreaterThanOrEqual(SOUND_AGAIN_MS);
          expect(incidents.some(({ severity }) => severity === decided.play)).toBe(true);
          if (quiet) expect(decided.play).toBe('P0');
          last = second * 1_000;
        }
      }),
      { numRuns: 500 },
    );

  it('never comes twice within two minutes, never for a P2, never where it is deaf, and never for a P1 in quiet hours, whatever happens', () => {
    holds((memory) => memory);
    // Control: a screen that forgets when it last sounded is caught.
    expect(() => holds((memory) => ({ ...memory, lastAt: null }))).toThrow(/Property failed/);
  });
});

describe('silencing a screen', () => {
  it('ends by itself after ten minutes', () => {
    const until = silenceFrom(at(0));
    expect(until - at(0)).toBe(SILENCE_MS);
    expect(silencedUntil(until, at(599))).toBe(until);
    expect(silencedUntil(until, at(600))).toBeNull();
  });

  it('cannot be had for longer, whatever is remembered in the browser', () => {
    expect(silencedUntil(at(601), at(0))).toBeNull();
    expect(silencedUntil(epochMs(Number.POSITIVE_INFINITY), at(0))).toBeNull();
    expect(silencedUntil(null, at(0))).toBeNull();
  });
});
