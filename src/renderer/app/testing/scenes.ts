import type { Snapshot } from '../../../shared/contract/events.ts';
import type { SignalKind, Stat, Unit } from '../../../shared/model/config.ts';
import { DEMO_FAULTS, type Signal, type Source } from '../../../shared/model/entities.ts';
import { ServiceId, SignalId, SourceId, RuleId } from '../../../shared/model/ids.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { chainOf, chainSignals } from './chain-scenes.ts';
import { CONSOLE_SCENES, consoleOf } from './console-scenes.ts';
import { alertsOf, openIncidents } from './incident-scenes.ts';
import { opinionValue, otherSource, withOpinions } from './opinion-scenes.ts';
import { NO_MAIL_SCENES } from './no-mail-answers.ts';
import { isPlanP0, PLAN_SCENES } from './plan-scene-names.ts';
import { continuityOf } from './plan-scenes.ts';
import { RECORD_SCENES } from './record-scenes.ts';
import { REVIEW_SCENES } from './review-scenes.ts';
import { RUN_SCENES } from './run-scenes.ts';
import { SCORECARD_SCENES } from './scorecard-scenes.ts';
import { isSourceScene, signalsOfSources, SOURCE_SCENES, sourcesOf } from './source-scenes.ts';
import { WALL_SCENES, wallIncidents, wallMaintenance } from './wall-scenes.ts';

/** Pictures of a workspace for looking at screens without an engine. Each is a state that a real engine can report. */
export const SCENES = ['ok', 'p0', 'p0s', 'p1', 'warning', 'late', 'blind', 'skew', 'stopped', 'unreachable', 'empty', 'one', 'many', 'names', 'demo', 'collapse', 'refused', 'connecting', 'problems', 'incidents', 'incidentsMany', 'incidentsViewer', 'incidentsLoading', 'incidentsFailed', 'chain', 'opinion', ...WALL_SCENES, ...RECORD_SCENES, ...SCORECARD_SCENES, ...REVIEW_SCENES, ...SOURCE_SCENES, ...NO_MAIL_SCENES, ...PLAN_SCENES, ...RUN_SCENES, ...CONSOLE_SCENES] as const;
export type Scene = (typeof SCENES)[number];

const PROM = SourceId.parse('prom');
const RULE = RuleId.parse('slow');

interface Shape {
  readonly suffix: string;
  readonly kind: SignalKind;
  readonly stat: Stat | null;
  readonly unit: Unit;
  readonly base: number;
  readonly above: number | null;
}

const SHAPES: readonly Shape[] = [
  { suffix: 'p50', kind: 'latency', stat: 'p50', unit: 's', base: 0.042, above: null },
  { suffix: 'p95', kind: 'latency', stat: 'p95', unit: 's', base: 0.12, above: 0.8 },
  { suffix: 'p99', kind: 'latency', stat: 'p99', unit: 's', base: 0.31, above: null },
  { suffix: 'errors', kind: 'errorRate', stat: null, unit: 'ratio', base: 0.0004, above: 0.05 },
  { suffix: 'traffic', kind: 'traffic', stat: null, unit: 'perSecond', base: 42, above: null },
  { suffix: 'up', kind: 'availability', stat: null, unit: 'ratio', base: 0.9997, above: null },
  { suffix: 'load', kind: 'saturation', stat: null, unit: 'ratio', base: 0.34, above: null },
];

const NAMES = ['Checkout API', 'Login', 'Search', 'Payments', 'Accounts', 'Notifications'];
const ODD_NAMES = ['Zahlungsabwicklungs- und Rückerstattungsdienst für Geschäftskunden (Europa)', '<img src=x onerror=alert(1)>', 'safe\u202Egpj.exe', 'דף הבית והזמנות', '支払いサービス', 'x'.repeat(80)];

/** What a signal's line is at a moment: calm waves, a hash for noise, and the trouble of the scene at its end. */
export function valueAt(scene: Scene, signal: string, at: number, now: number): number {
  const [service, suffix] = [signal.slice(0, signal.lastIndexOf('-')), signal.slice(signal.lastIndexOf('-') + 1)] as const;
  const shape = SHAPES.find((each) => each.suffix === suffix);
  const base = shape?.base ?? 1;
  const seed = Array.from(service).reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  const noise = Math.abs(Math.sin(at / 5_000 + seed) * 43_758.5453) % 1;
  const calm = base * (0.85 + 0.2 * Math.sin(at / 900_000 + seed) + 0.3 * noise ** 4 + 0.1 * noise);
  const trouble = troubled(scene, service);
  if (scene === 'opinion' && suffix.startsWith('errors') && ['s0', 's1', 's2'].includes(service)) return opinionValue(service, suffix === 'errors2', noise);
  const inTrouble = trouble !== null && at > now - troubleMs(scene);
  if (inTrouble && suffix === 'errors') return trouble === 'P1' && scene !== 'p0s' ? 0.062 + 0.02 * noise : 0.97 + 0.03 * noise;
  if (inTrouble && shape?.kind === 'latency') return base * (trouble === 'P1' && scene !== 'p0s' ? 8 : 18) * (0.9 + 0.25 * noise);
  if (suffix === 'traffic' && ((scene === 'collapse' && service === 's0') || inTrouble) && at > now - 240_000) return base * 0.03 * (1 + noise);
  if (inTrouble && suffix === 'up' && scene.startsWith('incidents')) return trouble === 'P0' ? 0 : 0.97;
  return suffix === 'up' ? Math.min(1, base + 0.0003 * noise) : calm;
}

/** How long the trouble of a scene has lasted. */
const troubleMs = (scene: Scene): number => (scene.startsWith('incidents') ? 12.7 * 60_000 : 440_000);

function troubled(scene: Scene, service: string): 'P0' | 'P1' | 'P2' | null {
  if (scene === 'p0' || scene === 'demo') return service === 's0' ? 'P0' : scene === 'p0' && service === 's3' ? 'P2' : null;
  if (isPlanP0(scene)) return service === 's0' ? 'P0' : null;
  if (scene === 'p0s') return ['s0', 's1', 's4'].includes(service) ? 'P0' : service === 's2' ? 'P1' : null;
  if (scene === 'p1') return service === 's3' ? 'P1' : null;
  if (scene.startsWith('incidents')) return service === 's0' ? 'P0' : service === 's3' ? 'P1' : null;
  if (scene === 'warning') return service === 's1' ? 'P2' : null;
  if (scene === 'drill' || scene === 'maintenance' || scene === 'thousand') return service === 's0' ? 'P0' : scene === 'thousand' && service === 's3' ? 'P1' : null;
  return null;
}

function signalOf(scene: Scene, service: string, shape: Shape, now: EpochMs): Signal {
  const id = `${service}-${shape.suffix}`;
  const bad = scene === 'late' && service === 's1' ? 'late' : scene === 'blind' && ['s0', 's2'].includes(service) ? 'blind' : 'live';
  const age = { live: 2_000, late: 14_000, blind: 451_000 }[bad];
  const time = toRfc3339((now - age) as EpochMs);
  const severity = shape.kind === 'errorRate' || shape.suffix === 'p95' ? troubled(scene, service) : null;
  const state = severity === null ? 'within' : scene === 'warning' ? 'over' : 'firing';
  return {
    id: SignalId.parse(id),
    name: `${service} ${shape.stat ?? shape.kind}`,
    service: ServiceId.parse(service),
    kind: shape.kind,
    unit: shape.unit,
    stat: shape.stat,
    source: PROM,
    query: `histogram_quantile(0.95,\n  sum by (le) (rate(http_request_duration_seconds_bucket{service="${service}"}[1m]))\n)`,
    select: null,
    intervalMs: 5_000,
    freshness: bad,
    freshnessSince: toRfc3339((now - age + 5_000) as EpochMs),
    latest: { time, evaluatedAt: toRfc3339((now - 500) as EpochMs), receivedAt: toRfc3339((now - 400) as EpochMs), value: valueAt(scene, id, now - age, now), noValue: null },
    error: bad === 'blind' ? { kind: 'source', message: 'connection refused', since: toRfc3339((now - 440_000) as EpochMs) } : null,
    thresholds: shape.above === null ? [] : [{ rule: RULE, above: shape.above, below: null, consecutive: 3, severity: 'P1' }],
    breach: { state, rule: severity === null ? null : RULE, severity, count: severity === null ? 0 : scene === 'warning' ? 2 : 88, needed: 3, since: severity === null ? null : toRfc3339((now - 440_000) as EpochMs) },
    openUrl: 'http://127.0.0.1:9090/graph?g0.expr=up',
  };
}

function sourceOf(scene: Scene, now: EpochMs): Source {
  const failing = scene === 'blind';
  return {
    id: PROM, type: 'prometheus', name: 'Prometheus', url: 'http://127.0.0.1:9090', state: failing ? 'failing' : 'ok', since: toRfc3339((now - 446_000) as EpochMs),
    message: failing ? `has not answered since ${new Date(now - 446_000).toISOString().slice(11, 19)} (connection refused)` : null,
    warnings: [], lastAnswerAt: toRfc3339((now - 500) as EpochMs), clockOffsetMs: scene === 'skew' ? 7_400 : 12,
  };
}

const COUNT: Partial<Record<Scene, number>> = { empty: 0, one: 1, many: 40, demo: 4, connecting: 0 };

/** The snapshot of a scene at `now`; incidents keep their times from `born`, when the picture was opened. */
export function snapshotOf(scene: Scene, now: EpochMs, born: EpochMs = now): Snapshot {
  const incidents = [...openIncidents(scene, born), ...wallIncidents(scene, openIncidents('p0s', born), born)];
  const alerts = alertsOf(incidents, born);
  const count = COUNT[scene] ?? NAMES.length;
  const ids = Array.from({ length: count }, (_, index) => `s${index}`);
  const names = scene === 'names' || scene === 'scorecardNames' ? ODD_NAMES : NAMES;
  const chained = scene === 'incidents' || scene === 'chain' ? ServiceId.parse('s0') : null;
  const measured = ids.flatMap((id) => SHAPES.map((shape) => signalOf(scene, id, shape, now)));
  const signals = [...(scene === 'opinion' ? withOpinions(measured, now) : measured), ...(chained === null ? [] : chainSignals(chained, now))];
  const [like] = measured;
  const ofSources = isSourceScene(scene) && like !== undefined ? signalsOfSources(scene, like, now) : null;
  const tier = (index: number): 1 | 2 | 3 => (index < 2 ? 1 : index < 4 ? 2 : 3);
  return {
    workspace: { name: 'Acme Payments', timeZone: 'Europe/Berlin', demo: scene === 'demo' || scene === 'collapse' || scene === 'scorecardDemo', version: '0.1.0', writable: scene !== 'recordsReadOnly' },
    services: ids.map((id, index) => ({ id: ServiceId.parse(id), name: names[index] ?? `Service ${String(index).padStart(2, '0')}`, tier: tier(index), signals: signals.filter((signal) => signal.service === id).map((signal) => signal.id), ...(chained !== null && id === chained ? { chain: chainOf(chained) } : {}) })),
    signals: ofSources ?? signals,
    sources: ofSources !== null ? sourcesOf(scene, now) : count === 0 ? [] : [sourceOf(scene, now), ...(scene === 'opinion' ? [otherSource(now)] : [])],
    problems:
      scene === 'problems'
        ? [
            { id: 'config', level: 'error', message: 'holdfast.yaml line 12: expected a duration such as "5s"; still running with the last good configuration', since: toRfc3339((now - 120_000) as EpochMs) },
            { id: 'disk', level: 'warning', message: 'The disk is 97 % full; history is kept for the last 24 hours only', since: toRfc3339((now - 4_000_000) as EpochMs) },
            { id: 'clock', level: 'info', message: 'This machine was asleep for 12 minutes', since: toRfc3339((now - 40_000) as EpochMs) },
          ]
        : [],
    presence: [],
    demoFaults:
      scene === 'demo' || scene === 'collapse'
        ? DEMO_FAULTS.map((id) => ({ id, name: { latency: 'Latency', errors: 'Errors', dns: 'DNS corrupted', region: 'Region down', blackout: 'Total blackout', backlog: 'Queue backlog' }[id], explains: 'Every second request to checkout waits two seconds longer, as if its database had lost an index.', active: id === 'errors' && scene === 'demo', since: id === 'errors' && scene === 'demo' ? toRfc3339((now - 440_000) as EpochMs) : null }))
        : [],
    incidents,
    alerts,
    alertCounts: { firing: scene === 'thousand' ? 1_000 : alerts.length, pending: 0, suppressed: scene === 'maintenance' ? 3 : 0 },
    continuity: continuityOf(scene, born),
    console: consoleOf(scene, born),
    maintenance: wallMaintenance(scene, born),
    now: toRfc3339(now),
  };
}
