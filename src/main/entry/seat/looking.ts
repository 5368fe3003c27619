import type { CallInput, CallOutput } from '../../../shared/contract/contract.ts';
import type { SignalId, SourceId } from '../../../shared/model/ids.ts';
import type { Result } from '../../../shared/model/result.ts';
import type { Signal } from '../../../shared/model/entities.ts';
import { durationMs } from '../../../shared/model/units.ts';
import { readConfigFile } from '../../config/file.ts';
import { parseConfig } from '../../config/load.ts';
import type { ResolvedConfig, ResolvedSignal, ResolvedSource } from '../../config/resolved.ts';
import { readOnce } from '../../engine/continuity/triggers/once.ts';
import { servicesOf } from '../../engine/continuity/triggers/check.ts';
import { blindness, checked, eyesOf } from '../../engine/continuity/triggers/seen.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import type { Source } from '../../engine/sources/source.ts';
import { reasonOf } from '../../store/errors.ts';

export interface LookingDeps {
  /** holdfast.yaml of the copy. */
  readonly configFile: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What is the same for all consoles of this machine. */
  readonly machine: string;
  /** Opens a source of the configuration as the engine does. */
  readonly open: (source: ResolvedSource, config: ResolvedConfig) => Promise<Source>;
  /** Checks that would be of something else from here. */
  readonly leaveOut: (signal: ResolvedSignal) => boolean;
  /** The engine answers, and this console is its seat. */
  readonly isConnected: () => boolean;
  readonly tell: (told: CallInput<'console.saw'>) => Promise<Result<CallOutput<'console.saw'>>>;
}

const EVERY_MS = durationMs(1_000);
const CONFIG_EVERY_MS = 30_000;
/** The first copy comes soon. */
const NO_CONFIG_EVERY_MS = 2_000;
/** No check of a source takes as long. */
const ROUND_LIMIT_MS = 30_000;
const MOST_AGO_MS = 60_000;
const STEP_MS = 2_000;
const MOST = 200;
const INTERVALS_BELIEVED = 5;
/** A console that is no other place is told so; it asks again after this long. */
const REFUSED_MS = 600_000;

/** Looks from this machine at what plans and triggers look at, and tells the engine: one more place. Gives back what ends it. */
export function startLooking({ configFile, clock, log, machine, open, leaveOut, isConnected, tell }: LookingDeps): () => void {
  const nextMs = new Map<SignalId, number>();
  const newest = new Map<SignalId, { readonly signal: Signal; readonly atMs: number }>();
  /** Open as long as the configuration is the same: windows of probes go on over rounds. */
  const sources = new Map<SourceId, Source>();
  let config: ResolvedConfig | null = null;
  let text = '';
  let configMs = -Infinity;
  let notBeforeMs = -Infinity;
  let told = '';
  let closed = false;
  let cancel = (): void => {};

  const say = (text: string): void => {
    if (text !== told && text !== '') log.info(text);
    told = text;
  };
  const opened = async (source: ResolvedSource, all: ResolvedConfig): Promise<Source> => {
    const known = sources.get(source.config.id) ?? (await open(source, all));
    sources.set(source.config.id, known);
    return { ...known, close: () => Promise.resolve() };
  };
  const closeSources = async (): Promise<void> => {
    const all = [...sources.values()];
    sources.clear();
    await Promise.allSettled(all.map((source) => source.close()));
  };
  const round = async (): Promise<void> => {
    const beganMs = clock.monotonicMs();
    const beganAt = clock.nowMs();
    if (!isConnected() || beganMs < notBeforeMs) return;
    if (beganMs - configMs >= (config === null ? NO_CONFIG_EVERY_MS : CONFIG_EVERY_MS)) {
      const read = await readConfigFile(configFile);
      if ((read?.text ?? '') !== text) {
        text = read?.text ?? '';
        config = parseConfig(text, { file: configFile }).config;
        await closeSources();
      }
      configMs = beganMs;
    }
    if (config === null) return;
    const all = config;
    const wanted = lookedAt(all).filter((signal) => !leaveOut(signal));
    const due = wanted.filter(({ id }) => beganMs >= (nextMs.get(id) ?? -Infinity));
    if (due.length === 0) return;
    for (const { id, everyMs } of due) nextMs.set(id, beganMs + everyMs);
    const asked = all.sources.filter((source) => due.some(({ config: signal }) => signal.source === source.config.id));
    const seen = await readOnce({ sources: asked, signals: due }, clock, (source) => opened(source, all), AbortSignal.timeout(ROUND_LIMIT_MS));
    const endedMs = clock.monotonicMs();
    // A machine that slept, or whose clock was set, in the middle of it: how old this is is not known.
    if (endedMs - beganMs > MOST_AGO_MS || Math.abs(clock.nowMs() - beganAt - (endedMs - beganMs)) > STEP_MS) return;
    for (const signal of seen.signals) newest.set(signal.id, { signal, atMs: beganMs });
    const believed = wanted.flatMap(({ id, everyMs }) => {
      const found = newest.get(id);
      return found === undefined || endedMs - found.atMs > INTERVALS_BELIEVED * everyMs ? [] : [found.signal];
    });
    // A console that sees nothing at all tells nothing: it may be its own network.
    if (blindness(eyesOf(believed, seen.controlsFail)) !== null) return;
    const readings = seen.signals.flatMap((signal) => readingOf(signal, Math.round(endedMs - beganMs)));
    if (readings.length === 0 || closed || !isConnected()) return;
    const answer = await tell({ machine, readings });
    if (!answer.ok) return say(`the engine does not take what is seen from here: ${answer.error.message}`);
    if (!answer.value.counts) notBeforeMs = clock.monotonicMs() + REFUSED_MS;
    say(answer.value.why === null ? '' : `what is seen from here does not count as another place: ${answer.value.why}`);
  };
  const next = (): void => {
    if (!closed) cancel = clock.after(EVERY_MS, () => void round().catch((error: unknown) => say(`what is seen from here cannot be told: ${reasonOf(error)}`)).finally(next));
  };
  next();
  return () => {
    closed = true;
    cancel();
    void closeSources();
  };
}

/** How long ago, by a clock that nobody sets: the beginning of the check is the oldest that its finding can be. */
function readingOf(signal: Signal, agoMs: number): CallInput<'console.saw'>['readings'] {
  const { isLive, sampleTime, targetFailed, value } = checked(signal, (source) => source);
  return isLive && sampleTime !== null && (targetFailed || value !== null) ? [{ signal: signal.id, value, failed: targetFailed, agoMs }] : [];
}

/** Probes that plans name as signs of a healthy target, and those that triggers watch. */
function lookedAt(config: ResolvedConfig): readonly ResolvedSignal[] {
  const { plans, triggers } = config.continuity;
  const named = new Set<SignalId>([
    ...plans.flatMap(({ target, steps }) => [...(target?.healthy ?? []), ...steps.flatMap((step) => (step.kind === 'dns' ? (step.healthy ?? []) : []))]),
    ...triggers.flatMap((trigger) => ('signals' in trigger ? (trigger.signals ?? []) : [])),
  ]);
  const services = new Set([
    ...triggers.flatMap((trigger) => servicesOf(config, trigger)),
    ...config.services.flatMap(({ id, tier }) => (tier === 1 && triggers.some(({ on }) => on === 'healthCheck') ? [id] : [])),
  ]);
  const probes = new Set<string>(config.sources.flatMap(({ config: { id, type } }) => (type === 'probe' ? [id] : [])));
  return config.signals.filter(({ id, config: { source, service } }) => probes.has(source) && (named.has(id) || services.has(service))).slice(0, MOST);
}
