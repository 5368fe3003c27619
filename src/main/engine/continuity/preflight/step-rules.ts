import { assertNever } from '../../../../shared/model/result.ts';
import { partsOf } from '../../../config/plans/parts.ts';
import { hasReference } from '../../../config/references.ts';
import { isSensitiveHeader } from '../../../config/secret-fields.ts';
import type { SeenStep } from '../plans/opened.ts';
import { NOTHING_TO_LOOK_AT } from '../steps/step.ts';
import type { Check } from './check.ts';

/** What each step has found where it would act; one that has nowhere to look has found nothing. */
export const stepChecks = (steps: readonly SeenStep[]): Check[] => steps.flatMap((step) => stepCheck(step) ?? []);

function stepCheck({ step, frozen, cannot, looked }: SeenStep): Check | null {
  const rule = 'steps' as const;
  if (cannot !== null || looked === null) return { rule, state: 'blocked', says: `${step.id}: ${cannot ?? 'this step cannot be run'}`, at: looked?.at ?? null, step: step.id, isFinal: true };
  const { at } = looked;
  const says = `${step.id}: ${looked.says}`;
  switch (looked.ready) {
    case 'yes':
      return looked.says === NOTHING_TO_LOOK_AT.says ? null : { rule, state: 'ok', says, at, step: step.id };
    case 'no':
      // What a run waits for need not be so yet; what it looks at before it acts must.
      if (frozen.guarded) return { rule, state: 'blocked', says, at, step: step.id };
      return { rule, state: isWaitedFor(step.kind) ? 'ok' : 'warning', says: isWaitedFor(step.kind) ? `${says} (not so yet)` : says, at, step: step.id };
    case 'unknown':
      return { rule, state: frozen.guarded ? 'unknown' : 'warning', says, at, step: step.id };
    default:
      return assertNever(looked.ready, 'look');
  }
}

const isWaitedFor = (kind: SeenStep['step']['kind']): boolean => kind === 'verify' || kind === 'fence' || kind === 'ramp';

/** What is secret and written in plain goes into the text that every run keeps. */
export const plainSecretChecks = (steps: readonly SeenStep[]): Check[] =>
  steps.flatMap(({ step }): Check[] => {
    const { requests, commands } = partsOf(step, []);
    const named = [...requests.flatMap(([, { headers = {} }]) => Object.entries(headers)), ...commands.flatMap(([, { env = {} }]) => Object.entries(env))];
    const plain = [...new Set(named.flatMap(([name, text]) => (isSensitiveHeader(name) && !hasReference(text) ? [name] : [])))];
    return plain.length === 0 ? [] : [{ rule: 'credentials', state: 'warning', says: `${step.id}: ${plain.join(', ')} ${plain.length === 1 ? 'stands' : 'stand'} in plain in holdfast.yaml and would be kept with each run: write references to secrets`, at: null, step: step.id }];
  });
