import type { Trigger } from '../../../../shared/model/continuity/plan.ts';
import type { TriggerConfig } from '../../../../shared/model/continuity/trigger-config.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import type { Triggers } from './triggers.ts';

/** Triggers that nothing looks after: none of them is checked, which is what each of them says. */
export function createTriggers(): Triggers {
  let configured: readonly TriggerConfig[] = [];
  const viewOf = (trigger: TriggerConfig): Trigger => ({
    id: trigger.id,
    plan: trigger.plan,
    on: trigger.on,
    configured: trigger.mode,
    mode: 'suggest',
    because: ['it is not checked'],
    state: 'blind',
    failed: 0,
    needed: 'failedChecks' in trigger ? trigger.failedChecks : 1,
    checkedAt: null,
    says: 'Not checked: nothing looks after triggers yet.',
    countdown: null,
    suggests: null,
  });
  return {
    apply: ({ continuity }) => {
      configured = continuity.triggers;
    },
    list: () => configured.map(viewOf),
    veto: (id) => {
      if (!configured.some((trigger) => trigger.id === id)) throw new HoldfastError('not_found', `There is no trigger "${id}".`);
      throw new HoldfastError('conflict', 'This trigger counts nothing down and suggests nothing.');
    },
    everySecond: () => {},
  };
}
