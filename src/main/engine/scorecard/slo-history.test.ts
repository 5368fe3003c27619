import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import { parseConfig } from '../../config/load.ts';
import { migrate } from '../../store/migrate.ts';
import { MIGRATIONS } from '../../store/migrations/index.ts';
import { createSql } from '../../store/sql.ts';
import { createManualClock, silentLog } from '../testing/manual-clock.ts';
import { daysStatement } from './slo-repo.ts';
import { createSloHistory } from './slo-history.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const ms = (text: string): EpochMs => epochMs(Date.parse(text));
const CONFIG = `version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
sources: [{ id: prom, type: prometheus, url: "http://127.0.0.1:9090" }]
services: [{ id: api, name: API }]
signals:
  - { id: errors, service: api, kind: errorRate, source: prom, query: e }
  - { id: up, service: api, kind: availability, source: prom, query: u, unit: percent }
  - { id: traffic, service: api, kind: traffic, source: prom, query: t }
slos:
  - { id: works, service: api, signal: errors, target: 99, window: 7d }
`;

const opened: Database.Database[] = [];
afterEach(() => opened.splice(0).forEach((raw) => void raw.close()));

type Value = (at: EpochMs) => number | null;
function world({ now = ms('2026-10-28T12:00:30Z'), maintenance = [], retention = '30d', values = {} }: { now?: EpochMs; maintenance?: readonly { readonly startsAt: EpochMs; readonly endsAt: EpochMs }[]; retention?: string; values?: Record<string, Value> } = {}) {
  const raw = new Database(':memory:');
  opened.push(raw);
  const clock = createManualClock(now);
  const sql = createSql(raw, { clock, log: silentLog });
  migrate(sql.write, MIGRATIONS);
  let config = parseConfig(`${CONFIG}retention: { rollups: ${retention} }\n`, { file: 'f' }).config!;
  let [asked, filled] = [0, 0];
  const history = createSloHistory({
    db: { read: sql.read, write: sql.write }, clock,
    config: () => config,
    timeZone: () => config.workspace.timeZone,
    maintenance: () => maintenance,
    backfills: () => filled,
    spacingMs: () => null as DurationMs | null,
    minutes: (signal, from, to) => {
      const kept = clock.nowMs() - config.retention.rollupsMs;
      const found: { minute: number; rollup: { sum: number; count: number } }[] = [];
      for (let minute = Math.ceil(from / MIN); minute * MIN <= to; minute += 1) {
        asked += 1;
        const value = minute * MIN < kept || minute * MIN > clock.nowMs() ? null : (values[signal] ?? (() => null))(epochMs(minute * MIN));
        if (value !== null) found.push({ minute, rollup: { sum: value * 4, count: 4 } });
      }
      return found;
    },
  });
  return {
    clock, history, read: sql.read,
    configure: (next: string) => void (config = parseConfig(`${next}retention: { rollups: ${retention} }\n`, { file: 'f' }).config!),
    settleAll: () => {
      let days = 0;
      while (history.step()) days += 1;
      return days;
    },
    /** History of a signal came in late. */
    fill: () => void (filled += 1),
    days: () => sql.read.all<{ from_at: EpochMs; to_at: EpochMs; known_ms: number }>('SELECT from_at, to_at, known_ms FROM slo_days ORDER BY from_at'),
    asked: () => {
      const before = asked;
      asked = 0;
      return before;
    },
    period: (from: string, to: string) => {
      const [standing] = history.standings({ from: ms(from), to: ms(to) }, () => true);
      return standing!.period;
    },
  };
}

const since = (from: string, value: Value): Value => (at) => (at >= ms(from) ? value(at) : null);
const badBetween = (from: string, to: string): Value => (at) => (at >= ms(from) && at < ms(to) ? 1 : 0);

describe('the availability of an objective over months', () => {
  it('comes to the same before and after its days are summed up, and asks for their minutes no more', () => {
    const { history, settleAll, period, asked, days } = world({ values: { errors: since('2026-10-20T08:00:00Z', badBetween('2026-10-22T10:00:00Z', '2026-10-22T13:00:00Z')) } });
    const before = [period('2026-10-01T00:00:00+02:00', '2026-11-01T00:00:00+01:00'), history.standings({ from: ms('2026-10-01T00:00:00+02:00'), to: ms('2026-11-01T00:00:00+01:00') }, () => true)[0]?.window];
    expect(settleAll()).toBeGreaterThan(7);
    expect(days().map(({ from_at, to_at }) => (to_at - from_at) / HOUR)).toEqual([24, 24, 24, 24, 24, 25, 24]);
    asked();
    const after = [period('2026-10-01T00:00:00+02:00', '2026-11-01T00:00:00+01:00'), history.standings({ from: ms('2026-10-01T00:00:00+02:00'), to: ms('2026-11-01T00:00:00+01:00') }, () => true)[0]?.window];
    expect(after).toEqual(before);
    expect(after[0]).toMatchObject({ notFull: 'young', knownFrom: '2026-10-20T08:00:00.000Z', knownSeconds: (8 * 24 + 4) * 3_600, budget: { totalSeconds: expect.closeTo((31 * 24 + 1) * 36, 6) as number, usedSeconds: expect.closeTo(3 * 3_600, 6) as number } });
  });

  it('keeps what the rollups forget, and says what it does not know', () => {
    const { clock, settleAll, period, days } = world({ now: ms('2026-10-03T12:00:00Z'), retention: '5d', values: { errors: since('2026-10-02T00:00:00+02:00', badBetween('2026-10-02T10:00:00Z', '2026-10-02T11:00:00Z')) } });
    for (let day = 0; day < 25; day += 1) {
      settleAll();
      clock.step(DAY);
    }
    settleAll();
    expect(days()).toHaveLength(25);
    expect(period('2026-10-02T00:00:00+02:00', '2026-10-03T00:00:00+02:00')).toMatchObject({ availability: expect.closeTo(23 / 24, 9) as number, coverage: 1, notFull: null });
    // A span that cuts a day which only its sum is left of.
    expect(period('2026-10-02T06:00:00Z', '2026-10-03T00:00:00+02:00')).toMatchObject({ availability: null, coverage: 0, knownSeconds: 0 });
    expect(period('2026-10-01T00:00:00+02:00', '2026-10-03T00:00:00+02:00')).toMatchObject({ coverage: 0.5, notFull: 'young' });
  });

  it('a time without Holdfast is blind, not up', () => {
    const { settleAll, period } = world({ values: { errors: (at) => (at >= ms('2026-10-10T00:00:00+02:00') && at < ms('2026-10-15T00:00:00+02:00') ? null : 0) } });
    settleAll();
    expect(period('2026-10-01T00:00:00+02:00', '2026-10-21T00:00:00+02:00')).toMatchObject({ availability: 1, coverage: 0.75, blindSeconds: 5 * 86_400, notFull: null });
  });

  it('sums up days of another zone one after the other when the workspace moves, none twice', () => {
    const { settleAll, configure, days, period, clock } = world({ now: ms('2026-10-10T12:00:00Z'), values: { errors: () => 0 }, retention: '4d' });
    settleAll();
    configure(CONFIG.replace('Europe/Berlin', 'Asia/Kathmandu'));
    for (const day of [11, 12, 13]) {
      clock.step(ms(`2026-10-${day}T12:00:00Z`) - clock.nowMs());
      settleAll();
    }
    const rows = days();
    expect(rows.every(({ from_at }, index) => index === 0 || from_at === rows[index - 1]?.to_at)).toBe(true);
    expect(rows.map(({ from_at }) => toRfc3339(from_at)).slice(-2)).toEqual(['2026-10-09T18:15:00.000Z', '2026-10-10T18:15:00.000Z']);
    expect(period('2026-10-08T00:00:00+02:00', '2026-10-12T00:00:00+05:45')).toMatchObject({ coverage: 1, availability: 1 });
  });

  it('goes on with its past where it is measured in another way from some day on', () => {
    const { settleAll, configure, period, clock } = world({ now: ms('2026-10-10T12:00:00Z'), values: { errors: () => 0.5, up: () => 90, traffic: () => 10 } });
    settleAll();
    configure(CONFIG.replace('signal: errors, target', 'signal: up, traffic: traffic, target'));
    clock.step(ms('2026-10-14T12:00:00Z') - clock.nowMs());
    settleAll();
    expect(period('2026-10-08T00:00:00+02:00', '2026-10-09T00:00:00+02:00')).toMatchObject({ availability: 0.5, weighed: 'time' });
    expect(period('2026-10-10T00:00:00+02:00', '2026-10-13T00:00:00+02:00')).toMatchObject({ availability: expect.closeTo(0.9, 9) as number, weighed: 'traffic' });
    expect(period('2026-10-08T00:00:00+02:00', '2026-10-10T00:00:00+02:00')).toMatchObject({ availability: expect.closeTo(0.7, 9) as number, weighed: 'mixed' });
  });

  it('leaves planned work out', () => {
    const { settleAll, period } = world({ maintenance: [{ startsAt: ms('2026-10-22T10:00:00Z'), endsAt: ms('2026-10-22T13:00:00Z') }], values: { errors: badBetween('2026-10-22T10:00:00Z', '2026-10-22T13:00:00Z') } });
    settleAll();
    expect(period('2026-10-22T00:00:00+02:00', '2026-10-23T00:00:00+02:00')).toMatchObject({ availability: 1, maintenanceSeconds: 10_800, coverage: 1 });
  });

  it('a period that is still to come knows nothing, and has its whole budget', () => {
    expect(world().period('2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z')).toMatchObject({ availability: null, coverage: 0, knownSeconds: 0, blindSeconds: 0, budget: { usedSeconds: null, totalSeconds: expect.closeTo(31 * 864, 6) as number } });
  });

  it('asks once for an hour that is over, unless its past is filled in later', async () => {
    const values = { errors: since('2026-10-27T00:00:00Z', () => 0) };
    const { history, clock, asked, fill, period } = world({ values });
    const look = (): number => {
      for (const _ of history.prepare(() => true)) continue;
      period('2026-10-27T00:00:00Z', '2026-11-01T00:00:00Z');
      return asked();
    };
    expect(look()).toBeGreaterThan(40_000);
    // The hour that runs and what belongs to its edges, for the period and for the window.
    expect(look()).toBeLessThan(300);
    await clock.advance(HOUR);
    expect(look()).toBeLessThan(500);
    values.errors = since('2026-10-27T00:00:00Z', badBetween('2026-10-27T05:00:00Z', '2026-10-27T06:00:00Z'));
    expect(period('2026-10-27T00:00:00Z', '2026-10-28T00:00:00Z').availability).toBe(1);
    fill();
    expect(period('2026-10-27T00:00:00Z', '2026-10-28T00:00:00Z').availability).toBeCloseTo(23 / 24, 9);
  });

  it('finds its days by their key', () => {
    const { read } = world();
    const { sql, params } = daysStatement({ id: 'works' as never, service: 'api' as never }, { from: ms('2026-10-01T00:00:00Z'), to: ms('2026-11-01T00:00:00Z') });
    expect(read.explain(sql, ...params).join('\n')).toBe('SEARCH slo_days USING PRIMARY KEY (slo=? AND service=? AND from_at>? AND from_at<?)');
  });
});
