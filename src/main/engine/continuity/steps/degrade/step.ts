import type { HttpRequest } from '../../../../../shared/model/continuity/request-config.ts';
import type { DegradeProgress } from '../../../../../shared/model/continuity/run.ts';
import type { ServiceMode, StepConfigOf, TierConfig } from '../../../../../shared/model/continuity/step-config.ts';
import type { ServiceId } from '../../../../../shared/model/ids.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { SERVICE_MODE_WORD } from '../../../../../shared/text/continuity-words.ts';
import { readDuration } from '../../../../config/duration.ts';
import type { RunMode } from '../../core/state.ts';
import { filled } from '../filled.ts';
import { call, describeRequest, type HttpStepDeps } from '../http/call.ts';
import { CANNOT_BE_READ, NOT_IN_A_DRILL, together, type Performed, type RunnableStep, type StepContext, type ToldBack } from '../step.ts';
import { allHappened, type Judge } from '../verify/judge.ts';

const GRACE_MS = 1_000;
interface DegradeStepDeps extends HttpStepDeps {
  readonly judge: Judge;
  readonly tiers: readonly TierConfig[];
}

/** Switches services to what is essential, one after the other, each through its own endpoint. */
export function createDegradeStep(given: StepConfigOf<'degrade'>, mode: RunMode, values: Readonly<Record<string, string>>, deps: DegradeStepDeps): RunnableStep {
  const step = filled(given, values);
  const tiers = filled(deps.tiers, values);
  const isDrill = mode === 'drill';
  const timeoutMs = readDuration(step.timeout);
  const tierOf = (service: ServiceId, to: ServiceMode): TierConfig | undefined => tiers.find((tier) => tier.service === service && tier.mode === to);
  const wanted = step.services.flatMap((service) => tierOf(service, step.to) ?? []);
  const requestOf = ({ request, drill }: TierConfig): HttpRequest | undefined => (isDrill ? drill : request);
  const changes = wanted.filter((tier) => requestOf(tier) !== undefined);
  const fulls = step.services.flatMap((service) => tierOf(service, 'full') ?? []);
  const isUndoable = !isDrill && fulls.length === step.services.length;

  /** The mode that a service is in, as its endpoints tell; null where none does. */
  const modeOf = async (service: ServiceId, abort: AbortSignal): Promise<ServiceMode | null> => {
    const told = await Promise.all(tiers.flatMap((tier) => (tier.service === service && tier.readBack !== undefined ? [deps.judge(tier.readBack, abort).then(({ happened }) => ({ is: tier.mode, happened }))] : [])));
    const yes = told.filter(({ happened }) => happened === 'yes');
    // Two that both say yes tell nothing.
    return yes.length === 1 ? (yes[0]?.is ?? null) : null;
  };
  const toldOf = (context: StepContext): DegradeProgress['services'] => {
    const told = context.told();
    return told?.kind === 'degrade' ? told.services : [];
  };

  const perform = async (context: StepContext): Promise<Performed> => {
    const { key, abort, tell } = context;
    if (changes.length === 0) return NOT_IN_A_DRILL;
    const known = toldOf(context);
    let services = await Promise.all(
      wanted.map(async ({ service, exit }) => {
        // What was before is what was before the first attempt.
        const earlier = known.find((each) => each.service === service);
        return { service, before: earlier === undefined ? await modeOf(service, abort) : earlier.before, to: step.to, isSwitched: false, ...(exit === undefined ? {} : { exit }) };
      }),
    );
    tell({ kind: 'degrade', services });
    const parts: Performed[] = [];
    for (const tier of changes) {
      const request = requestOf(tier);
      if (request === undefined) continue;
      const part = await call(request, `${key}.${tier.service}`, timeoutMs, deps, context);
      parts.push(part);
      if (part.outcome !== 'done') break;
      services = services.map((each) => (each.service === tier.service ? { ...each, isSwitched: true } : each));
      tell({ kind: 'degrade', services });
    }
    const end = together(parts, changes.length);
    return end.outcome === 'done' ? { outcome: 'done', says: services.map(({ service, before }) => `${service}: ${before === null ? '' : `${SERVICE_MODE_WORD[before]} → `}${SERVICE_MODE_WORD[step.to]}`).join('; ') } : end;
  };

  const undo = async (context: StepContext): Promise<Performed> => {
    const parts: Performed[] = [];
    const back = toldOf(context).toReversed();
    for (const { service, before } of back) {
      const tier = tierOf(service, before ?? 'full');
      parts.push(tier === undefined ? { outcome: 'refused', says: `nothing under \`tiers\` switches ${service} back to ${SERVICE_MODE_WORD[before ?? 'full']}` } : await call(tier.request, `${context.key}.${service}`, timeoutMs, deps, context));
      if (parts.at(-1)?.outcome !== 'done') break;
    }
    const end = together(parts, back.length);
    return end.outcome === 'done' ? { outcome: 'done', says: back.map(({ service, before }) => `${service}: back to ${SERVICE_MODE_WORD[before ?? 'full']}`).join('; ') } : end;
  };

  const readBack = async (context: StepContext, way: 'forward' | 'back'): Promise<ToldBack> => {
    const told = toldOf(context);
    const asked = wanted.map(({ service }) => tierOf(service, way === 'forward' ? step.to : (told.find((each) => each.service === service)?.before ?? 'full')));
    if (isDrill || asked.some((tier) => tier?.readBack === undefined)) return CANNOT_BE_READ;
    return allHappened(await Promise.all(asked.flatMap((tier) => (tier?.readBack === undefined ? [] : [deps.judge(tier.readBack, context.abort)]))), 'forward');
  };

  return {
    frozen: { id: step.id, kind: 'act', effect: changes.length > 0, guarded: false, undoable: isUndoable, repeatable: true, limitMs: durationMs(timeoutMs * Math.max(1, changes.length) + GRACE_MS + READ_MS), aloneAfterMs: null },
    describe: () => ({
      actions: changes.flatMap((tier) => requestOf(tier) ?? []).map(describeRequest),
      touches: changes.map(({ service }) => `service ${service}`),
      undo: isUndoable ? fulls.map(({ request }) => describeRequest(request)) : null,
      after: SERVICE_MODE_WORD[step.to],
      notes: wanted.flatMap(({ service, text, exit }) => [...(text === undefined ? [] : [`${service}: what customers are to be told: “${text}”`]), ...(exit === undefined ? [] : [`${service} is switched back when: ${exit}`])]),
    }),
    look: async ({ abort }) => {
      const found = await Promise.all(wanted.map(async ({ service }) => ({ service, is: await modeOf(service, abort) })));
      const says = found.map(({ service, is }) => `${service} is ${is === null ? 'in a mode that nothing tells' : SERVICE_MODE_WORD[is]}`).join('; ');
      return { ready: 'yes', asConfirmed: true, says, ...(found.every(({ is }) => is !== null) ? { live: found.map(({ service, is }) => `${service}: ${is ?? ''}`).join(', ') } : {}) };
    },
    perform,
    readBack,
    undo,
  };
}

/** What reading the modes of before may take. */
const READ_MS = 10_000;
