import type { Audience } from '../../../../../shared/model/policy-config.ts';
import type { LintFinding, UpdateKind } from '../../../../../shared/model/update.ts';
import { FACT_WORD } from '../values.ts';
import { matches, places, stop, stopUnlessExplained, type Linted } from './finding.ts';
import { secretsIn } from './secrets.ts';

const VARIABLE = /\{\{[#^/]?\w{1,40}\}\}/g;
const OPEN_WORDS: ReadonlySet<UpdateKind> = new Set(['investigating', 'identified', 'monitoring']);
/** From those who may read everything to everybody. */
const WIDER: Readonly<Record<Audience, number>> = { internal: 0, executive: 1, public: 2 };
const READERS: Readonly<Record<Audience, string>> = { internal: 'the team', executive: 'management', public: 'everybody' };
const MARKED = /\[internal\]|(?<![\p{L}])(?:internal(?: use)? only|for internal use|confidential|do not (?:share|forward|publish)|not for (?:publication|customers|external use)|nur intern|streng vertraulich|vertraulich)(?![\p{L}])/giu;

/** Whether the message says that it is over. */
export const saysOver = ({ kind, facts }: Pick<Linted, 'kind' | 'facts'>): boolean => kind === 'resolved' || kind === 'postmortem' || (kind === 'factsOnly' && facts.until !== null);

function unresolved(linted: Linted): LintFinding[] {
  return matches(linted, VARIABLE).map(({ at, text }) => {
    const name = text.replaceAll(/[{}#^/]/g, '');
    const word = Object.hasOwn(FACT_WORD, name) ? FACT_WORD[name] : undefined;
    // A fact that is missing is filled in; braces that stand for nothing may be meant as they are.
    if (word !== undefined) return stop(linted, { code: 'unresolved', at, found: text, says: `Not known yet: ${word}. Fill it in, or take ${text} out of the text.` });
    return stopUnlessExplained(linted, { code: 'unresolved', at, found: text, says: `${text} would be sent as it stands here: there is no fact of this name.` });
  });
}

const empty = (linted: Linted): LintFinding[] =>
  (['title', 'body'] as const).flatMap((field) => (linted.text[field].trim() === '' && !(field === 'title' && linted.channel === 'x') ? [stop(linted, { code: 'empty', found: field, says: field === 'title' ? 'The message has no title.' : 'The message has no text.' })] : []));

function wrongAudience(linted: Linted): LintFinding[] {
  const { audience, readers, incident } = linted;
  const found: LintFinding[] = [];
  if (WIDER[readers] > WIDER[audience]) found.push(stop(linted, { code: 'wrongAudience', found: audience, says: `This text was made for ${READERS[audience]}, and the channel is read by ${READERS[readers]}. Send the text that was made for them.` }));
  if (readers !== 'public') return found;
  found.push(...matches(linted, MARKED).map(({ at, text }) => stop(linted, { code: 'wrongAudience', at, found: text, says: `“${text}” marks text that is not for everybody, and everybody reads this channel.` })));
  if (incident.private) found.push(stop(linted, { code: 'wrongAudience', found: 'private incident', says: 'This incident is private: nothing of it is told to the public.' }));
  if (incident.isDrill) found.push(stop(linted, { code: 'wrongAudience', found: 'drill', says: 'This is a drill: customers would take it for real.' }));
  return found;
}

/** `postponed` and `maintenance` tell of planned work, which no incident contradicts. */
function contradiction(linted: Linted): LintFinding[] {
  const { kind, incident, facts, now } = linted;
  const found: LintFinding[] = [];
  const add = (what: string, says: string): void => void found.push(stopUnlessExplained(linted, { code: 'contradiction', found: what, says }));
  if (saysOver(linted) && incident.isFiring) add('resolved', 'The message says that it is over, and an alert of this incident still fires.');
  else if (saysOver(linted) && incident.isOpen) add('resolved', 'The message says that it is over, and this incident is not resolved. Resolve it first, or say what is still being watched.');
  else if (kind === 'postmortem' && !linted.isReviewed) add('postmortem', 'The review of this incident is not closed: what it says may still change. Close it first, or say why it is published now.');
  if (OPEN_WORDS.has(kind) && !incident.isOpen) add(kind, `The message says “${kind}”, and this incident is over. Reopen it first if it is not.`);
  if (facts.since !== null && Date.parse(facts.since) > now) add('since', 'The time at which it began is still to come.');
  if (facts.until !== null && Date.parse(facts.until) > now) add('until', 'The time at which it ended is still to come.');
  if (facts.since !== null && facts.until !== null && Date.parse(facts.until) < Date.parse(facts.since)) add('until', 'It ends before it begins.');
  return found;
}

function pastTimes(linted: Linted): LintFinding[] {
  const { facts, now, kind } = linted;
  const past = (what: string, says: string): LintFinding => stop(linted, { code: 'pastTime', found: what, says });
  const found: LintFinding[] = [];
  const { expectedEnd, nextUpdateAt, window } = facts;
  if (expectedEnd !== null && !saysOver(linted)) {
    const end = expectedEnd.as === 'instants' ? Date.parse(expectedEnd.to) : Date.parse(expectedEnd.saidAt) + expectedEnd.to * 60_000;
    if (end <= now) found.push(past('expected time to resolution', 'The time until which it was expected to be over is past. Say a new one, or that it is not known.'));
  }
  if (nextUpdateAt !== null && Date.parse(nextUpdateAt) <= now) found.push(past('next update', 'The time that is promised for the next update is past.'));
  if (window !== null && kind === 'maintenance' && Date.parse(window.to) <= now) found.push(past('window', 'The window of this maintenance is over.'));
  if (window !== null && kind === 'postponed' && Date.parse(window.from) <= now) found.push(past('window', 'The new time of this maintenance is past.'));
  return found;
}

const UNIT_WORD = { characters: 'characters', 'weighted characters': 'characters as X counts them', bytes: 'bytes', blocks: 'blocks', parts: '' } as const;
const number = (value: number): string => value.toLocaleString('en-GB');

function lengths(linted: Linted): LintFinding[] {
  return linted.limits.flatMap(({ what, used, max, unit, least }) => {
    if (max !== null && used > max) return [stop(linted, { code: 'tooLong', found: what, says: `Too long (${what}): ${number(used)} of at most ${number(max)} ${UNIT_WORD[unit]}. Nothing is cut: shorten the text.` })];
    if (least !== undefined && used < least) return [stop(linted, { code: 'incomplete', found: what, says: `This channel needs ${what}: none of the affected services has one in its settings.` })];
    return [];
  });
}

/** What is not sent. */
export const stopsOf = (linted: Linted): LintFinding[] => [...empty(linted), ...unresolved(linted), ...secretsIn(linted), ...wrongAudience(linted), ...contradiction(linted), ...pastTimes(linted), ...lengths(linted)];

/** A cause that nobody has confirmed, where it stands in the text. */
export const causePlaces = (linted: Linted) => (linted.facts.cause === null ? [] : places(linted, linted.facts.cause.text.replace(/[.!]+$/, '')));
