import { z } from 'zod';
import type { IncidentId } from '../../../shared/model/ids.ts';
import { HandoverDraft } from '../../../shared/model/shift.ts';
import { PRIVATE_TITLE } from '../../../shared/text/band-words.ts';
import { clockFace } from '../incidents/view.ts';

/*
 * A hand-over as it is kept for good. The facts of an entry cannot be redacted, so they hold no words: ids, numbers, instants, and
 * for titles and notes the row of the journal that says them, so that a title or a note that is redacted later is gone here, too.
 * What Holdfast itself said of things (names, reasons) is one text beside them, which can be redacted as a whole.
 */
const { shape } = HandoverDraft;
const Frozen = z.object({
  at: shape.at,
  incidents: z.array(shape.incidents.element.omit({ title: true, commander: true, clocks: true }).extend({ titleSeq: z.number().int().nullable(), clocks: z.array(shape.incidents.element.shape.clocks.element.omit({ name: true })) })),
  blind: z.array(shape.blind.element.omit({ name: true, message: true })),
  maintenance: z.array(shape.maintenance.element.omit({ name: true })),
  alerts: shape.alerts,
  problems: z.array(shape.problems.element.omit({ message: true })),
  notes: z.array(z.number().int()),
});

/** In the order of the facts. */
const Words = z.object({
  incidents: z.array(z.object({ commander: z.string().nullable(), clocks: z.array(z.string()) })),
  blind: z.array(z.object({ name: z.string(), message: z.string().nullable() })),
  maintenance: z.array(z.string()),
  problems: z.array(z.string()),
});

export interface FrozenHandover {
  readonly summary: Record<string, unknown>;
  readonly words: string;
}

/** `titleSeq`: the row of the journal that gave the incident its title. */
export function freeze(draft: HandoverDraft, titleSeq: (incident: IncidentId) => number | null): FrozenHandover {
  // What only `words` may hold is not named in `Frozen`, and parsing drops it.
  const summary = Frozen.parse({ ...draft, incidents: draft.incidents.map((incident) => ({ ...incident, titleSeq: titleSeq(incident.id) })), notes: draft.notes.map(({ seq }) => seq) });
  const words: z.infer<typeof Words> = {
    incidents: draft.incidents.map(({ commander, clocks }) => ({ commander, clocks: clocks.map(({ name }) => name) })),
    blind: draft.blind.map(({ name, message }) => ({ name, message })),
    maintenance: draft.maintenance.map(({ name }) => name),
    problems: draft.problems.map(({ message }) => message),
  };
  return { summary, words: JSON.stringify(words) };
}

/** What a frozen hand-over only refers to, as it may be shown now. */
export interface Lookup {
  /** Whether only the face of an incident may be shown now, also where it was public when the hand-over was written. */
  readonly isPrivate: (incident: IncidentId) => boolean;
  /** What that row gave as a title; null once it has been redacted. */
  readonly title: (titleSeq: number) => string | null;
  readonly note: (seq: number) => HandoverDraft['notes'][number] | null;
}

const REDACTED = '[redacted]';

/** The hand-over as it was written, without what has been redacted since. `words` is null where these were. */
export function thaw(summary: Record<string, unknown>, words: string | null, { isPrivate, title, note }: Lookup): HandoverDraft {
  const frozen = Frozen.parse(summary);
  const said = words === null ? null : Words.parse(JSON.parse(words));
  return {
    at: frozen.at,
    incidents: frozen.incidents.map(({ titleSeq, clocks, ...incident }, index) => {
      if (isPrivate(incident.id)) return { ...incident, title: PRIVATE_TITLE, commander: null, clocks: clocks.map(clockFace) };
      const spoken = said?.incidents[index];
      return {
        ...incident,
        title: (titleSeq === null ? null : title(titleSeq)) ?? REDACTED,
        commander: spoken?.commander ?? null,
        clocks: clocks.map((clock, place) => ({ ...clock, name: spoken?.clocks[place] ?? clock.id })),
      };
    }),
    blind: frozen.blind.map((one, index) => ({ ...one, name: said?.blind[index]?.name ?? one.source, message: said === null ? REDACTED : (said.blind[index]?.message ?? null) })),
    maintenance: frozen.maintenance.map((window, index) => ({ ...window, name: said?.maintenance[index] ?? window.id })),
    alerts: frozen.alerts,
    problems: frozen.problems.map((problem, index) => ({ ...problem, message: said?.problems[index] ?? REDACTED })),
    notes: frozen.notes.flatMap((seq) => note(seq) ?? []),
  };
}
