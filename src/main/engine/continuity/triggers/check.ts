import type { TriggerConfig } from '../../../../shared/model/continuity/trigger-config.ts';
import type { Signal } from '../../../../shared/model/entities.ts';
import type { IncidentId, ServiceId } from '../../../../shared/model/ids.ts';
import { assertNever } from '../../../../shared/model/result.ts';
import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { readDuration } from '../../../config/duration.ts';
import { defaultStat, type ResolvedConfig } from '../../../config/resolved.ts';
import { checkHealth, checkPrimary, type CheckResult, type Eyes } from '../core/checks.ts';
import { blindness, checked, eyesOf, illFrom, isDown, isWell } from './seen.ts';
import type { PlaceOf, TriggersDeps } from './triggers.ts';

/** Everything that one check looks at. */
export interface Scene {
  readonly config: ResolvedConfig;
  readonly signals: readonly Signal[];
  /** See `TriggersDeps.fromSeats`. */
  readonly fromSeats: readonly Signal[];
  readonly incidents: ReturnType<TriggersDeps['incidents']>;
  readonly controlsFail: boolean | null;
  readonly placeOf: PlaceOf;
  readonly now: EpochMs;
}

/** What one check has found. */
export interface Found extends CheckResult {
  /** From which places the failure is positively seen. */
  readonly seenFrom: readonly string[];
  readonly says: string;
  readonly incident: IncidentId | null;
  /** Positively seen to be well. */
  readonly isWell: boolean;
  /** How far apart its samples are at least: no gap is smaller. */
  readonly spacingMs: DurationMs;
}

/** The When clock is looked at this often; its failures are counted as those of a check at this pace. */
export const WHEN_EVERY_MS = durationMs(10_000);
export const everyOf = (trigger: TriggerConfig): DurationMs => (trigger.on === 'whenClock' ? WHEN_EVERY_MS : readDuration(trigger.every));
export const neededBy = (trigger: TriggerConfig): number => (trigger.on === 'whenClock' ? 1 : trigger.failedChecks);

export const servicesOf = ({ continuity }: ResolvedConfig, trigger: TriggerConfig): readonly ServiceId[] => {
  const plan = continuity.plans.find(({ id }) => id === trigger.plan);
  return (trigger.on === 'whenClock' ? trigger.services : undefined) ?? plan?.services ?? [];
};

/** One check of a trigger. */
export function look(trigger: TriggerConfig, scene: Scene): Found {
  const eyes = eyesOf(scene.signals, scene.controlsFail);
  const blind = blindness(eyes);
  const found = lookWith(trigger, scene, eyes);
  return blind === null ? found : { ...found, verdict: 'unknown', sampleTime: null, seenFrom: [], isWell: false, says: trigger.on === 'whenClock' ? `${found.says} ${blind}` : blind };
}

function lookWith(trigger: TriggerConfig, scene: Scene, eyes: Eyes): Found {
  switch (trigger.on) {
    case 'healthCheck':
      return lookAtHealth(trigger, scene, eyes);
    case 'primaryFails':
      return lookAtPrimary(trigger, scene, eyes);
    case 'whenClock':
      return lookAtWhen(trigger, scene);
    default:
      return assertNever(trigger, 'trigger');
  }
}

type Of<K extends TriggerConfig['on']> = Extract<TriggerConfig, { on: K }>;

/** Latencies of the health check: those that are named, else the p95 of every essential service. */
export function latenciesOf({ config, signals }: Pick<Scene, 'config' | 'signals'>, trigger: Of<'healthCheck'>): readonly Signal[] {
  const essential = new Set(config.services.filter(({ tier }) => tier === 1).map(({ id }) => id));
  return signals.filter(({ id, kind, stat, service }) => (trigger.signals === undefined ? kind === 'latency' && (stat ?? defaultStat(kind)) === 'p95' && essential.has(service) : trigger.signals.includes(id)));
}

const named = (signals: readonly Signal[], most = 3): string => `${signals.slice(0, most).map(({ id }) => id).join(', ')}${signals.length > most ? ` and ${signals.length - most} more` : ''}`;
const spacing = (trigger: TriggerConfig, signals: readonly Signal[]): DurationMs => durationMs(Math.max(everyOf(trigger), ...signals.map(({ intervalMs }) => intervalMs)));
const newestOpen = (incidents: Scene['incidents'], services: readonly ServiceId[]): IncidentId | null => incidents.findLast(({ isDrill, services: own }) => !isDrill && own.some((service) => services.includes(service)))?.id ?? null;

/** Services of which nobody gets an answer fail it too, whatever their latency was before. What says that it is up does not make a latency known that is not. */
function lookAtHealth(trigger: Of<'healthCheck'>, { signals, fromSeats, placeOf, ...scene }: Scene, eyes: Eyes): Found {
  const latencies = latenciesOf({ signals, config: scene.config }, trigger);
  const services = new Set(latencies.map(({ service }) => service));
  const own = signals.filter(({ service }) => services.has(service));
  const down = own.filter((signal) => signal.kind === 'availability' && isDown(signal));
  const result = checkHealth([...latencies, ...down].map((signal) => checked(signal, placeOf)).map((each, index) => (index < latencies.length ? each : { ...each, targetFailed: true })), trigger.above, eyes);
  const over = latencies.filter((signal) => checkHealth([checked(signal, placeOf)], trigger.above, eyes).verdict === 'fail');
  const failing = [...over, ...down];
  const unseen = latencies.filter((signal) => checkHealth([checked(signal, placeOf)], trigger.above, eyes).verdict === 'unknown');
  const says =
    result.verdict === 'fail' ? (down.length > 0 ? `No successful answer: ${named(down)}.` : `Above ${trigger.above}: ${named(over)}.`)
    : result.verdict === 'pass' ? `${latencies.length} of ${latencies.length} latencies are at most ${trigger.above}.`
    : latencies.length === 0 ? 'There is no latency to check.' : `Cannot be seen: ${named(unseen)}.`;
  const ill = [...signals, ...fromSeats].filter(({ service }) => failing.some((each) => each.service === service));
  const seenFrom = result.verdict === 'fail' ? [...new Set([...failing.map(({ source }) => placeOf(source)), ...illFrom(ill, placeOf)])] : [];
  return { ...result, seenFrom, says, incident: newestOpen(scene.incidents, servicesOf(scene.config, trigger)), isWell: result.verdict === 'pass', spacingMs: spacing(trigger, latencies) };
}

function lookAtPrimary(trigger: Of<'primaryFails'>, { signals, fromSeats, placeOf, config, incidents }: Scene, eyes: Eyes): Found {
  const watches = ({ id }: Signal): boolean => trigger.signals.includes(id);
  const own = signals.filter(watches);
  const elsewhere = fromSeats.filter(watches);
  // One that is not there at all can say nothing.
  const here = own.length < trigger.signals.length ? { verdict: 'unknown' as const, sampleTime: null } : checkPrimary(own.map((signal) => checked(signal, placeOf)), eyes);
  // It is the checks here that are counted; a seat that gets an answer is enough for a pass.
  const answered = here.verdict === 'fail' ? elsewhere.filter((signal) => !isDown(signal)) : [];
  const result = answered.length > 0 ? { ...here, verdict: 'pass' as const } : here;
  const down = own.filter(isDown);
  const says =
    result.verdict === 'fail' ? `The primary is down: ${named(down)}.`
    : answered.length > 0 ? `The primary answers, seen from ${[...new Set(answered.map(({ source }) => source))].join(', ')}, though not to ${named(down)}.`
    : result.verdict === 'pass' ? `The primary answers${down.length > 0 ? `, though not to ${named(down)}` : ''}.`
    : `Cannot be seen: ${named(own.filter((signal) => checked(signal, placeOf).value === null || !checked(signal, placeOf).isLive))}.`;
  return { ...result, seenFrom: result.verdict === 'fail' ? illFrom([...down, ...elsewhere.filter(isDown)], placeOf) : [], says, incident: newestOpen(incidents, servicesOf(config, trigger)), isWell: result.verdict === 'pass', spacingMs: spacing(trigger, own) };
}

/** An incident whose decision is due. Its failure is positive only where two places see it: only such ones are counted for what begins by itself. */
function lookAtWhen(trigger: Of<'whenClock'>, { signals, fromSeats, placeOf, config, incidents, now }: Scene): Found {
  const services = servicesOf(config, trigger);
  const due = incidents.filter((each) => !each.isDrill && each.services.some((service) => services.includes(service))).flatMap(({ id, services: own, clocks }) => clocks.filter(({ kind }) => kind === 'when').map((clock) => ({ id, own, clock })));
  const [first] = due.toSorted((a, b) => Date.parse(a.clock.dueAt) - Date.parse(b.clock.dueAt));
  if (first === undefined) return { verdict: 'pass', sampleTime: now, seenFrom: [], says: 'No When clock runs.', incident: null, isWell: isWell(signals.filter(({ service }) => services.includes(service))), spacingMs: WHEN_EVERY_MS };
  const concerned = signals.filter(({ service }) => services.includes(service) && first.own.includes(service));
  const here = illFrom(concerned, placeOf);
  // What nothing of ours sees is not made true by others.
  const seenFrom = here.length === 0 ? here : illFrom([...concerned, ...fromSeats.filter(({ service }) => services.includes(service) && first.own.includes(service))], placeOf);
  const says = now >= Date.parse(first.clock.dueAt) ? `The decision on ${first.id} is due.` : `The decision on ${first.id} is due at ${first.clock.dueAt.slice(11, 19)} UTC.`;
  const well = isWell(concerned);
  const all = { sampleTime: newestOf(concerned), seenFrom, says, incident: first.id, isWell: well, spacingMs: spacing(trigger, concerned) };
  return { ...all, verdict: seenFrom.length >= 2 ? 'fail' : well ? 'pass' : 'unknown' };
}

function newestOf(signals: readonly Signal[]): EpochMs | null {
  const times = signals.flatMap(({ latest }) => (latest?.time == null ? [] : [Date.parse(latest.time)]));
  return times.length === 0 ? null : epochMs(Math.max(...times));
}

/** Whether the When clock of an open incident is due now. */
export const isWhenDue = ({ incidents, now }: Pick<Scene, 'incidents' | 'now'>, incident: IncidentId | null): boolean =>
  incidents.some(({ id, clocks }) => id === incident && clocks.some(({ kind, dueAt }) => kind === 'when' && now >= Date.parse(dueAt)));
