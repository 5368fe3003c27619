import { takesNotices } from '../../../shared/model/channels/index.ts';
import type { HoldfastConfig } from '../../../shared/model/config.ts';
import type { PlanConfig } from '../../../shared/model/continuity/plan-config.ts';
import { clip, type ConfigPath } from '../config-path.ts';
import { checkZone } from '../cross-check-policy.ts';
import { unknownId } from '../cross-finding.ts';
import { formatDuration, readDuration } from '../duration.ts';
import type { Finding } from '../explain.ts';

/** When a plan is drilled, held against its channels and its objective. */
export function checkDrill({ channels, objectives }: Pick<HoldfastConfig, 'channels' | 'objectives'>, { drill, objective = objectives.failover }: PlanConfig, below: ConfigPath): Finding[] {
  if (drill === undefined) return [];
  const { weekly, mode, surprises, timeZone } = drill;
  const path = [...below, 'drill'];
  return [
    ...checkZone(timeZone, [...path, 'timeZone']),
    ...(mode === 'dry-run' && surprises ? [{ path: [...path, 'surprises'], message: 'expected false: a dry run sends nothing that could fail' }] : []),
    ...(weekly !== undefined && readDuration(weekly.for) <= readDuration(objective) ? [{ path: [...path, 'weekly', 'for'], message: `expected more than ${formatDuration(readDuration(objective))}, its objective, which must fit in; found "${weekly.for}"` }] : []),
    ...(drill.channels ?? []).flatMap((id, place): Finding[] => {
      const at = [...path, 'channels', place];
      const channel = channels.find((each) => each.id === id);
      if (channel === undefined) return unknownId('channel', id, channels, at);
      return channel.drill === true && takesNotices(channel) ? [] : [{ path: at, message: `expected a channel with \`drill: true\` that takes more than updates of incidents, found "${clip(id)}"` }];
    }),
  ];
}
