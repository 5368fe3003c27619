import { z } from 'zod';
import type { Differs, LookedUp, Outcome } from '../../outbox/channel.ts';
import { wantsOurs } from '../../outbox/theirs.ts';
import { beforeWriting, type Wrong } from './errors.ts';
import { isDeleted, isOurs, isUpdate, threadOf, type SlackMessage } from './memory.ts';
import { findMessage, readMessage, sinceOf } from './reading.ts';
import { notFound, post, rewrite, SETTLING_MS, type Work } from './work.ts';

const Anything = z.looseObject({});

/**
 * One message of an incident that always tells the newest, pinned, and below it each update as it was. What may be done twice comes
 * first; the reply, by which an attempt is recognised, comes last.
 */
export async function keepFacts(work: Work, channel: string): Promise<Outcome> {
  const facts = await factsOf(work, channel);
  if (typeof facts === 'object' && 'kind' in facts) return facts;
  const { ts, isPinned, isFresh } = facts;
  if (!isFresh) {
    const changed = await rewrite(work, channel, ts, 'facts');
    if (changed !== null) return changed.wrong;
  }
  const note = isPinned ? undefined : await pin(work, channel, ts);
  const reply = await post(work, channel, ts);
  if ('kind' in reply) return reply;
  return work.arrived(reply, { channel, facts: ts, isPinned: note === undefined, shows: reply.ts, adopted: threadOf(work.parcel)?.adopted ?? false }, note);
}

export async function lookForFacts(work: Work, channel: string): Promise<LookedUp> {
  const { api, parcel, abort } = work;
  const known = threadOf(parcel);
  const facts = known === null || known.facts === null ? await findFacts(work, channel) : ({ kind: 'found', value: { ts: known.facts } } as const);
  if (facts.kind !== 'found') return notFound(facts);
  const { ts } = facts.value;
  const reply = await findMessage(api, { channel, parent: ts, oldest: sinceOf(parcel.queuedAt) }, (each) => isUpdate(each, parcel.marker), abort);
  if (reply.kind !== 'found') return notFound(reply);
  return work.arrived({ channel, ts: reply.value.ts, parent: ts }, { channel, facts: ts, isPinned: known?.isPinned ?? false, shows: reply.value.ts, adopted: known?.adopted ?? false });
}

/** Why something that stands there is not overwritten. `what` begins the sentence. */
export function differs(message: SlackMessage | null, what: string): Differs {
  if (isDeleted(message)) return { kind: 'differs', reason: `${what} was deleted in Slack; put ours to post it again`, theirs: 'The message was deleted.' };
  return { kind: 'differs', reason: `${what} was changed in Slack by somebody else; put ours to overwrite it`, theirs: message.text === '' ? 'The message has no text.' : message.text };
}

/** Whether a message was posted so lately that not finding it means nothing. */
export const isYoung = (ts: string, nowMs: number): boolean => nowMs - Number(ts) * 1_000 < SETTLING_MS;
export const NOT_YET: Wrong = { kind: 'refused', again: true, reason: 'what was posted a moment ago cannot be read yet' };

const findFacts = ({ api, parcel, abort }: Work, channel: string) => findMessage(api, { channel, parent: null, oldest: sinceOf(parcel.queuedAt) }, (each) => isOurs(each, parcel.incident, 'facts'), abort);

interface Facts {
  readonly ts: string;
  readonly isPinned: boolean;
  /** It says already what the parcel says. */
  readonly isFresh: boolean;
}

async function factsOf(work: Work, channel: string): Promise<Facts | Wrong | Differs> {
  const { api, parcel, abort, nowMs } = work;
  const known = threadOf(parcel);
  if (known !== null && known.facts !== null) {
    const read = await readMessage(api, { channel, ts: known.facts, parent: null }, abort);
    if (read.kind === 'wrong') return beforeWriting(read.said.wrong);
    const message = read.kind === 'found' ? read.value : null;
    if (isDeleted(message) && isYoung(known.facts, nowMs)) return NOT_YET;
    const isRight = !isDeleted(message) && isOurs(message, parcel.incident, 'facts');
    const theirs = differs(message, 'the pinned message');
    if (!isRight && !wantsOurs(parcel, theirs)) return theirs;
    if (!isDeleted(message)) return { ts: known.facts, isPinned: known.isPinned, isFresh: false };
  } else {
    /* An attempt before this one may have begun it. */
    const found = await findFacts(work, channel);
    if (found.kind === 'wrong') return beforeWriting(found.said.wrong);
    if (found.kind === 'found') return { ts: found.value.ts, isPinned: false, isFresh: false };
  }
  const posted = await post(work, channel, null, 'facts');
  return 'kind' in posted ? posted : { ts: posted.ts, isPinned: false, isFresh: true };
}

/** What is said where it could not be pinned, which keeps nothing from being told. */
async function pin({ api, abort }: Work, channel: string, ts: string): Promise<string | undefined> {
  const said = await api.call('pins.add', { channel, timestamp: ts }, Anything, abort);
  return said.ok || said.error === 'already_pinned' ? undefined : `It is there, but not pinned: ${said.wrong.reason}.`;
}
