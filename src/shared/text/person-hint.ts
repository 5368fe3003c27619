import type { PersonHint } from '../model/review.ts';

/** Words for whoever does something, in English and German; together with what went wrong they name a person as the cause. */
const ROLES =
  'engineers?|developers?|devs?|operators?|administrators?|admins?|sysadmins?|dbas?|interns?|juniors?|colleagues?|co-?workers?|employees?|contractors?|managers?|testers?|staff|someone|somebody|nobody|no one|on-?call|' +
  'entwickler(?:in)?|mitarbeiter(?:in|s)?|kolleg(?:e|en|in)|administrator(?:in)?|praktikant(?:in|en)?|bediener(?:in)?|techniker(?:in)?|ingenieur(?:in)?|dienstleister|azubi|jemand|niemand';
const FAULTS =
  'forgot|forgets|forgotten|failed|neglected|ignored|missed|overlooked|broke|deleted|dropped|deployed|pushed|merged|mistyped|misread|misconfigured|changed|did not|didn’t|didn\'t|does not|should|' +
  'vergaß|vergass|vergessen|übersah|übersehen|löschte|gelöscht|ignorierte|ignoriert|versäumte|versäumt|missachtete|änderte|geändert|hat nicht|haben nicht|hätte|hätten';
/** Phrases that end at a person whoever it was. */
const PHRASES =
  'human error|operator error|user error|pilot error|human mistake|human failure|carelessness|careless|negligence|negligent|incompetence|incompetent|inattention|lazy|laziness|stupidity|(?:was|were|is) to blame|(?:his|her|their) (?:fault|mistake)|forgot to|should have known|should have (?:checked|tested|noticed|seen|read|asked)|(?:did not|didn’t|didn\'t) pay attention|not paying attention|' +
  'menschliches versagen|menschlicher fehler|menschlichen fehler|bedienfehler|bedienungsfehler|anwenderfehler|benutzerfehler|unachtsamkeit|unachtsam|nachlässigkeit|nachlässig|fahrlässigkeit|leichtsinn|leichtsinnig|schlamperei|unfähigkeit|nicht aufgepasst|(?:ist|war|waren|sind) schuld|hätte (?:es |das )?(?:wissen|prüfen|testen|merken|sehen|lesen|fragen) (?:müssen|sollen)';

const whole = (words: string, flags = 'iu'): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})(?![\\p{L}\\p{N}])`, flags);
const PHRASE = whole(PHRASES);
/** A role and what it did wrong, at most six words apart, in one sentence. */
const ROLE_AT_FAULT = whole(`(?:${ROLES})(?:[^\\p{L}.!?]+[\\p{L}\\p{N}’'-]+){0,6}?[^\\p{L}.!?]+(?:${FAULTS})`);

/** Shorter parts of a name are words too often. */
const SHORTEST_NAME = 3;
const LONGEST_SHOWN = 80;

const WORD = /[\p{L}\p{N}]+(?:[-.’'][\p{L}\p{N}]+)*/gu;

/** Finds the first word of a text that is somebody's, as it is written ("Mark" is somebody, "mark" is not), with the whole name where that follows. */
function nameFinder(people: readonly string[]): (text: string) => string | null {
  const names = new Map<string, string[]>();
  for (const name of people.map((each) => each.normalize('NFC').trim())) for (const part of name.match(WORD) ?? []) if (part.length >= SHORTEST_NAME) names.set(part, [...(names.get(part) ?? []), name]);
  return (text) => {
    for (const { 0: word, index } of names.size === 0 ? [] : text.matchAll(WORD)) {
      const name = [word, word.replace(/[’']s$/u, '')].find((each) => names.has(each));
      if (name !== undefined) return names.get(name)?.find((whole) => text.startsWith(whole, index)) ?? name;
    }
    return null;
  };
}

/**
 * Gives advice where an answer names a person as the cause: somebody of the workspace by name, a role together with what it did wrong,
 * or a phrase such as "human error". Null where it does not. Whoever writes may leave it as it is; it is a question, not a rule.
 */
export function personHints(people: readonly string[]): (answer: string) => PersonHint | null {
  const nameIn = nameFinder(people);
  return (answer) => {
    const text = answer.normalize('NFC');
    const name = nameIn(text);
    if (name !== null) return { found: cut(name), says: `This names ${cut(name)}. What made it possible, or the obvious thing to do: what was seen at that moment, and what would have stopped it?` };
    const role = ROLE_AT_FAULT.exec(text)?.[0];
    if (role !== undefined) return { found: cut(role), says: `“${cut(role)}” ends at a person. Whoever comes next can do the same: what made it easy to do, and what would have caught it?` };
    const phrase = PHRASE.exec(text)?.[0];
    if (phrase !== undefined) return { found: cut(phrase), says: `“${cut(phrase)}” ends the question. How did it make sense at that moment, and what would have caught it?` };
    return null;
  };
}

/** The same for a single answer. */
export const personHint = (answer: string, people: readonly string[]): PersonHint | null => personHints(people)(answer);

const cut = (text: string): string => (text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN - 1)}…`);
