import type { SignalConfig } from '../../../../../shared/model/config.ts';
import type { ProbeSourceConfig } from '../../../../../shared/model/sources/probe.ts';
import type { PollOutcome, SampleReading } from '../../source.ts';
import { createProbeSource } from '../probe-source.ts';
import type { ProbeDeps, ProbeInspection, ProbeSource } from '../probe-source.ts';
import { probeConfig, signal } from './signals.ts';
import { realClock } from '../../../testing/real-clock.ts';

export const plainDeps: ProbeDeps = { clock: realClock, resolveSecrets: async (text) => text };

interface Probed {
  readonly outcome: PollOutcome;
  readonly inspection: ProbeInspection | null;
}

/** Polls a group of one signal; the outcome and what the service page would show. */
export async function pollOne(source: ProbeSource, config: Partial<SignalConfig>, abort = new AbortController().signal): Promise<Probed> {
  const [group] = source.plan([signal(config)]);
  if (!group) throw new Error('no group for one signal');
  const { outcomes } = await source.poll(group, abort);
  const [outcome] = outcomes;
  if (!outcome || outcomes.length !== 1) throw new Error(`expected one outcome, got ${String(outcomes.length)}`);
  return { outcome, inspection: source.inspect(group.key) };
}

/** One check by a source of its own. */
export async function probe(config: Partial<SignalConfig>, deps: Partial<ProbeDeps> = {}, source: Partial<ProbeSourceConfig> = {}): Promise<Probed> {
  const probing = createProbeSource(probeConfig(source), { ...plainDeps, ...deps });
  try {
    return await pollOne(probing, config);
  } finally {
    await probing.close();
  }
}

export function readingIn(outcome: PollOutcome): SampleReading {
  if (!outcome.ok) throw new Error(`expected a reading, got: ${outcome.message}`);
  return outcome.reading;
}

/** Why the check failed, of a reading that says the target is down; throws for anything else. */
export function downNote(outcome: PollOutcome): string {
  if (readingIn(outcome).value !== 0) throw new Error(`expected the target to be down, but it reads ${String(readingIn(outcome).value)}`);
  return (outcome.ok && outcome.note) || 'no note';
}

/** "up", or why not. */
export async function verdict(config: Partial<SignalConfig>, deps: Partial<ProbeDeps> = {}): Promise<string> {
  const { outcome } = await probe(config, deps);
  return readingIn(outcome).value === 1 ? 'up' : downNote(outcome);
}
