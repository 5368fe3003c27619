import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { z } from 'zod';
import type { CallInput } from '../../../../shared/contract/contract.ts';
import { PlanPreview } from '../../../../shared/model/continuity/plan.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import type { PlanId } from '../../../../shared/model/ids.ts';
import type { HoldfastError } from '../../../../shared/model/result.ts';
import { setArmed } from '../../../lib/armed.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { blockersOf, overridesOf, type Blocker, type Reasons } from '../rules/blockers.ts';
import { differencesOf, type Difference } from '../rules/differences.ts';

/* Browsers know no `randomUUID` on a page that came by plain HTTP. */
const newIntent = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** What comes with a refusal of the engine. */
const Refused = z.object({ why: z.string(), preview: PlanPreview.optional() });

type Rule = Blocker['rule'];
export type Parameters = NonNullable<CallInput<'plans.preview'>['parameters']>;
type Extra = Pick<CallInput<'plans.run'>, 'incident' | 'surprises'>;

export interface Sheet {
  /** Null until the first look has come back. */
  readonly preview: PlanPreview | null;
  readonly looking: boolean;
  readonly lookError: HoldfastError | null;
  readonly look: () => void;
  readonly parameters: Parameters;
  readonly setParameter: (name: keyof Parameters, value: string) => void;
  readonly blockers: readonly Blocker[];
  readonly reasons: Reasons;
  /** Looks once more, and takes the override if the rule stands in the way then as well. */
  readonly override: (rule: Rule, reason: string) => void;
  readonly takeBack: (rule: Rule) => void;
  /** What became different since it was confirmed and refused; null where that has not happened. */
  readonly stale: readonly Difference[] | null;
  readonly confirm: (extra: Extra) => void;
  readonly confirming: boolean;
  readonly runError: HoldfastError | null;
}

/** One opened sheet: what was looked at, what was overridden, and the one intent that at most one run comes of, however often it is confirmed. */
export function useSheet(plan: PlanId, mode: RunMode): Sheet {
  const [, go] = useLocation();
  const [intent] = useState(newIntent);
  const [preview, setPreview] = useState<PlanPreview | null>(null);
  const [parameters, setParameters] = useState<Parameters>({});
  const [reasons, setReasons] = useState<Reasons>({});
  const [confirmed, setConfirmed] = useState<PlanPreview | null>(null);
  const { mutate: ask, isPending: looking, error: lookError } = useCallMutation('plans.preview');
  const run = useCallMutation('plans.run', ['runs.list', 'plans.list', 'plans.get']);
  const look = useCallback(
    (asked: Parameters, done?: (seen: PlanPreview) => void) =>
      ask(
        { id: plan, mode, parameters: asked },
        {
          onSuccess: (seen) => {
            setPreview(seen);
            done?.(seen);
          },
        },
      ),
    [ask, plan, mode],
  );
  useEffect(() => look({}), [look]);
  // A dry run changes nothing: what pre-flight says no to is what it is there to show.
  const blockers = preview === null || mode === 'dry-run' ? [] : blockersOf(preview.preflight);
  const confirm = (extra: Extra): void => {
    if (preview === null || run.isPending) return;
    run.mutate(
      { id: plan, mode, intent, hash: preview.hash, parameters: preview.parameters, overrides: overridesOf(blockers, reasons), ...extra },
      {
        onSuccess: ({ id }) => {
          setArmed(null);
          go(`/continuity/runs/${id}`, { replace: true });
        },
        onError: ({ details }) => {
          const { why, preview: now } = Refused.safeParse(details).data ?? {};
          if (why === 'notArmed') setArmed(null);
          // What there is now comes with the refusal: it is what must be looked at before anything is confirmed again.
          if (now === undefined || now.hash === preview.hash) return;
          // The second click of somebody who was in a hurry must not confirm what they have not seen.
          setArmed(null);
          setConfirmed(preview);
          setPreview(now);
        },
      },
    );
  };
  return {
    preview,
    looking,
    lookError,
    look: () => look(parameters),
    parameters: preview?.parameters ?? parameters,
    setParameter: (name, value) => {
      const next = { ...preview?.parameters, ...parameters, [name]: value };
      setParameters(next);
      look(next);
    },
    blockers,
    reasons,
    override: (rule, reason) =>
      look(parameters, (seen) => {
        if (blockersOf(seen.preflight).some((each) => each.rule === rule && each.overridable)) setReasons((now) => ({ ...now, [rule]: reason }));
      }),
    takeBack: (rule) => setReasons((now) => ({ ...now, [rule]: undefined })),
    stale: confirmed === null || preview === null || looking ? null : differencesOf(confirmed, preview),
    confirm,
    confirming: run.isPending,
    runError: run.error,
  };
}
