import { z } from 'zod';
import { IncidentId } from './ids.ts';
import { Instant } from './instant.ts';

/** What retention settings are about, each a key of `retention` in `holdfast.yaml`. */
export const RETENTION_KINDS = ['texts', 'evidence', 'alerts', 'shiftNotes', 'rollups'] as const;
export const RetentionKind = z.enum(RETENTION_KINDS);
export type RetentionKind = z.infer<typeof RetentionKind>;

/** What a setting would delete now. */
export const RetentionEffect = z.object({
  kind: RetentionKind,
  /** The duration; null: for ever. */
  keep: z.string().nullable(),
  /** Everything that was closed, or written down, before; null where nothing goes. */
  before: Instant.nullable(),
  /** Texts, series, alerts, or packed hours of history. */
  count: z.number().int(),
  bytes: z.number().int(),
  /** When the oldest and the newest of them were closed or written down. */
  oldest: Instant.nullable(),
  newest: Instant.nullable(),
  /** Incidents that lose something; the first ones by name. */
  incidents: z.number().int(),
  examples: z.array(IncidentId),
  /** Incidents that would and do not, because they are on hold; the first ones by name. */
  held: z.number().int(),
  heldExamples: z.array(IncidentId),
});
export type RetentionEffect = z.infer<typeof RetentionEffect>;
