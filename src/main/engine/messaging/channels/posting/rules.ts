import { createHash } from 'node:crypto';
import { channelTraits, type ChannelConfig } from '../../../../../shared/model/channels/index.ts';
import { CONFIRMED_DAYS, type PostingStanding } from '../../../../../shared/model/channels/care.ts';
import type { IncidentActor } from '../../../../../shared/model/incident.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../../shared/model/units.ts';
import type { Proof } from '../proof.ts';

const CONFIRMED_MS = CONFIRMED_DAYS * 86_400_000;

export interface Confirmation {
  readonly by: IncidentActor;
  readonly at: EpochMs;
}

/** A channel of facts only, or one that names who may publish: others that post there would undo that. */
const isRestricted = (channel: ChannelConfig): boolean => channelTraits(channel).othersPost && (channel.publishers !== undefined || channel.kinds?.every((kind) => kind === 'factsOnly') === true);

/** What a confirmation is for: another channel, page or address was never looked at. Holds no secret that stands in the file in plain. */
export const placeOf = (channel: ChannelConfig): string => createHash('sha256').update(JSON.stringify([channel.type, ...channelTraits(channel).place(channel)])).digest('hex');

/** What the vendor says counts before what a person said. */
export function postingOf(channel: ChannelConfig, proof: Proof | null, last: Confirmation | null, now: EpochMs): PostingStanding {
  const until = last === null ? null : epochMs(last.at + CONFIRMED_MS);
  const told = { by: last?.by ?? null, at: last === null ? null : toRfc3339(last.at), until: until === null ? null : toRfc3339(until) };
  if (!isRestricted(channel)) return { state: 'free', ...told };
  if (proof?.ok === true && proof.posting !== undefined) return { state: proof.posting === 'restricted' ? 'checked' : 'open', ...told };
  return { state: until === null ? 'missing' : now < until ? 'confirmed' : 'expired', ...told };
}
