import type { DnsProviderConfig } from '../../../../shared/model/continuity/dns-provider-config.ts';
import type { HttpLook } from '../../../../shared/model/continuity/request-config.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import type { StepConfigOf } from '../../../../shared/model/continuity/step-config.ts';
import type { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { StepId } from '../../../../shared/model/ids.ts';
import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import { partsOf } from '../../../config/plans/parts.ts';
import { hasReference } from '../../../config/references.ts';
import type { Clock, ResolveSecrets } from '../../ports.ts';
import type { Finding } from '../dns/authority/two-providers.ts';
import type { ProviderProof } from '../dns/provider.ts';
import type { FlatStep } from '../plans/flatten.ts';
import { seeEach, type OpenDeps } from '../plans/opened.ts';
import { recordOf } from '../steps/dns/rules.ts';
import type { FrozenText } from '../steps/open.ts';
import type { Delegated, Proved } from './dns-rules.ts';
import type { Gathered } from './rules.ts';

/** A record that a step changes: in a drill the one that only drills change. */
export type Record = Pick<StepConfigOf<'dns'>, 'type'> & { readonly name: string };

/** Questions that change nothing. None of them rejects for what the other side does. */
export interface GatherDeps extends OpenDeps {
  readonly resolveSecrets: ResolveSecrets;
  readonly prove: (provider: DnsProviderConfig, record: Record, abort: AbortSignal) => Promise<ProviderProof>;
  readonly delegation: (providers: readonly DnsProviderConfig[], record: Record, abort: AbortSignal) => Promise<Delegation>;
  readonly version: (look: HttpLook, abort: AbortSignal) => Promise<{ readonly now: string | null; readonly says: string }>;
}

export interface Delegation {
  readonly findings: readonly Finding[];
  readonly shares: Delegated['shares'];
}

/** What hardly ever changes is not asked by everybody who opens a sheet. */
const KEPT_MS = durationMs(180_000);

export interface Gather {
  (order: { readonly plan: PlanConfig; readonly mode: RunMode; readonly text: FrozenText; readonly flat: readonly FlatStep[] }, abort: AbortSignal): Promise<Gathered>;
}

/** Asks everything that pre-flight rests on and that stands outside, all at the same time. */
export function createGather(deps: GatherDeps): Gather {
  const { clock, resolveSecrets } = deps;
  const proofs = remembering<ProviderProof>(clock, ({ ok }) => ok);
  const delegations = remembering<Delegation>(clock, ({ findings }) => findings.every(({ gravity }) => gravity === 'fine'));

  return async ({ plan, mode, text, flat }, abort) => {
    const records = text.steps.flatMap((step) => recordIn(step, mode));
    const providersOf = (step: StepConfigOf<'dns'>): readonly DnsProviderConfig[] => step.providers.flatMap((id) => text.providers.filter((each) => each.id === id));
    const [steps, proved, delegated, missing, version] = await Promise.all([
      seeEach(flat, text, mode, deps, abort),
      Promise.all(
        records.flatMap(({ step, record }) =>
          providersOf(step).map(async (provider): Promise<Proved> => {
            const { value: proof, at } = await proofs(JSON.stringify([provider, record]), () => deps.prove(provider, record, abort));
            return { step: step.id, provider: provider.id, proof, at };
          }),
        ),
      ),
      Promise.all(
        records.flatMap(({ step, record }) => {
          const providers = providersOf(step);
          // Of one provider alone nothing is left to another.
          if (providers.length < 2) return [];
          return [delegations(JSON.stringify([providers, record]), () => deps.delegation(providers, record, abort)).then(({ value, at }): Delegated => ({ step: step.id, ...value, at }))];
        }),
      ),
      missingSecrets(text, resolveSecrets),
      plan.lastKnownGood === undefined ? null : deps.version(plan.lastKnownGood.current, abort).then((found) => ({ ...found, at: clock.nowMs() })),
    ]);
    return { at: clock.nowMs(), steps, proofs: proved, delegated, missing, version };
  };
}

function recordIn(step: FrozenText['steps'][number], mode: RunMode): { readonly step: StepConfigOf<'dns'>; readonly record: Record }[] {
  const name = step.kind === 'dns' ? recordOf(step, mode) : null;
  return step.kind !== 'dns' || name === null ? [] : [{ step, record: { name, type: step.type } }];
}

/** Every secret that a step needs is read once, save those of DNS providers, which are proved by more: one that is not there is found before it is needed. */
async function missingSecrets(text: FrozenText, resolveSecrets: ResolveSecrets): Promise<Gathered['missing']> {
  const needed = text.steps.flatMap((step) => {
    const also = step.kind === 'degrade' ? text.tiers.filter(({ service, mode }) => step.services.includes(service) && mode === step.to) : [];
    return partsOf([step, ...also], []).texts.flatMap(([, written]) => (hasReference(written) ? [{ step: step.id, written }] : []));
  });
  const found = await Promise.all(
    needed.map(async ({ step, written }): Promise<{ readonly step: StepId; readonly says: string } | null> => {
      try {
        await resolveSecrets(written);
        return null;
      } catch (error) {
        return { step, says: error instanceof Error ? error.message : 'a secret cannot be read' };
      }
    }),
  );
  const all = found.filter((each) => each !== null);
  return all.filter(({ step, says }, index) => all.findIndex((each) => each.step === step && each.says === says) === index);
}

/** Asks once in a while, and again at once while the answer is not a good one. */
function remembering<T>(clock: Clock, isGood: (value: T) => boolean) {
  interface Known {
    readonly value: T;
    readonly at: ReturnType<Clock['nowMs']>;
    readonly askedMs: DurationMs;
  }
  const known = new Map<string, Known>();
  return async (key: string, ask: () => Promise<T>): Promise<Known> => {
    for (const [other, { askedMs }] of known) if (clock.monotonicMs() - askedMs > KEPT_MS) known.delete(other);
    const found = known.get(key);
    if (found !== undefined) return found;
    const made: Known = { value: await ask(), at: clock.nowMs(), askedMs: clock.monotonicMs() };
    if (isGood(made.value)) known.set(key, made);
    return made;
  };
}
