import { groupOf, type PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import type { PlanId } from '../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { toRfc3339 } from '../../../../shared/model/units.ts';
import type { ResolvedConfig } from '../../../config/resolved.ts';
import { readDuration } from '../../../config/duration.ts';
import { createGather, type GatherDeps } from '../preflight/gather.ts';
import { judgePreflight, type Gathered, type Judged } from '../preflight/rules.ts';
import { recentChanges } from '../preflight/guard-rules.ts';
import { createPreflight } from '../preflight/service.ts';
import type { PreflightWorld } from '../preflight/world.ts';
import type { FrozenText } from '../steps/open.ts';
import { planFacts } from './facts.ts';
import { valuesOf, type FlatStep, type Values } from './flatten.ts';
import { freeze, objectiveMs } from './freeze.ts';
import { canonical, hashOf } from './hash.ts';
import { keepOldShare } from '../preflight/dns-rules.ts';
import { numbersOf } from './numbers.ts';
import { openEach } from './opened.ts';
import type { PlanFacts, Plans, Prepared } from './plans.ts';
import { previewOf } from './preview.ts';

type Config = Pick<ResolvedConfig, 'continuity' | 'objectives' | 'workspace'>;

export interface PlansDeps extends GatherDeps {
  readonly world: PreflightWorld;
  /** A plan was looked at, or what pre-flight finds of it is not what it found before. */
  readonly onChange: (plan: PlanId) => void;
}

/** A plan with everything that is known of it without looking. */
interface Read {
  readonly plan: PlanConfig;
  readonly config: Config;
  readonly mode: RunMode;
  readonly values: Values;
  readonly text: FrozenText;
  readonly flat: readonly FlatStep[];
}

export function createPlans(deps: PlansDeps): Plans {
  const { clock, log, world, onChange } = deps;
  let config: Config | null = null;
  let facts: readonly PlanFacts[] | null = null;
  const closing = new AbortController();
  const ask = createGather(deps);
  const gather = (read: Read): Promise<Gathered> => ask(read, closing.signal);
  const judge = ({ plan, config: { continuity, workspace, objectives }, mode }: Pick<Read, 'plan' | 'config' | 'mode'>, gathered: Gathered) => {
    const judged: Judged = { plan, plans: continuity.plans, mode, objectiveMs: objectiveMs(plan, { objectives }), timeZone: workspace.timeZone, now: clock.nowMs() };
    return judgePreflight(judged, gathered, world);
  };
  const preflight = createPreflight({ clock, log, gather: (id) => gather(read(id, 'live', {})), judge: (id, gathered) => judge({ ...configOf(id), mode: 'live' }, gathered), onChange });

  function configOf(id: PlanId, of: Config | null = config): { readonly plan: PlanConfig; readonly config: Config } {
    const plan = of?.continuity.plans.find((each) => each.id === id);
    if (of === null || plan === undefined) throw new HoldfastError('not_found', `There is no plan "${id}".`);
    return { plan, config: of };
  }

  function read(id: PlanId, mode: RunMode, given: Values, of: Config | null = config): Read {
    const found = configOf(id, of);
    const values = valuesOf(found.plan, given);
    const { text, flat } = freeze(found.plan, found.config, values);
    return { ...found, mode, values, text, flat };
  }

  function factsIn(plan: PlanConfig, of: Config): PlanFacts {
    const { flat, text } = read(plan.id, 'live', {}, of);
    return planFacts(plan, of, openEach(flat, text, 'live', deps));
  }

  function all(): readonly PlanFacts[] {
    const now = config;
    if (now === null) return [];
    facts ??= now.continuity.plans.map((plan) => factsIn(plan, now));
    return facts;
  }

  async function prepare(id: PlanId, mode: RunMode, given: Values): Promise<Prepared> {
    const prepared = read(id, mode, given);
    const { plan, values } = prepared;
    const gathered = await gather(prepared);
    const { steps, version } = gathered;
    if (mode === 'live') preflight.take(id, canonical(prepared.text), gathered);
    const text: FrozenText = { ...prepared.text, confirmed: Object.fromEntries(steps.flatMap(({ step, confirmed }) => (confirmed === undefined ? [] : [[step.id, confirmed]]))) };
    const live = Object.fromEntries(steps.map(({ step, looked }) => [step.id, looked?.live ?? null]));
    const frozen = steps.map(({ frozen: step }) => (mode === 'dry-run' ? { ...step, effect: false, undoable: false } : step));
    const versions = plan.lastKnownGood === undefined ? null : { to: plan.lastKnownGood.version, now: version?.now ?? null, at: version === null ? null : toRfc3339(version.at), changes: [...recentChanges(plan, clock.nowMs(), world.changes)] };
    // Steps have no spaces in their ids. A deployment between the look and the click makes it another rollback.
    const seen = versions === null ? live : { ...live, 'version of now': versions.now };
    return {
      preview: previewOf({ plan, plans: prepared.config.continuity.plans, mode, values, hash: hashOf(prepared.text, seen, mode), at: clock.nowMs(), steps, preflight: judge(prepared, gathered), ...numbersOf(plan, prepared.config.continuity.plans, text.steps, world.signal), keepOldShare: keepOldShare(gathered.proofs, gathered.delegated), versions }),
      frozen: { id: plan.id, kind: plan.kind, coolDownMs: readDuration(plan.coolDown), steps: frozen },
      group: groupOf(plan),
      text: canonical(text),
    };
  }

  return {
    apply: (next) => {
      config = next;
      facts = null;
      preflight.apply(new Map(next.continuity.plans.map(({ id }) => [id, canonical(read(id, 'live', {}).text)])));
    },
    all,
    get: (id) => {
      const { plan } = configOf(id);
      const found = all().find((each) => each.id === plan.id);
      if (found === undefined) throw new HoldfastError('not_found', `There is no plan "${id}".`);
      return found;
    },
    sketch: (of, id) => {
      const plan = of.continuity.plans.find((each) => each.id === id);
      return plan === undefined ? null : factsIn(plan, of).steps;
    },
    preflight: (id) => {
      configOf(id);
      return preflight.of(id);
    },
    prepare,
    everySecond: () => preflight.everySecond(),
    close: async () => {
      closing.abort();
      await Promise.resolve();
    },
  };
}
