import type { ChannelType, LintFinding, UpdateKind } from '../../../../../shared/model/update.ts';
import { personHints } from '../../../../../shared/text/person-hint.ts';
import { advice, lineOf, matches, places, sentenceOf, type Linted } from './finding.ts';
import { namesIn } from './names.ts';
import { causePlaces, saysOver } from './stops.ts';

const OWES_NEXT: ReadonlySet<UpdateKind> = new Set(['investigating', 'identified', 'monitoring', 'factsOnly']);
const NEXT = /next (?:update|message)|update (?:by|at|in|within|every)|(?:hear|tell you) (?:more )?(?:from us )?(?:by|at|in)|nächste(?:s|r)? (?:update|meldung|information)/iu;

function nextUpdate(linted: Linted): LintFinding[] {
  if (!OWES_NEXT.has(linted.kind) || saysOver(linted)) return [];
  if (linted.facts.nextUpdateAt === null) return [advice(linted, { code: 'noNextUpdate', found: 'next update', says: 'The message does not say when the next one comes. Readers who know it do not ask.' })];
  if (NEXT.test(linted.text.title) || NEXT.test(linted.text.body)) return [];
  return [advice(linted, { code: 'noNextUpdate', found: 'next update', says: 'A time for the next update is set, and the text does not tell it.' })];
}

const PROMISE = /(?<![\p{L}])(?:fixed|resolved|restored|repaired|solved|recovered|back(?: up| online| to normal)?|available again|working again|behoben|wiederhergestellt)\s{1,3}(?:by|at|in|within|before|until|bis|um|in)\s{1,3}(?:the next\s)?\d[\w:.]*/giu;
const HEDGED = /expect|estimat|anticipat|approx|(?<![\p{L}])(?:about|around|roughly|between|up to|aim|hope|probably|likely|voraussichtlich|etwa|ungefähr|erwart\p{L}*)(?![\p{L}])|\d\s?(?:-|–|to|and|bis)\s?\d/iu;
/** What is told as past is no promise. */
const PAST = /(?<![\p{L}])(?:was|were|been|has|have|had|wurden?)(?![\p{L}])/iu;

function promises(linted: Linted): LintFinding[] {
  if (saysOver(linted)) return [];
  return matches(linted, PROMISE)
    .filter(({ at }) => {
      const sentence = sentenceOf(linted, at);
      return !HEDGED.test(sentence) && !PAST.test(sentence);
    })
    .map(({ at, text }) => advice(linted, { code: 'noRange', at, found: text, says: 'A fix time that is told as certain is a promise. Say “expected”, and a range.' }));
}

/** Where more people than the team read, a name is told by `names.ts` already; what ends at a person is blame wherever it stands. */
function blame(linted: Linted): LintFinding[] {
  const hint = personHints([]);
  const found = new Map<string, string>();
  for (const line of [linted.text.title, ...linted.text.body.split('\n')].slice(0, 500)) {
    const told = hint(line.slice(0, 5_000));
    if (told !== null) found.set(told.found, told.says);
  }
  return [...found].map(([text, says]) => advice(linted, { code: 'blame', at: places(linted, text)[0]?.at ?? null, found: text, says }));
}

const UNSURE = /suspect|possib|probabl|likely|unconfirmed|believe|appear|seem|hypothes|assum|investigat|vermut|möglich|wahrscheinlich|verdacht|(?<![\p{L}])(?:may|might|could|not (?:yet )?confirmed)(?![\p{L}])/iu;
const STATED = /(?<![\p{L}])(?:(?:root )?cause (?:is|was)|(?:was|were|is|are) caused by)(?! (?:not|unknown|under|being|still|yet))(?![\p{L}])/giu;

function unconfirmed(linted: Linted): LintFinding[] {
  const { cause } = linted.facts;
  if (cause?.confirmed === true) return [];
  const told = [...causePlaces(linted), ...matches(linted, STATED)].filter(({ at }) => !UNSURE.test(lineOf(linted, at)));
  return told.slice(0, 1).map(({ at, text }) => advice(linted, { code: 'unconfirmedCause', at, found: text, says: 'Nobody has confirmed the cause, and the text tells it as a fact. Say “suspected”, or leave it out.' }));
}

const nearLimits = (linted: Linted): LintFinding[] =>
  linted.limits.flatMap(({ what, used, max, aim, unit }) => (aim === undefined || used <= aim || (max !== null && used > max) ? [] : [advice(linted, { code: 'nearLimit', found: what, says: `Long (${what}): ${used.toLocaleString('en-GB')} ${unit}. Above ${aim.toLocaleString('en-GB')} it may not arrive, and nobody would be told.` })]));

const MARKUP = /<\/?[a-z!][^<>\n]{0,200}>|\]\(\w{1,10}:[^\s()]{1,300}\)/giu;
/** Everywhere else text is text by its form; what these pages make of marks in one, their makers do not say. */
const MAY_READ_MARKUP: ReadonlySet<ChannelType | null> = new Set<ChannelType | null>(['statuspage', 'betterstack']);

const markup = (linted: Linted): LintFinding[] =>
  MAY_READ_MARKUP.has(linted.channel) ? matches(linted, MARKUP).map(({ at, text }) => advice(linted, { code: 'markup', at, found: text, says: 'A status page may take this for formatting or a link rather than show it as it stands. Say it without these marks.' })) : [];

/** What may be sent, and is better changed. */
export const adviceOf = (linted: Linted): LintFinding[] => [...nextUpdate(linted), ...promises(linted), ...namesIn(linted), ...blame(linted), ...unconfirmed(linted), ...nearLimits(linted), ...markup(linted)];
