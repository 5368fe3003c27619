import { expect, it } from 'vitest';
import { HoldfastConfig } from '../../../shared/model/config.ts';
import { ServiceId, SignalId } from '../../../shared/model/ids.ts';
import { assertPresent } from '../../../shared/model/result.ts';
import { durationMs } from '../../../shared/model/units.ts';
import { resolveConfig } from '../../config/resolved.ts';
import { openIncidents } from '../incidents/testing/open-incidents.ts';
import { createSeries } from '../series/series-service.ts';
import { silentLog } from '../testing/manual-clock.ts';
import { applyReading, refresh, startSignal, viewSignal, type SignalState } from '../watch/signal-state.ts';
import { createOpinionNotes } from './notes.ts';
import { createOpinions } from './service.ts';

const CHECKOUT = ServiceId.parse('checkout');
const [PROM, DATADOG] = [SignalId.parse('errors'), SignalId.parse('errors-datadog')];
const CONFIG = resolveConfig(
  HoldfastConfig.parse({
    version: 1,
    workspace: { name: 'Acme' },
    sources: [{ id: 'prom', type: 'prometheus', url: 'http://127.0.0.1:1' }, { id: 'dd', type: 'prometheus', url: 'http://127.0.0.1:2' }],
    services: [{ id: 'checkout', name: 'Checkout' }],
    signals: [
      { id: PROM, service: 'checkout', kind: 'errorRate', source: 'prom', every: '5s', query: 'a', secondOpinion: { signal: DATADOG, for: '30s' } },
      { id: DATADOG, service: 'checkout', kind: 'errorRate', unit: 'percent', source: 'dd', every: '5s', query: 'b' },
    ],
  }),
);
const SOURCES = [{ id: 'prom', name: 'Prometheus' }, { id: 'dd', name: 'Datadog' }] as never;

/** Two sources that are read every five seconds into real series, and incidents as they are in production. */
function night() {
  const store = openIncidents();
  const { clock } = store;
  const series = createSeries({ db: store.db, clock, log: silentLog });
  const values: Record<string, number | null> = { [PROM]: 0.021, [DATADOG]: 0.3 };
  const moment = () => ({ nowMs: clock.nowMs(), aliveMs: durationMs(clock.monotonicMs()) });
  const states = new Map<SignalId, SignalState>(CONFIG.signals.map((signal) => [signal.id, startSignal({ ...signal, queryText: '', openUrl: null, learnsSpacing: true }, moment())]));
  const told: string[] = [];
  const opinions = createOpinions({
    pairs: () => CONFIG.opinions,
    state: (id) => states.get(id) ?? null,
    newest: (id) => series.newest(id),
    samples: (id, from, to) => series.samples(id, from, to),
    emit: (_, { opinion }) => told.push(opinion.state),
  });
  const notes = createOpinionNotes({ clock, opinions: () => opinions.all(), signal: (id) => [states.get(id)].flatMap((state) => (state === undefined ? [] : [viewSignal(state, [])]))[0] ?? null, sources: () => SOURCES, append: (id, facts, note) => void store.incidents.append(id, facts, note) });
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      await clock.advance(1_000);
      for (const [id, state] of states) {
        const value = values[id] ?? null;
        if (value !== null && Math.round(clock.nowMs() / 1_000) % 5 === 0) {
          applyReading(state, { sampleTime: clock.nowMs(), evaluatedAt: clock.nowMs(), value, noValue: null }, moment());
          series.append(id, clock.nowMs(), value);
        }
        refresh(state, moment());
      }
      opinions.tick();
      notes(store.incidents.openRecords());
    }
  };
  return { ...store, values, told, opinions, pass };
}
const open = (story: ReturnType<typeof night>) => assertPresent(story.fires('checkout-down', { severity: 'P0', agoMs: 60_000, service: CHECKOUT }), 'no incident opened');
const rows = (story: ReturnType<typeof night>, id: ReturnType<typeof open>) =>
  story.timeline(id, { limit: 200 }).items.filter(({ type }) => type === 'opinionsTold').map(({ data }) => `${String(data['state'])}: ${String(data['first'])} ${String(data['value'])}, ${String(data['second'])} ${String(data['otherValue'])}`);

it('two sources that disagree are told of, in one unit, and an open incident notes it once, and once more when they agree', async () => {
  const story = night();
  const id = open(story);
  await story.pass(29);
  expect(story.opinions.of(PROM)).toMatchObject({ signal: DATADOG, state: 'differ', value: 0.021, other: 0.003 });
  expect(rows(story, id)).toEqual([]);
  await story.pass(20);
  expect(story.opinions.of(PROM)?.state).toBe('disagree');
  expect(rows(story, id)).toEqual(['disagree: Prometheus 0.021, Datadog 0.003']);
  await story.pass(60);
  expect(rows(story, id)).toHaveLength(1);
  story.values[DATADOG] = 2.1;
  await story.pass(20);
  expect(rows(story, id)).toEqual(['disagree: Prometheus 0.021, Datadog 0.003', 'agree: Prometheus 0.021, Datadog 0.021']);
  expect(new Set(story.told)).toEqual(new Set(['waiting', 'differ', 'disagree', 'agree']));
});

it('a source that goes blind ends the comparison, and an incident that never heard of a disagreement hears nothing of that', async () => {
  const story = night();
  story.values[DATADOG] = 2.1;
  const quiet = open(story);
  await story.pass(30);
  story.values[DATADOG] = null;
  await story.pass(60);
  expect(story.opinions.of(PROM)).toMatchObject({ state: 'none', missing: 'second', value: null, other: null });
  expect(rows(story, quiet)).toEqual([]);
  story.values[DATADOG] = 0.3;
  await story.pass(60);
  story.values[DATADOG] = null;
  await story.pass(60);
  expect(rows(story, quiet).map((row) => row.split(':')[0])).toEqual(['disagree', 'none']);
});

it('an incident that opens while they disagree hears of it at once, and one of another service never', async () => {
  const story = night();
  await story.pass(60);
  const id = open(story);
  await story.pass(1);
  expect(rows(story, id)).toHaveLength(1);
  const other = assertPresent(story.fires('login-down', { severity: 'P1', agoMs: 1_000, service: ServiceId.parse('login') }), 'no incident opened');
  await story.pass(10);
  expect(other === id ? [] : rows(story, other)).toEqual([]);
});

it('only a signal that names another has a second opinion, and the other way round nobody is asked', () => {
  const { opinions } = night();
  expect(opinions.of(PROM)).toMatchObject({ state: 'waiting', tolerance: { relative: 0.2, absolute: 0.001 }, forMs: 30_000 });
  expect(opinions.of(DATADOG)).toBeNull();
});
