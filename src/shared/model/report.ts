import { z } from 'zod';
import { IncidentId } from './ids.ts';
import { ImportedFrom, IncidentActor } from './incident.ts';
import { Instant } from './instant.ts';
import { ReportSection } from './review.ts';
import { Severity } from './severity.ts';

/** A piece of text in one look. `url` is http(s), or it is no link. */
export const Run = z.object({ text: z.string(), bold: z.boolean().optional(), italic: z.boolean().optional(), code: z.boolean().optional(), url: z.string().optional() });
export type Run = z.infer<typeof Run>;
const runs = z.array(Run);

/** A chart as lines and words at places in a box of `width` × `height`, so that page, HTML and picture draw the same. */
export const Picture = z.object({
  title: z.string(),
  /** What it shows, for whoever cannot see it. */
  alt: z.string(),
  /** Query and source, and what a reader must know of the data. */
  caption: z.string(),
  width: z.number(),
  height: z.number(),
  plot: z.object({ left: z.number(), right: z.number(), top: z.number(), bottom: z.number() }),
  /** Path data of SVG. */
  line: z.string(),
  /** While users were affected, from x to x. */
  impact: z.object({ from: z.number(), to: z.number() }).nullable(),
  values: z.array(z.object({ y: z.number(), label: z.string() })),
  times: z.array(z.object({ x: z.number(), label: z.string() })),
  limits: z.array(z.object({ y: z.number(), label: z.string() })),
  /** `y` and `end`: where its word stands so that it covers no other, and on which side of the line. */
  moments: z.array(z.object({ x: z.number(), y: z.number(), end: z.boolean(), label: z.string() })),
});
export type Picture = z.infer<typeof Picture>;

/** Part of a text; lists are flat, each item with its depth, so that nothing nests without end. */
export const Block = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('paragraph'), runs, quote: z.boolean() }),
  z.object({ kind: z.literal('heading'), level: z.union([z.literal(3), z.literal(4)]), runs }),
  /** `number`: of a numbered list; null of one with points. */
  z.object({ kind: z.literal('item'), depth: z.number().int(), number: z.number().int().nullable(), runs }),
  z.object({ kind: z.literal('code'), text: z.string() }),
  z.object({ kind: z.literal('rule') }),
  z.object({ kind: z.literal('table'), head: z.array(z.string()), rows: z.array(z.array(runs)) }),
  z.object({ kind: z.literal('picture'), picture: Picture }),
]);
export type Block = z.infer<typeof Block>;

/** Where what stands in a section comes from, and whether the facts still say what they said when it was edited. */
export const SectionSource = z.object({
  /** Markdown; parts that are always made from the facts stand in it as `{{timeline}}`. */
  text: z.string(),
  /** What Holdfast would write now; null where that is what stands there. */
  fresh: z.string().nullable(),
  edited: z.object({ at: Instant, by: IncidentActor }).nullable(),
  /** What changed in what Holdfast would write since it was edited, a line each (`- 1: …`, `+ 1: …`); empty: nothing. */
  changed: z.array(z.string()),
});
export type SectionSource = z.infer<typeof SectionSource>;

export const ReportPart = z.object({
  /** Null of a part that nobody edits. */
  section: ReportSection.nullable(),
  heading: z.string(),
  blocks: z.array(Block),
  source: SectionSource.nullable(),
});
export type ReportPart = z.infer<typeof ReportPart>;

/** How a file calls itself that carries an incident from workspace to workspace. */
export const INCIDENT_FILE_FORMAT = 'holdfast-incident-1';
/** Whether a text is meant to be an incident of another workspace, whatever else is wrong with it. */
export const isIncidentFile = (text: string): boolean => text.slice(0, 200).includes(`"${INCIDENT_FILE_FORMAT}"`);

/** A post-incident report, ready to be drawn, printed or written as a file. */
export const Report = z.object({
  incident: IncidentId,
  /** What it is, above the title: "Post-incident report". */
  kind: z.string(),
  title: z.string(),
  severity: Severity,
  isDrill: z.boolean(),
  private: z.boolean(),
  madeAt: Instant,
  /** Facts in a line each, above everything: severity, services, from when to when. */
  facts: z.array(z.object({ name: z.string(), text: z.string() })),
  parts: z.array(ReportPart),
  /** By what it can be held against the journal later, and where it comes from; a line each. */
  footer: z.array(z.string()),
  /** Last row of the journal when it was made: by it the report can be held against the journal later. Null while that is empty. */
  head: z.object({ seq: z.number().int(), hash: z.string() }).nullable(),
  importedFrom: ImportedFrom.nullable(),
  /** Of the review; what an edit names. */
  version: z.number().int(),
  mayWrite: z.boolean(),
  /** What was agreed upon is not changed before somebody opens the review again. */
  reviewClosed: z.boolean(),
});
export type Report = z.infer<typeof Report>;
