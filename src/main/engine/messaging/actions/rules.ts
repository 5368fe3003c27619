import type { ChannelConfig } from '../../../../shared/model/channels/index.ts';
import type { CorrectiveAction } from '../../../../shared/model/review.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { proofText } from '../../../../shared/text/review-words.ts';
import type { DeliveryRow } from '../outbox/repo.ts';
import { checkDrill, checkPublisher, nameOf } from '../updates/rules.ts';
import type { IssueRow } from './repo.ts';

/** What the issue says, line by line; the first one is its summary. */
export function linesOf({ id, text, incident, incidentTitle, ownerName, dueAt, proof, proofNote }: CorrectiveAction, isDrill: boolean): [string, ...string[]] {
  return [
    `${isDrill ? 'DRILL: ' : ''}${plain(text, 500)}`,
    `Corrective action ${id} of ${incident}: ${plain(incidentTitle, 200)}`,
    `Owner: ${ownerName === null ? 'nobody yet' : plain(ownerName, 80)}`,
    `Due: ${dueAt === null ? 'no date yet' : `${dueAt.slice(0, 16).replace('T', ' ')} UTC`}`,
    `It is done when this is seen: ${proofText(proof)}${proofNote === null ? '' : ` (${plain(proofNote, 300)})`}`,
  ];
}

/** Issues are for the team: what an incident taught is internal until somebody writes it for others. */
export const takesIssues = ({ type, audience }: ChannelConfig): boolean => type === 'jira' && audience === 'internal';
/** Of a drill, too: issues of it are made only where drills are told. */
export const makesIssues = (channel: ChannelConfig, isDrill: boolean): boolean => takesIssues(channel) && (!isDrill || channel.drill === true);

/** Throws unless this person may make or link issues there; `isDrill`: one is made of a drill. */
export function checkIssueChannel(channel: ChannelConfig | undefined, person: string, isDrill: boolean): ChannelConfig {
  if (channel === undefined) throw new HoldfastError('not_found', 'There is no such channel in the configuration.');
  if (channel.type !== 'jira') throw new HoldfastError('invalid_input', `${nameOf(channel)} has no issues: expected a channel of type jira.`);
  if (!takesIssues(channel)) throw new HoldfastError('forbidden', `${nameOf(channel)} is read by the ${channel.audience} audience, and a corrective action is for the internal one.`);
  checkDrill(channel, isDrill);
  checkPublisher(channel, person);
  return channel;
}

/** Whether the issue is known to be there. */
export const isThere = ({ how }: IssueRow, delivery: DeliveryRow | null): boolean => how === 'linked' || delivery?.state === 'sent';

/** What a wish for an issue leads to. Throws where there is one already, or may be: nothing is made twice. */
export function wayToMake(id: string, known: IssueRow | null, delivery: DeliveryRow | null): 'new' | 'again' {
  if (known === null) return 'new';
  if (isThere(known, delivery)) throw new HoldfastError('conflict', `${id} has an issue already.`);
  if (delivery?.state === 'failed' && delivery.maybe === 0) return 'again';
  if (delivery === null || delivery.state === 'failed' || delivery.state === 'superseded' || delivery.class !== 'readBack') throw new HoldfastError('conflict', `An issue of ${id} may be there already. Look for it in Jira, and link it by its address.`);
  throw new HoldfastError('conflict', `An issue of ${id} is being made.`);
}

/** Throws where an issue was made, or is about to be: only a link that a person gave is replaced by another one. */
export function checkLinkable(id: string, known: IssueRow | null, delivery: DeliveryRow | null): void {
  if (known?.how !== 'made') return;
  if (isThere(known, delivery)) throw new HoldfastError('conflict', `${id} has an issue already, which was made for it.`);
  if (delivery?.state === 'sending') throw new HoldfastError('conflict', `An issue of ${id} is being made: wait until that is known.`);
}
