import type { DnsProviderConfig } from '../../../../shared/model/continuity/dns-provider-config.ts';
import type { HttpLook } from '../../../../shared/model/continuity/request-config.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import type { StepConfigOf } from '../../../../shared/model/continuity/step-config.ts';
import type { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { StepId } from '../../../../shared/model/ids.ts';
import { durationMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { formatSpan } from '../../../../shared/time/format.ts';
import { partsOf } from '../../../config/plans/parts.ts';
import { hasReference } from '../../../config/references.ts';
import type { Clock, ResolveSecrets } from '../../ports.ts';
import type { Finding } from '../dns/authority/two-providers.ts';
import type { ProviderProof } from '../dns/provider.ts';
import type { FlatStep } from '../plans/flatten.ts';
import { LOOK_MS, seeEach, type OpenDeps } from '../plans/opened.ts';
import { recordOf } from '../steps/dns/rules.ts';
import type { FrozenText } from '../steps/open.ts';
import type { Delegated, Proved } from './dns-rules.ts';
import { STALE_MS, type Gathered } from './rules.ts';

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
/** How long an answer is waited for where an older one is known. */
const PATIENT_MS = durationMs(1_500);
const NO_ANSWER = `no answer within ${formatSpan(LOOK_MS)}`;

export interface Gather {
  (order: { readonly plan: PlanConfig; readonly mode: RunMode; readonly text: FrozenText; readonly flat: readonly FlatStep[] }, abort: AbortSignal): Promise<Gathered>;
}

/** Asks everything that pre-flight rests on and that stands outside, all at the same time. */
export function createGather(deps: GatherDeps): Gather {
  const { clock, resolveSecrets } = deps;
  const proofs = remembering<ProviderProof>(clock, ({ ok }) => ok, { ok: false, certain: false, says: NO_ANSWER, tooBroad: null });
  const delegations = remembering<Delegation>(clock, ({ findings }) => findings.every(({ gravity }) => gravity === 'fine'), { findings: [{ kind: 'delegation', gravity: 'unknown', words: NO_ANSWER }], shares: new Map() });

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

interface Known<T> {
  readonly value: T;
  readonly at: EpochMs;
  readonly askedMs: DurationMs;
}

/**
 * Asks once in a while, and again at once while the answer is not a good one. Who waits is given what was known before as soon as the
 * answer takes long, and `unknown` where nothing was; the answer itself is there for whoever comes next.
 */
function remembering<T>(clock: Clock, isGood: (value: T) => boolean, unknown: T): (key: string, ask: () => Promise<T>) => Promise<Known<T>> {
  const known = new Map<string, Known<T>>();
  const asking = new Map<string, Promise<Known<T>>>();
  const ageMs = ({ askedMs }: Known<T>): number => clock.monotonicMs() - askedMs;

  async function begin(key: string, ask: () => Promise<T>): Promise<Known<T>> {
    try {
      const made: Known<T> = { value: await ask(), at: clock.nowMs(), askedMs: clock.monotonicMs() };
      known.set(key, made);
      return made;
    } finally {
      asking.delete(key);
    }
  }

  return async (key, ask) => {
    for (const [other, before] of known) if (ageMs(before) > STALE_MS) known.delete(other);
    const before = known.get(key);
    if (before !== undefined && isGood(before.value) && ageMs(before) < KEPT_MS) return before;
    const begun = asking.get(key) ?? begin(key, ask);
    asking.set(key, begun);
    let cancel = (): void => {};
    const late = new Promise<Known<T>>((resolve) => {
      cancel = clock.after(before === undefined ? LOOK_MS : PATIENT_MS, () => resolve(before ?? { value: unknown, at: clock.nowMs(), askedMs: clock.monotonicMs() }));
    });
    try {
      return await Promise.race([begun, late]);
    } finally {
      cancel();
    }
  };
}
