import { z } from 'zod';

/** Who did it: a person at a seat, or Holdfast itself. Never taken from what a client says. */
export const IncidentActor = z.object({ kind: z.enum(['person', 'holdfast']), id: z.string(), name: z.string() });
export type IncidentActor = z.infer<typeof IncidentActor>;
