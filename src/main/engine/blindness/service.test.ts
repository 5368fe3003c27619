import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServiceId, SourceId } from '../../../shared/model/ids.ts';
import { connectWriter } from '../../store/connection.ts';
import { migrate } from '../../store/migrate.ts';
import { MIGRATIONS } from '../../store/migrations/index.ts';
import { createSql } from '../../store/sql.ts';
import { temporaryFolder } from '../../store/testing/fixtures.ts';
import { announcedSeed } from '../../store/testing/random.ts';
import { scansIn, watchPlans } from '../scorecard/testing/watch-plans.ts';
import { createManualClock, silentLog } from '../testing/manual-clock.ts';
import type { BlindNow } from './now.ts';
import { createBlindTimes, GAP_MS, SETTLE_MS } from './service.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 15, 12);
const [CHECKOUT, LOGIN] = ['checkout' as ServiceId, 'login' as ServiceId];
const EU: BlindNow = { service: CHECKOUT, why: 'failing', source: 'eu' as SourceId, name: 'Prometheus EU' };
const LOGIN_EU: BlindNow = { ...EU, service: LOGIN };

/** The record over SQLite, on a clock that is moved by hand; `kill` leaves it as a dead process would, `stop` as one that ends in good order. */
function open({ file, laterMs = 0 }: { file?: string; laterMs?: number } = {}) {
  const clock = createManualClock(START + laterMs);
  const sql = createSql(file === undefined ? new Database(':memory:') : connectWriter(file), { clock, log: silentLog });
  migrate(sql.write, MIGRATIONS);
  const world = { now: [] as BlindNow[], services: [CHECKOUT, LOGIN] };
  const create = () => createBlindTimes({ db: sql, clock, services: () => world.services.map((id) => ({ id })), blindNow: () => world.now });
  let times = create();
  let runs = true;
  const seconds = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) {
      await clock.advance(1_000);
      if (runs) times.tick();
    }
  };
  times.tick();
  const end = (): void => {
    runs = false;
    world.now = [];
  };
  return {
    clock, sql, world, seconds,
    get times() {
      return times;
    },
    blind: (...now: BlindNow[]) => (world.now = now),
    kill: end,
    stop: () => {
      times.close();
      end();
    },
    run: () => {
      times = create();
      runs = true;
      times.tick();
    },
    /** Of one service, from a minute to another since the start. */
    before: (from: number, to: number, ...services: ServiceId[]) => {
      const window = { from: START + from * MINUTE, to: START + to * MINUTE };
      const view = times.read(window).of(services.length === 0 ? [CHECKOUT] : services);
      const found = view.before(window);
      expect(view.seen(window.from, window.to)).toBe(found.standing === 'seen');
      return found;
    },
    rows: () => sql.read.all<{ service: string; why: string; from: number; to: number | null }>('SELECT service, why, (from_at - :start) / 1000 AS "from", (to_at - :start) / 1000 AS "to" FROM blind_spans ORDER BY from_at, service', { start: START }),
    writes: () => sql.read.get<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0,
  };
}

describe('the record of blindness', () => {
  it('keeps when a service was not seen, by the source that took its sight', async () => {
    const { blind, seconds, before } = open();
    await seconds(120);
    blind(EU, { service: CHECKOUT, why: 'silent', source: 'us' as SourceId, name: 'Prometheus US' });
    await seconds(60);
    blind(EU);
    await seconds(60);
    blind();
    await seconds(120);
    expect(before(0, 6)).toEqual({ standing: 'blind', seconds: 120, ofSeconds: 360, unknownSeconds: 0, causes: [{ why: 'failing', source: 'eu', name: 'Prometheus EU', seconds: 120 }, { why: 'silent', source: 'us', name: 'Prometheus US', seconds: 60 }] });
    expect(before(0, 6, LOGIN)).toMatchObject({ standing: 'seen', seconds: 0 });
    expect(before(0, 6, LOGIN, CHECKOUT)).toMatchObject({ standing: 'blind', seconds: 120 });
  });

  it('tells of what still lasts up to now', async () => {
    const { blind, seconds, before, times, clock } = open();
    blind(EU);
    await seconds(301);
    expect(before(0, 5)).toMatchObject({ standing: 'blind', seconds: 299 });
    expect(times.read({ from: clock.nowMs() - 5 * MINUTE, to: clock.nowMs() }).total(CHECKOUT).ms).toBe(300_000);
  });

  it('writes when something begins or ends, and once a minute; not with every look', async () => {
    const { blind, seconds, writes } = open();
    await seconds(1);
    const first = writes();
    await seconds(600);
    expect(writes() - first).toBeLessThanOrEqual(11);
    blind(EU, LOGIN_EU);
    await seconds(600);
    // Two spans that begin, and the beat.
    expect(writes() - first).toBeLessThanOrEqual(25);
  });

  it('knows nothing of the time before it was kept, nor of a service before it was configured', async () => {
    const { seconds, before, world } = open();
    await seconds(300);
    world.services.push('search' as ServiceId);
    await seconds(300);
    expect(before(-5, 5)).toMatchObject({ standing: 'unknown', unknownSeconds: 300 });
    expect(before(4, 10, 'search' as ServiceId)).toMatchObject({ standing: 'unknown', unknownSeconds: 61 });
    expect(before(6, 10, 'search' as ServiceId)).toMatchObject({ standing: 'seen' });
    expect(before(0, 10, 'other' as ServiceId)).toMatchObject({ standing: 'unknown', unknownSeconds: 600 });
  });

  it('says of a service that is taken out of the configuration and comes back that it was not watched; a configuration that is being read is no such time', async () => {
    const { seconds, before, world } = open();
    await seconds(60);
    world.services = [];
    await seconds(SETTLE_MS / 1_000 - 1);
    world.services = [CHECKOUT, LOGIN];
    await seconds(45);
    world.services = [LOGIN];
    await seconds(120);
    world.services = [CHECKOUT, LOGIN];
    await seconds(60);
    expect(before(0, 4)).toMatchObject({ standing: 'blind', seconds: 120, causes: [{ why: 'unwatched', source: null, seconds: 120 }] });
    expect(before(0, 4, LOGIN)).toMatchObject({ standing: 'seen' });
  });

  it('does not take a clock that is set back for time', async () => {
    const { seconds, blind, clock, rows } = open();
    await seconds(60);
    blind(EU);
    await seconds(60);
    clock.step(-30_000);
    await seconds(60);
    blind();
    await seconds(1);
    expect(rows()).toEqual([{ service: 'checkout', why: 'failing', from: 61, to: 120 }, { service: 'checkout', why: 'failing', from: 91, to: 151 }]);
  });

  it('finds what reaches into a stretch of time without reading everything', async () => {
    const { seconds, blind, sql, times, clock } = open();
    blind(EU);
    await seconds(100);
    const plans = await watchPlans(sql.read, /blind_spans/, () => times.read({ from: clock.nowMs() - MINUTE, to: clock.nowMs() }));
    expect([...plans.values()].join('\n')).toMatch(/SEARCH blind_spans USING (?:COVERING )?INDEX blind_spans_class/);
    expect(scansIn(new Map([...plans].map(([text, plan]) => [text, plan.replaceAll('SCAN reach', 'SCAN class')])))).toEqual([]);
  });
});

describe('Holdfast that does not run', () => {
  it('is blind to every service between its last beat and its next start; what lasted ends with the last beat', async () => {
    const { seconds, blind, kill, run, before, rows } = open();
    await seconds(90);
    blind(EU);
    await seconds(100);
    kill();
    await seconds(600);
    run();
    await seconds(60);
    // The last beat came at 2:31, a minute after the one that told of the source.
    expect(rows()).toEqual([{ service: 'checkout', why: 'failing', from: 91, to: 151 }, { service: '', why: 'stopped', from: 151, to: 790 }]);
    expect(before(0, 14)).toMatchObject({ standing: 'blind', seconds: 699, causes: [{ why: 'stopped', source: null, seconds: 639 }, { why: 'failing', seconds: 60 }] });
    expect(before(0, 14, LOGIN)).toMatchObject({ seconds: 639 });
  });

  it('is exact where it was stopped in good order', async () => {
    const { seconds, stop, run, rows } = open();
    await seconds(100);
    stop();
    await seconds(600);
    run();
    expect(rows()).toEqual([{ service: '', why: 'stopped', from: 100, to: 700 }]);
  });

  it('is no gap where it comes back at once', async () => {
    const { seconds, kill, run, rows } = open();
    await seconds(61);
    kill();
    await seconds(20);
    run();
    await seconds(120);
    expect(rows()).toEqual([]);
  });

  it('is what a machine that slept did, too', async () => {
    const { seconds, clock, blind, rows } = open();
    blind(EU);
    await seconds(10);
    clock.step(GAP_MS);
    await seconds(10);
    expect(rows()).toEqual([{ service: 'checkout', why: 'failing', from: 1, to: 10 }, { service: '', why: 'stopped', from: 10, to: 101 }, { service: 'checkout', why: 'failing', from: 101, to: null }]);
  });

  it('leaves nothing open in a file that another process opens after a kill', async () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    const killed = open({ file });
    killed.blind(EU);
    await killed.seconds(200);
    // Nothing is closed or flushed: what is in the file is what the kill left.
    const next = open({ file, laterMs: 600_000 });
    expect(next.rows()).toEqual([{ service: 'checkout', why: 'failing', from: 1, to: 181 }, { service: '', why: 'stopped', from: 181, to: 600 }]);
  });

  it('control: without a beat a kill would look like health', async () => {
    const { seconds, kill, run, before, sql } = open();
    await seconds(100);
    kill();
    await seconds(600);
    sql.write.run('UPDATE blind_beat SET beat_at = beat_at + 600000');
    run();
    await seconds(60);
    expect(before(0, 12)).toMatchObject({ standing: 'seen', seconds: 0 });
  });
});

describe('whatever happens', () => {
  it('the record says what a second by second count says', async () => {
    const seed = announcedSeed('record of blindness');
    const step = fc.record({ what: fc.constantFrom('none', 'checkout', 'login', 'both', 'stop', 'run'), seconds: fc.integer({ min: 1, max: 240 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 600 })), async (steps, [a, b]) => {
        const room = open();
        /** Second by second: who was not seen; the look at the end of a second is what is known of the next one. */
        const truth: Readonly<Record<ServiceId, boolean>>[] = [];
        let [running, stoppedFor] = [true, 0];
        for (const { what, seconds } of steps) {
          if (what === 'stop' && running) {
            room.stop();
            [running, stoppedFor] = [false, 0];
          } else if (what === 'run' && !running) {
            room.run();
            // A short stop is none.
            if (stoppedFor * 1_000 <= GAP_MS) for (let back = 1; back <= stoppedFor; back += 1) truth[truth.length - back] = { [CHECKOUT]: false, [LOGIN]: false };
            running = true;
          } else if (running && what !== 'stop' && what !== 'run') {
            room.blind(...(what === 'checkout' || what === 'both' ? [EU] : []), ...(what === 'login' || what === 'both' ? [LOGIN_EU] : []));
            room.times.tick();
          }
          const blind = new Set(room.world.now.map(({ service }) => service));
          for (let second = 0; second < seconds; second += 1) truth.push(running ? { [CHECKOUT]: blind.has(CHECKOUT), [LOGIN]: blind.has(LOGIN) } : { [CHECKOUT]: true, [LOGIN]: true });
          if (!running) stoppedFor += seconds;
          await room.seconds(seconds);
        }
        if (!running) room.run();
        if (!running && stoppedFor * 1_000 <= GAP_MS) for (let back = 1; back <= stoppedFor; back += 1) truth[truth.length - back] = { [CHECKOUT]: false, [LOGIN]: false };
        const [from, to] = [Math.min(a, b), Math.min(Math.max(a, b), truth.length)];
        if (from >= to) return;
        for (const services of [[CHECKOUT], [LOGIN], [CHECKOUT, LOGIN]]) {
          const counted = truth.slice(from, to).filter((second) => services.some((service) => second[service])).length;
          expect(room.before(from / 60, to / 60, ...services)).toMatchObject({ seconds: counted, unknownSeconds: 0 });
        }
      }),
      { seed, numRuns: 60 },
    );
  });
});
