import { z } from 'zod';
import { DeliverySeq } from './delivery.ts';
import { ChannelId } from './ids.ts';
import { IncidentActor } from './incident.ts';
import { Instant } from './instant.ts';

/** `refused`: the mail server would not take it for that reader. `bounced`: a bounce message said so. `person`: somebody wrote it down. */
export const SuppressionCause = z.enum(['refused', 'bounced', 'person']);
export type SuppressionCause = z.infer<typeof SuppressionCause>;

/** An address that gets no mail until a person lifts it. */
export const Suppression = z.object({
  address: z.string(),
  cause: SuppressionCause,
  /** What the server, the bounce or the person said. */
  says: z.string(),
  /** Where it was met; null where a person wrote it down. */
  channel: ChannelId.nullable(),
  at: Instant,
  by: IncidentActor,
});
export type Suppression = z.infer<typeof Suppression>;

/** What a bounce message says of one reader. */
export const Bounce = z.object({
  address: z.string(),
  /** False where it is only late, or may still arrive. */
  suppressed: z.boolean(),
  says: z.string(),
  /** The delivery that it speaks of, where it is one of ours. */
  delivery: DeliverySeq.nullable(),
});
export type Bounce = z.infer<typeof Bounce>;
