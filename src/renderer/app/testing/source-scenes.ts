import type { CallName } from '../../../shared/contract/contract.ts';
import type { Signal, Source } from '../../../shared/model/entities.ts';
import { SignalId, SourceId } from '../../../shared/model/ids.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import type { SourceHealth } from '../../../shared/model/source-health.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';

/** Pictures of the screen of sources: everything that one can be, very many, an engine that stops, figures that do not come. */
export const SOURCE_SCENES = ['sources', 'sourcesMany', 'sourcesStopped', 'sourcesNoFigures', 'sourcesViewer'] as const;
export const isSourceScene = (scene: string): boolean => (SOURCE_SCENES as readonly string[]).includes(scene);

const LONG = `it answers with an error of its own (502: ${'upstream connect error or disconnect/reset before headers; reset reason: connection termination, transport failure reason: delayed connect error: 111; '.repeat(2)})`.slice(0, 330);
const ago = (now: EpochMs, seconds: number): string => toRfc3339(epochMs(now - seconds * 1_000));

interface Shape {
  readonly source: Pick<Source, 'type' | 'name' | 'url'> & Partial<Source>;
  readonly signals?: readonly [live: number, late: number, blind: number];
  readonly usualAgeMs?: number;
  readonly health?: Partial<SourceHealth>;
}

const shapes = (now: EpochMs): readonly Shape[] => [
  { source: { type: 'prometheus', name: 'Prometheus', url: 'http://prometheus.eu-central-1.acme.test:9090/' }, signals: [24, 0, 0] },
  {
    source: { type: 'datadog', name: 'Datadog EU', url: 'https://api.datadoghq.eu/', warnings: ['6 signals asked every 40 s instead of 20 s: Datadog allows 100 requests in 60 s (query).'] },
    signals: [6, 0, 0], usualAgeMs: 42_000,
    health: { budget: { name: 'query', limit: 100, remaining: 4, periodMs: 60_000, resetsAt: ago(now, -42) }, lastFailure: { at: ago(now, 95), code: 'rate_limited', message: 'it asks us to slow down (429)', feed: null }, failed: 7, took: { lastMs: 412, p50Ms: 380, p95Ms: 1_240, n: 200 } },
  },
  { source: { type: 'grafana', name: 'Grafana', url: 'https://grafana.acme.test/', clockOffsetMs: 7_400 }, signals: [3, 0, 0], health: { feeds: [{ name: 'alerts', everyMs: 15_000, state: 'live', lastAt: ago(now, 6), lastFailure: null }] } },
  {
    source: { type: 'alertmanager', name: 'Alertmanager', url: 'http://alertmanager.acme.test:9093/', clockOffsetMs: null },
    health: { feeds: [{ name: 'alerts', everyMs: 15_000, state: 'live', lastAt: ago(now, 9), lastFailure: null }], watchdog: { name: 'Watchdog', withinMs: 300_000, state: 'arrives', lastAt: ago(now, 48) } },
  },
  {
    source: { type: 'alertmanager', name: 'Alertmanager, second site', url: 'http://198.51.100.211:19093/', clockOffsetMs: 20, state: 'failing', since: ago(now, 340), message: 'Watchdog has not arrived since 14:02:11 UTC: Prometheus may not be evaluating rules, or cannot reach this Alertmanager' },
    health: { feeds: [{ name: 'alerts', everyMs: 15_000, state: 'live', lastAt: ago(now, 4), lastFailure: null }], watchdog: { name: 'Watchdog', withinMs: 300_000, state: 'missing', lastAt: ago(now, 640) } },
  },
  { source: { type: 'prometheus', name: 'Zahlungsabwicklung und Rückerstattung (Rechenzentrum Frankfurt am Main, Halle 3)', url: 'http://prometheus.zahlungsabwicklung-und-rueckerstattung.rechenzentrum-frankfurt.intern.acme.test:19090/prometheus/', state: 'failing', since: ago(now, 446), message: `has not answered since 14:02:11 UTC (${LONG})` }, signals: [0, 0, 9], health: { failed: 41, lastFailure: { at: ago(now, 3), code: 'server_error', message: LONG, feed: null }, hour: hourOf(now, 8) } },
  { source: { type: 'probe', name: 'דף הבית והזמנות', url: null, clockOffsetMs: null }, signals: [4, 0, 2] },
  { source: { type: 'postman', name: '支払いテスト', url: null, clockOffsetMs: null }, signals: [1, 1, 0] },
  { source: { type: 'datadog', name: '<img src=x onerror=alert(1)>\u202Egpj.exe', url: 'https://api.datadoghq.com/' }, signals: [2, 0, 0], health: { budget: { name: 'query_v2', limit: 300, remaining: 120, periodMs: 60_000, resetsAt: ago(now, 20) } } },
  { source: { type: 'prometheus', name: 'Just connected', url: 'http://127.0.0.1:9090/', state: 'waiting', lastAnswerAt: null, clockOffsetMs: null }, health: { asked: 0, took: null, lastAnswerAt: null } },
];

function hourOf(now: EpochMs, failing: number): SourceHealth['hour'] {
  const wave = (index: number): number => Math.round(14 + 10 * Math.abs(Math.sin(index * 1.7)) + (index === 31 ? 480 : 0));
  return { from: ago(now, 3_600), slowestMs: Array.from({ length: 60 }, (_, index) => (index >= 60 - failing || (index > 20 && index < 24) ? null : wave(index))), failed: Array.from({ length: 60 }, (_, index) => (index >= 60 - failing || (index > 20 && index < 24) ? 5 : 0)) };
}

const chosen = (scene: string, now: EpochMs): readonly Shape[] => (scene === 'sourcesMany' ? Array.from({ length: 4 }, (_, round) => shapes(now).map((shape) => ({ ...shape, source: { ...shape.source, name: `${shape.source.name} ${round + 1}` } }))).flat() : shapes(now));
const idOf = (index: number): SourceId => SourceId.parse(`source-${index}`);

export const sourcesOf = (scene: string, now: EpochMs): Source[] =>
  chosen(scene, now).map(({ source }, index) => ({ id: idOf(index), state: 'ok', since: ago(now, 7_400), message: null, warnings: [], lastAnswerAt: ago(now, source.state === 'failing' ? 446 : 3), clockOffsetMs: 12, ...source }));

/** Signals of those sources, made like one that is there; all belong to its service. */
export const signalsOfSources = (scene: string, like: Signal, now: EpochMs): Signal[] =>
  chosen(scene, now).flatMap(({ signals = [0, 0, 0], usualAgeMs }, index) =>
    (['live', 'late', 'blind'] as const).flatMap((freshness, which) =>
      Array.from({ length: signals[which] ?? 0 }, (_, number): Signal => {
        const time = ago(now, freshness === 'blind' ? 460 : freshness === 'late' ? 16 : 2);
        return { ...like, id: SignalId.parse(`source-${index}-${freshness}-${number}`), source: idOf(index), freshness, freshnessSince: ago(now, 440), latest: like.latest === null ? null : { ...like.latest, time, receivedAt: time }, ...(usualAgeMs !== undefined && { usualAgeMs }) };
      }),
    ),
  );

const healthOf = (scene: string, now: EpochMs): SourceHealth[] =>
  chosen(scene, now).map(({ source, signals = [0, 0, 0], health }, index) => {
    const [live, late, blind] = signals;
    return {
      source: idOf(index), asked: 2_412, failed: 0, countedSince: ago(now, 7_400), took: { lastMs: 11.4, p50Ms: 9.2, p95Ms: 31, n: 200 }, hour: hourOf(now, source.state === 'waiting' ? 60 : 0),
      lastAnswerAt: ago(now, source.state === 'failing' ? 446 : 3), lastFailure: null, blindSince: null, signals: { live, late, blind }, feeds: [], watchdog: null, budget: null, clockOffsetMs: 12, ...health,
    };
  });

/** What the engine of these pictures answers; null where it has nothing to say. */
export function answerSources(scene: string, now: EpochMs, name: CallName): Result<unknown> | null {
  if (!isSourceScene(scene)) return null;
  if (name === 'session.get') return ok({ seat: { id: 'seat1', person: null, personName: 'Mira', name: 'Desk 4', kind: 'browser', rights: scene === 'sourcesViewer' ? ['view'] : ['view', 'publish', 'operate', 'approve', 'admin'], createdAt: ago(now, 9_000), lastSeenAt: ago(now, 0) }, person: null, needsPin: false });
  if (name !== 'sources.health') return null;
  return scene === 'sourcesNoFigures' ? fail('forbidden', 'This seat may not see them.') : ok({ at: toRfc3339(now), items: healthOf(scene, now) });
}
