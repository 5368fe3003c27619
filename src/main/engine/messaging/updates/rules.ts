import { createHash } from 'node:crypto';
import { channelTraits, takesKind, type ChannelConfig } from '../../../../shared/model/channels/index.ts';
import type { IncidentId } from '../../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../../shared/model/incident.ts';
import type { Audience } from '../../../../shared/model/policy-config.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import type { LintOverride, StatusUpdate, UpdateDraft } from '../../../../shared/model/status-update.ts';
import { durationMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { LintFinding } from '../../../../shared/model/update.ts';

/** What goes outside, or to those who decide over it, is signed off by the commander; the team tells itself what it finds. */
const SIGNED_OFF: ReadonlySet<Audience> = new Set<Audience>(['executive', 'public']);
export const needsSignOff = (audience: Audience): boolean => SIGNED_OFF.has(audience);

/** More recipients than this are confirmed by their number. */
export const MANY_RECIPIENTS = 100;

/** A scheduled update goes at most so long after its moment: what was right to say then may not be now, and a person looks again. */
export const MOST_LATE_MS = durationMs(5 * 60_000);

/** Why a scheduled update does not go any more, `now`; null where it does. */
export function missed(publishAt: EpochMs, now: EpochMs): string | null {
  if (now - publishAt <= MOST_LATE_MS) return null;
  const at = toRfc3339(publishAt).slice(0, 16).replace('T', ' ');
  return `It was to go at ${at} UTC, and Holdfast did not run, or could not send, until ${Math.round((now - publishAt) / 60_000)} min later. It was not sent: look whether it is still true.`;
}

/** What is approved and sent: the same draft has the same hash, whatever order its keys came in. */
export const hashOf = (draft: UpdateDraft): string => createHash('sha256').update(canonical(draft)).digest('hex');

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return `{${Object.entries(value).filter(([, inner]) => inner !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

/** As people call it. */
export const nameOf = (channel: ChannelConfig): string => channel.name ?? `${channelTraits(channel).label} ${channel.id}`;

/** Throws unless what belongs to a drill may go there: whoever reads anywhere else would take it for real. */
export function checkDrill(channel: ChannelConfig, isDrill: boolean): void {
  if (!isDrill) return;
  if (channel.audience === 'public') throw new HoldfastError('forbidden', `This is a drill, and ${nameOf(channel)} is public: nothing of a drill is told there, not even by hand.`);
  if (channel.drill !== true) throw new HoldfastError('forbidden', `This is a drill, and ${nameOf(channel)} is not marked \`drill: true\`: nothing of a drill is told there.`);
}

/** Throws unless this update may go to that channel at all. None of it can be overridden. */
export function checkChannel(channel: ChannelConfig | undefined, { audience, kind }: Pick<UpdateDraft, 'audience' | 'kind'>, person: string | null, isDrill: boolean): void {
  if (channel === undefined) throw new HoldfastError('invalid_input', 'It names a channel that is not in the configuration any more.');
  checkDrill(channel, isDrill);
  if (channel.audience !== audience) throw new HoldfastError('forbidden', `${nameOf(channel)} is read by the ${channel.audience} audience, and this text is for the ${audience} one: it cannot be sent there.`);
  if (channel.kinds !== undefined && !channel.kinds.includes(kind)) throw new HoldfastError('forbidden', `${nameOf(channel)} takes only updates of these kinds: ${channel.kinds.join(', ')}.`);
  if (!takesKind(channel.type, kind)) throw new HoldfastError('forbidden', `${nameOf(channel)} has no place for a postmortem: a Statuspage has.`);
  checkPublisher(channel, person);
}

/** Throws unless this person may decide what stands there. */
export function checkPublisher(channel: ChannelConfig, person: string | null): void {
  if (channel.publishers !== undefined && !channel.publishers.some((publisher) => publisher === person)) throw new HoldfastError('forbidden', `${nameOf(channel)} names who may publish there, and you are not among them.`);
}

/** Throws unless a draft may stand for what was published: a correction is for the same readers. */
export function checkCorrection({ audience, kind }: Pick<UpdateDraft, 'audience' | 'kind'>, incident: IncidentId, original: StatusUpdate): void {
  if (original.incident !== incident) throw new HoldfastError('invalid_input', `${original.id} is an update of ${original.incident}: it cannot be corrected from ${incident}.`);
  if (original.state !== 'published') throw new HoldfastError('conflict', `Only what was published can be corrected, and ${original.id} is ${original.state}.`);
  if (original.draft.audience !== audience) throw new HoldfastError('invalid_input', `${original.id} went to the ${original.draft.audience} audience: a correction of it cannot be for the ${audience} one.`);
  if ((original.draft.kind === 'postmortem') !== (kind === 'postmortem')) throw new HoldfastError('invalid_input', 'A postmortem is corrected by a postmortem, and any other update by another: they stand in two places.');
}

/** Throws while there is a stop that nobody went past with a reason. */
export function checkStops(lint: readonly LintFinding[], overrides: readonly LintOverride[]): void {
  const open = lint.find(({ level, code, overridable }) => level === 'stop' && !(overridable && overrides.some((each) => each.code === code)));
  if (open === undefined) return;
  throw new HoldfastError('conflict', `${open.says}${open.overridable ? ' It can be sent with a reason.' : ''}`, { lint: [open] });
}

/** Throws unless this exact text is signed off, does not need to be, or goes as an emergency. */
export function checkSignOff({ audience, approved, hash, given, emergency }: { readonly audience: Audience; readonly approved: boolean; readonly hash: string; readonly given: string; readonly emergency: string | null }): void {
  if (given !== hash) throw new HoldfastError('conflict', 'The text is not as you saw it any more: look at it again.');
  if (!needsSignOff(audience) || approved || emergency !== null) return;
  throw new HoldfastError('conflict', 'The incident commander has not approved this text. Ask for it, or publish it as an emergency with a reason.');
}

/** Whether this person may sign off: whoever commands the incident, or has the right to approve. */
export const maySignOff = (actor: IncidentActor, mayApprove: boolean, commanders: readonly string[]): boolean => mayApprove || commanders.includes(actor.id);
