import { describe, expect, it } from 'vitest';
import { PlanId } from '../../../../shared/model/ids.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { createManualClock, settle, silentLog } from '../../testing/manual-clock.ts';
import { preflightOf } from './check.ts';
import { createPreflight } from './service.ts';
import type { Gathered } from './rules.ts';

const [A, B, C] = ['a', 'b', 'c'].map((id) => PlanId.parse(id)) as [PlanId, PlanId, PlanId];

/** Plans whose looks end when a test says so. */
function start(plans: readonly PlanId[]) {
  const clock = createManualClock();
  const begun: PlanId[] = [];
  const changed: PlanId[] = [];
  let open: (() => void)[] = [];
  let underWay = 0;
  let most = 0;
  let state: 'ok' | 'blocked' | 'unknown' = 'ok';
  let fails = false;
  const service = createPreflight({
    clock,
    log: silentLog,
    gather: async (plan) => {
      begun.push(plan);
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise<void>((resolve) => open.push(resolve));
      underWay -= 1;
      if (fails) throw new Error('broken');
      return { at: clock.nowMs(), steps: [], proofs: [], delegated: [], missing: [], version: null } satisfies Gathered;
    },
    judge: (_, { at }) => preflightOf([{ rule: 'lever', state, says: 'so', at }], at),
    onChange: (plan) => changed.push(plan),
  });
  const apply = (text: string, ids: readonly PlanId[] = plans): void => service.apply(new Map(ids.map((id) => [id, text])));
  apply('one');
  return {
    clock, service, begun, changed, apply,
    most: () => most,
    set: (next: typeof state) => void (state = next),
    fail: (is: boolean) => void (fails = is),
    /** Lets this many seconds pass; every look is answered within one. */
    pass: async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        service.everySecond();
        await settle();
        for (const end of open) end();
        open = [];
        await clock.advance(1_000);
      }
    },
  };
}

describe('pre-flight of all plans', () => {
  it('looks again soon at what is not known, as right after a start, less and less often, and once a minute when it is known', async () => {
    const { begun, pass, set } = start([A]);
    set('unknown');
    await pass(1);
    expect(begun).toHaveLength(1);
    await pass(5);
    expect(begun).toHaveLength(2);
    await pass(9);
    expect(begun).toHaveLength(2);
    set('ok');
    await pass(1);
    expect(begun).toHaveLength(3);
    await pass(58);
    expect(begun).toHaveLength(3);
  });

  it('knows nothing before the first look, then looks at one after the other, each about once a minute', async () => {
    const { service, begun, pass, most } = start([A, B, C]);
    expect(service.of(A)).toEqual({ state: 'unknown', at: null, checks: [] });
    await pass(3);
    expect(begun).toEqual([A, B, C]);
    expect(service.of(A)).toMatchObject({ state: 'ok', at: '2026-01-15T12:00:01.000Z' });
    await pass(56);
    expect(begun).toHaveLength(3);
    await pass(64);
    expect(begun).toEqual([A, B, C, A, B, C, A, B, C].slice(0, begun.length));
    expect(begun.length).toBeGreaterThanOrEqual(7);
    expect(most()).toBe(1);
  });

  it('never looks at two at once, however long one takes', async () => {
    const { service, begun, clock } = start([A, B]);
    for (let second = 0; second < 200; second += 1) {
      service.everySecond();
      await clock.advance(1_000);
    }
    expect(begun).toEqual([A]);
  });

  it('looks anew at once after a change of the configuration, and forgets what was found of another text', async () => {
    const { service, begun, pass, apply } = start([A, B]);
    await pass(4);
    apply('one');
    expect(service.of(A).state).toBe('ok');
    await pass(2);
    expect(begun).toEqual([A, B, A, B]);
    apply('two');
    expect(service.of(A).state).toBe('unknown');
    service.take(A, 'one', { at: epochMs(0), steps: [], proofs: [], delegated: [], missing: [], version: null });
    expect(service.of(A).state).toBe('unknown');
    apply('two', [B]);
    expect(service.of(A)).toEqual({ state: 'unknown', at: null, checks: [] });
  });

  it('tells of each look, whose age is a new one, and at once when something is otherwise; and of nothing else', async () => {
    const { changed, begun, pass, set } = start([A, B]);
    await pass(10);
    // Nothing was looked at, then it was.
    expect(changed).toEqual([A, B, A, B]);
    set('blocked');
    await pass(2);
    expect(changed.slice(4)).toEqual([A, B]);
    await pass(120);
    expect(changed.slice(6)).toEqual(begun.slice(2));
    expect(begun).toHaveLength(6);
  });

  it('goes on with the others where one look fails, and keeps what it knew', async () => {
    const { service, begun, pass, fail } = start([A, B]);
    await pass(2);
    fail(true);
    await pass(62);
    expect(begun).toEqual([A, B, A, B]);
    expect(service.of(A)).toMatchObject({ state: 'ok', at: '2026-01-15T12:00:01.000Z' });
  });
});
