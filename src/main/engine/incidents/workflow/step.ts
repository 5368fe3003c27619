import type { Person } from '../../../../shared/model/entities.ts';
import type { IncidentActor } from '../../../../shared/model/incident.ts';
import { HoldfastError, type ErrorCode } from '../../../../shared/model/result.ts';
import type { Evidence, IncidentFact } from '../../../../shared/model/timeline.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { Note } from '../../journal/journal.ts';

/** One entry to be written: what happened, and by whom, when and on what it rests. */
export interface Step {
  readonly fact: IncidentFact;
  readonly note: Note;
}

/** What a decision needs to know beside the incident. */
export interface Context {
  readonly now: EpochMs;
  readonly actor: IncidentActor;
  readonly people: readonly Pick<Person, 'id' | 'name'>[];
}

/** How an entry came to be told: when it happened, what it rests on, and whether it speaks of the world rather than being the act itself. */
interface Telling {
  readonly at?: string | undefined;
  readonly evidence?: Evidence | undefined;
  readonly tells?: boolean;
}

/** An entry by the actor. What speaks of the world, or is told later than it happened, is from memory unless evidence comes with it. */
export function says({ actor, now }: Context, fact: IncidentFact, { at, evidence, tells = false }: Telling = {}): Step {
  const earlier = at !== undefined && ms(at) !== now;
  return { fact, note: { ...(earlier ? { at: ms(at) } : {}), actor, evidence: evidence ?? null, fromMemory: evidence === undefined && (tells || earlier) } };
}

export const ms = (instant: string): EpochMs => Date.parse(instant) as EpochMs;

/** "2026-01-15 12:00:00 UTC": an instant in a sentence. */
export const said = (at: EpochMs): string => `${toRfc3339(at).slice(0, 19).replace('T', ' ')} UTC`;

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export function refuse(code: ErrorCode, message: string): never {
  throw new HoldfastError(code, message);
}

/** Nothing that happened can lie ahead; what is promised must. */
export function notAhead(at: string | null | undefined, { now }: Context, what: string): void {
  if (typeof at === 'string' && ms(at) > now) refuse('invalid_input', `${what} lies in the future (${said(ms(at))}): expected ${said(now)} or earlier.`);
}
export function ahead(at: string | null | undefined, { now }: Context, what: string): void {
  if (typeof at === 'string' && ms(at) <= now) refuse('invalid_input', `${what} is past (${said(ms(at))}): expected a time after ${said(now)}.`);
}

/** A title as one safe line: it stands on walls and in notifications. */
export function titleLine(title: string): string {
  const line = plain(title);
  return line === '' ? refuse('invalid_input', 'title: expected some words.') : line;
}

const NAMED = 12;
/** "one of "ada", "bob"", at most a dozen. */
export function oneOf(known: readonly string[]): string {
  if (known.length === 0) return 'none is configured';
  const shown = known.slice(0, NAMED).map((each) => `"${each}"`).join(', ');
  return `expected one of ${shown}${known.length > NAMED ? ` and ${known.length - NAMED} more` : ''}`;
}

export function personOf(id: string, { people }: Context): Pick<Person, 'id' | 'name'> {
  return people.find((person) => person.id === id) ?? refuse('invalid_input', `Nobody of the id "${id}" is in the configuration: ${oneOf(people.map((person) => person.id))}.`);
}
