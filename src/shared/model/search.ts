import { z } from 'zod';
import { IncidentId, ServiceId } from './ids.ts';
import { IncidentActor, IncidentKind, IncidentStanding, IncidentState } from './incident.ts';
import { Instant } from './instant.ts';
import { Severity } from './severity.ts';

/** What a text of an incident is, as a search tells them apart. */
export const TEXT_KINDS = ['title', 'cause', 'fix', 'why', 'note', 'update', 'action', 'reason', 'impact', 'link', 'report'] as const;
export const TextKind = z.enum(TEXT_KINDS);
export type TextKind = z.infer<typeof TextKind>;

/** Places in a text (UTF-16 units), in order. */
const Marks = z.array(z.object({ from: z.number().int(), to: z.number().int() }));

/** A part of a text of an incident, with the row of the timeline that says it. */
export const SearchText = z.object({ kind: TextKind, seq: z.number().int(), at: Instant, by: IncidentActor, text: z.string(), marks: Marks });
export type SearchText = z.infer<typeof SearchText>;

/** An incident that was found. */
export const SearchHit = z.object({
  id: IncidentId,
  title: z.string(),
  titleMarks: Marks,
  severity: Severity,
  kind: IncidentKind.nullable(),
  state: IncidentState,
  standing: IncidentStanding,
  services: z.array(ServiceId),
  isDrill: z.boolean(),
  private: z.boolean(),
  /** When it began, as far as known, else when it was first heard of. */
  startedAt: Instant,
  resolvedAt: Instant.nullable(),
  /** The texts with most of the words, at most three; the title is not among them. */
  texts: z.array(SearchText),
  /** What is written down of how it was fixed. */
  fix: SearchText.nullable(),
});
export type SearchHit = z.infer<typeof SearchHit>;
