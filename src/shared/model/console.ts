import { z } from 'zod';
import { SignalId } from './ids.ts';
import { Instant } from './instant.ts';

/** Who took an engine over; a person, or the token of a program. */
export const TermPerson = z.object({ id: z.string().max(100), name: z.string().max(200) });
export type TermPerson = z.infer<typeof TermPerson>;

/** The rising number of a workspace: each take-over of its engine begins a new one, and of two engines the one with the lower yields. */
export const Term = z.int().min(1);

/** How a seat's console stands to the engine. */
export const ConsoleConnection = z.object({
  /** Address of the engine. */
  url: z.string(),
  state: z.enum(['connected', 'unreachable']),
  /** Since when it is so. */
  since: Instant,
  /** Of what moment the copy kept here is; null: there is none yet. */
  copyAt: Instant.nullable(),
});
export type ConsoleConnection = z.infer<typeof ConsoleConnection>;

/** This console has taken the engine over from another one. */
export const TookOver = z.object({
  at: Instant,
  by: TermPerson,
  reason: z.string(),
  /** Address of the engine that did not answer. */
  from: z.string(),
  /** Of what moment the copy was from which this one goes on. */
  copyAt: Instant,
  /** When the other one was told and stood down; null: it was not reached yet, and may still act. */
  metAt: Instant.nullable(),
  /** How many entries of its journal are not known here; null while it has not been met. */
  entries: z.int().min(0).nullable(),
  /** When a person merged what the other one had recorded. */
  mergedAt: Instant.nullable(),
});
export type TookOver = z.infer<typeof TookOver>;

/** Another console has taken over from this one, which sends and does nothing any more. */
export const StoodDown = z.object({
  /** When this one heard of it. */
  at: Instant,
  /** Of the console that acts now. */
  term: Term,
  /** Null until that console has told it: a higher term was seen there before. */
  by: TermPerson.nullable(),
  reason: z.string().nullable(),
  /** Where the one that acts can be reached; null: it has no address. */
  address: z.string().nullable(),
  /** Entries of the journal here that the other one did not have when it took over; null until it has told what it has. */
  entries: z.int().min(0).nullable(),
  mergedAt: Instant.nullable(),
});
export type StoodDown = z.infer<typeof StoodDown>;

/** What a console is: the engine itself, a seat of another one, or an engine that has stood down. */
export const ConsoleView = z.object({
  role: z.enum(['engine', 'seat', 'stoodDown']),
  term: Term,
  connection: ConsoleConnection.nullable(),
  tookOver: TookOver.nullable(),
  stoodDown: StoodDown.nullable(),
});
export type ConsoleView = z.infer<typeof ConsoleView>;

/** An engine that never heard of another one. */
export const ONLY_CONSOLE: ConsoleView = { role: 'engine', term: 1, connection: null, tookOver: null, stoodDown: null };

/** One entry that the other console recorded after the copy was made. */
export const UnmergedEntry = z.object({
  seq: z.int(),
  at: Instant,
  actor: z.string(),
  /** Id of the incident at the other console; null: of the workspace. */
  incident: z.string().nullable(),
  /** False: that incident is not known here and is taken over whole. */
  known: z.boolean(),
  type: z.string(),
  text: z.string(),
});
export type UnmergedEntry = z.infer<typeof UnmergedEntry>;

/** What the console of a seat saw from its own machine, by checks of the configuration. It tells how long ago and never when: its clock may be wrong. */
export const SeatSaw = z.object({
  /** Told apart by it: the same for all that runs on one machine. */
  machine: z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hexadecimal digits'),
  readings: z.array(
    z.object({
      signal: SignalId,
      value: z.number().nullable(),
      /** The target did not answer, while the network of that machine worked. */
      failed: z.boolean(),
      agoMs: z.int().min(0).max(60_000),
    }),
  ).max(200),
});
export type SeatSaw = z.infer<typeof SeatSaw>;

export const SawAnswer = z.object({
  /** False: this console is no other place than the engine. */
  counts: z.boolean(),
  /** Why not, in a sentence. */
  why: z.string().nullable(),
  /** How many readings were of checks that the engine knows; others are left out. */
  taken: z.int().min(0),
});
export type SawAnswer = z.infer<typeof SawAnswer>;
