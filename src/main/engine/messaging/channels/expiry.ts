import { tokenStage, type TokenStage } from '../../../../shared/model/channels/care.ts';
import { channelTraits } from '../../../../shared/model/channels/index.ts';
import { toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { Problems } from '../../problems.ts';
import type { ChannelStanding } from './service.ts';

const LEVEL = { 30: 'info', 7: 'warning', 1: 'error', ended: 'error' } as const satisfies Record<TokenStage, string>;
const WORDS = { 30: 'ends within 30 days', 7: 'ends within 7 days', 1: 'ends within a day', ended: 'has ended' } as const satisfies Record<TokenStage, string>;
const ADVICE = { 30: 'Make a new one in time', 7: 'Make a new one this week', 1: 'Make a new one now', ended: 'Nothing can be sent there until a new one is set' } as const satisfies Record<TokenStage, string>;

/** Tokens that end, told once at each of the days before, until another proof says that there is a new one. */
export function tokenProblems(problems: Pick<Problems, 'set' | 'clear'>): { tell(standings: readonly ChannelStanding[], now: EpochMs): void } {
  let told = new Set<string>();
  return {
    tell: (standings, now) => {
      const ids = new Set<string>();
      for (const { config, proof } of standings) {
        const expiresAt = proof?.found.ok === true ? (proof.found.expiresAt ?? null) : null;
        const stage = expiresAt === null ? null : tokenStage(expiresAt, now);
        if (expiresAt === null || stage === null) continue;
        const id = `channel-token-${config.id}`;
        ids.add(id);
        problems.set(id, LEVEL[stage], `The token of the channel ${config.name ?? `${channelTraits(config).label} ${config.id}`} ${WORDS[stage]} (${toRfc3339(expiresAt).slice(0, 16).replace('T', ' ')} UTC). ${ADVICE[stage]}: Settings, Channels.`);
      }
      for (const id of told) if (!ids.has(id)) problems.clear(id);
      told = ids;
    },
  };
}
