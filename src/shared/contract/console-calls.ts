import { z } from 'zod';
import { ConsoleView, SawAnswer, SeatSaw, Term, TermPerson, UnmergedEntry } from '../model/console.ts';
import { Instant } from '../model/instant.ts';
import { call } from './define.ts';
import { list, none, page } from './paging.ts';

const JournalHead = z.object({ seq: z.int().min(0), hash: z.string().max(64) });

/** Calls between consoles, and of people who take the engine over. Part of the contract. */
export const consoleCalls = {
  'console.get': call({ method: 'GET', path: '/console', right: 'view', summary: 'What this console is: the engine, a seat of another one, or an engine that has stood down.', input: none, output: ConsoleView }),
  'console.takeOver': call({
    method: 'POST', path: '/console/take-over', right: 'operate',
    summary: 'Lets this seat act from its copy, in place of the engine that does not answer; refused while that answers.',
    input: z.object({ reason: z.string().trim().min(3, 'expected a reason').max(500) }), output: ConsoleView,
  }),
  'console.meet': call({
    method: 'POST', path: '/console/term', right: 'operate', byConsole: true,
    summary: 'Tells an engine that another console has taken over: with a lower term it stands down. Told once more with `mergedAt` when what it had recorded was merged.',
    input: z.object({
      term: Term,
      at: Instant,
      by: TermPerson,
      reason: z.string().max(500),
      /** Where the console that acts now can be reached. */
      address: z.string().max(300).nullable(),
      /** Last row of the journal in the copy from which it goes on; null: that was empty. */
      head: JournalHead.nullable(),
      mergedAt: Instant.nullable().default(null),
    }),
    output: z.object({
      /** False: this one has the same term or a higher one, and goes on. */
      stoodDown: z.boolean(),
      term: Term,
      /** How many rows of the journal stand here after `head`; null where that row is not the same here. */
      entries: z.int().min(0).nullable(),
      /** For which console it has stood down; null where it has not, or does not know. */
      standsFor: z.object({ term: Term, at: Instant, by: TermPerson, reason: z.string(), address: z.string().nullable() }).nullable(),
    }),
  }),
  'console.saw': call({ method: 'POST', path: '/console/saw', right: 'operate', byConsole: true, summary: 'Tells the engine what the console of a seat saw from its own machine by the probes of the workspace: one more place for the rules of plans and triggers, until five intervals are over.', input: SeatSaw, output: SawAnswer }),
  'console.unmerged': call({ method: 'GET', path: '/console/unmerged', right: 'operate', summary: 'What the other console recorded after the copy from which this one goes on, oldest first.', input: list, output: page(UnmergedEntry) }),
  'console.merge': call({ method: 'POST', path: '/console/merge', right: 'operate', summary: 'Takes over what the other console had recorded, as notes on its incidents; after it nothing asks any more what the other one has done.', input: z.object({ /** The other console will never come back: nothing of it is taken over. */ gone: z.boolean().default(false) }), output: ConsoleView }),
} as const;
