import { NOTICED, takesNotices } from '../../../shared/model/channels/index.ts';
import type { HoldfastConfig } from '../../../shared/model/config.ts';
import type { PlanConfig } from '../../../shared/model/continuity/plan-config.ts';
import type { TriggerConfig } from '../../../shared/model/continuity/trigger-config.ts';
import { clip, type ConfigPath } from '../config-path.ts';
import { unknownId } from '../cross-finding.ts';
import type { Finding } from '../explain.ts';
import { defaultStat } from '../resolved.ts';
import { BOTH_WRITE, mayWriteTwice, withChildren } from './parts.ts';

export const checkTriggers = (config: HoldfastConfig): Finding[] =>
  config.triggers.flatMap((trigger, index) => {
    const path: ConfigPath = ['triggers', index];
    const plan = config.plans.find(({ id }) => id === trigger.plan);
    return [
      ...(plan === undefined ? unknownId('plan', trigger.plan, config.plans, [...path, 'plan']) : checkMode(config, trigger, plan, path)),
      ...(trigger.notice ?? []).flatMap((id, place) => checkNotice(config, id, [...path, 'notice', place])),
      ...checkSeen(config, trigger, path),
    ];
  });

/** A page or an issue is of an incident, and the public reads no notices. */
function checkNotice({ channels }: HoldfastConfig, id: string, path: ConfigPath): Finding[] {
  const channel = channels.find((each) => each.id === id);
  if (channel === undefined) return unknownId('channel', id, channels, path);
  return takesNotices(channel) ? [] : [{ path, message: `expected a channel of the internal or executive audience of type ${NOTICED.join(', ')}, found "${clip(id)}", a ${channel.type} channel of the ${channel.audience} audience` }];
}

/** What may never begin by itself, whatever else is there. */
function checkMode(config: HoldfastConfig, { mode }: TriggerConfig, plan: PlanConfig, path: ConfigPath): Finding[] {
  if (mode === 'suggest') return [];
  const at = [...path, 'mode'];
  const back = withChildren(plan, config.plans).find(({ kind }) => kind === 'failBack');
  if (back !== undefined) return [{ path: at, message: `expected suggest: failing back is never automatic, and \`${back.id}\` does` }];
  if (mayWriteTwice(plan, config.plans)) return [{ path: at, message: `expected suggest: ${BOTH_WRITE}, because \`${plan.id}\` has no \`fence\` before its \`dns\` step` }];
  return plan.kind === 'rollback' ? [] : checkTarget(config, plan, at);
}

/** Two places that look at the target; with one, a trigger can only suggest. */
function checkTarget({ signals }: HoldfastConfig, { id, target }: PlanConfig, path: ConfigPath): Finding[] {
  if (target === undefined) return [{ path, level: 'warning', message: `\`${id}\` has no \`target\`, so nothing says that it is healthy: this trigger will only suggest` }];
  const sources = new Set(target.healthy.map((signal) => signals.find((each) => each.id === signal)?.source));
  return sources.size > 1 ? [] : [{ path, level: 'warning', message: `the target of \`${id}\` is looked at from one place only: this trigger will only suggest` }];
}

function checkSeen(config: HoldfastConfig, trigger: TriggerConfig, path: ConfigPath): Finding[] {
  const of = (ids: readonly string[], kind: string) =>
    ids.flatMap((id, place): Finding[] => {
      const at = [...path, 'signals', place];
      const signal = config.signals.find((each) => each.id === id);
      if (signal === undefined) return unknownId('signal', id, config.signals, at);
      return signal.kind === kind ? [] : [{ path: at, message: `expected a signal of kind ${kind}, found "${clip(id)}", which is of kind ${signal.kind}` }];
    });
  if (trigger.on === 'whenClock') return (trigger.services ?? []).flatMap((id, place) => unknownId('service', id, config.services, [...path, 'services', place]));
  if (trigger.on === 'primaryFails') return of(trigger.signals, 'availability');
  if (trigger.signals !== undefined) return of(trigger.signals, 'latency');
  const essential = config.services.filter(({ tier }) => tier === 1).map(({ id }) => id);
  const watched = config.signals.some(({ kind, stat, service }) => kind === 'latency' && (stat ?? defaultStat(kind)) === 'p95' && essential.includes(service));
  return watched ? [] : [{ path, message: 'expected `signals`, because no essential (tier 1) service has a p95 latency that could be checked' }];
}
