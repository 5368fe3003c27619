import { DnsProviderConfig } from '../../../../../../shared/model/continuity/dns-provider-config.ts';
import type { StepProgress } from '../../../../../../shared/model/continuity/run.ts';
import { StepConfig } from '../../../../../../shared/model/continuity/step-config.ts';
import type { RunMode } from '../../../core/state.ts';
import { KEY, NEVER, ZONE } from '../../../dns/testing/bind-pair.ts';
import { openSteps, type StepsText, type StepDeps } from '../../open.ts';
import { NOT_HELD, type RunnableStep, type StepContext } from '../../step.ts';
import { stepDeps } from '../../testing/deps.ts';

/** A name server of tests as a provider of the configuration. */
export const bindProvider = (id: string, server: string, authoritative: readonly string[] | null): DnsProviderConfig =>
  DnsProviderConfig.parse({ id, zone: ZONE, type: 'rfc2136', server, key: { name: KEY.name, algorithm: KEY.algorithm, secret: KEY.secret.toString('base64') }, ...(authoritative === null ? {} : { authoritative }) });

/** The text of a plan of one dns step. */
export const dnsText = (step: object, providers: readonly DnsProviderConfig[]): StepsText => ({
  steps: [StepConfig.parse({ id: 'dns', kind: 'dns', providers: providers.map(({ id }) => id), record: `api.${ZONE}`, to: ['198.51.100.1'], ttl: '30s', ...step })],
  values: {},
  programs: [],
  providers,
  tiers: [],
  confirmed: {},
});

/** What whoever prepares a plan does: opens it, has it tell what is there, and keeps that with its text. */
export async function confirmed(text: StepsText, mode: RunMode = 'live', deps: StepDeps = stepDeps()): Promise<StepsText> {
  const steps = openSteps(text, mode, deps);
  const told: Record<string, unknown> = {};
  for (const { frozen, freeze } of steps) if (freeze !== undefined) told[frozen.id] = await freeze(NEVER);
  for (const { close } of steps) close?.();
  return { ...text, confirmed: JSON.parse(JSON.stringify(told)) as Record<string, unknown> };
}

export function opened(text: StepsText, mode: RunMode = 'live', deps: StepDeps = stepDeps(), overridden: readonly string[] = []): RunnableStep {
  const [step] = openSteps(text, mode, deps, overridden);
  if (step === undefined) throw new Error('no step');
  return step;
}

/** An attempt that keeps what it was told. */
export function attempt(more: Partial<StepContext> = {}): StepContext & { readonly gates: () => Readonly<Record<string, string>> } {
  let told: StepProgress | null = null;
  return {
    key: 'shop-1-dns-forward',
    attempt: 'shop-1-1',
    abort: NEVER,
    tell: (progress) => (told = progress),
    told: () => told,
    wants: () => null,
    held: NOT_HELD,
    gates: () => (told?.kind === 'dns' ? Object.fromEntries(told.gates.map(({ gate, state }) => [gate, state])) : {}),
    ...more,
  };
}
