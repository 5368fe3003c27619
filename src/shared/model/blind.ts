import { z } from 'zod';
import { SourceId } from './ids.ts';

/**
 * Why a service was not seen: its source did not answer, the source answered and brought nothing new, the service was not configured,
 * Holdfast did not run.
 */
export const BLIND_WHYS = ['failing', 'silent', 'unwatched', 'stopped'] as const;
export const BlindWhy = z.enum(BLIND_WHYS);
export type BlindWhy = z.infer<typeof BlindWhy>;

/** What took the sight, and for how long; the times of several overlap. */
export const BlindCause = z.object({
  why: BlindWhy,
  /** Null where no source was to blame. */
  source: SourceId.nullable(),
  /** As it was called then. */
  name: z.string().nullable(),
  seconds: z.number(),
});
export type BlindCause = z.infer<typeof BlindCause>;

/** How much of the time from the start of an impact to its detection a service of the incident was not seen. */
export const BlindBefore = z.object({
  /** `seen`: all of that time; `blind`: not seen for some of it, and `seconds` is at least how long; `unknown`: nothing is recorded of some of it, and no blindness of the rest. */
  standing: z.enum(['seen', 'blind', 'unknown']),
  seconds: z.number(),
  /** Of how much: the time to detect. */
  ofSeconds: z.number(),
  /** Of which nothing is recorded: before this was kept, or before the service was configured; all of it of an imported incident. */
  unknownSeconds: z.number(),
  /** The longest first. */
  causes: z.array(BlindCause),
});
export type BlindBefore = z.infer<typeof BlindBefore>;
