import { z } from 'zod';

/** Where in `holdfast.yaml` something is wrong, and what was expected there. Lines and columns count from 1. */
export const ConfigIssue = z.object({
  file: z.string(),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  path: z.string(),
  message: z.string(),
  level: z.enum(['error', 'warning']),
});
export type ConfigIssue = z.infer<typeof ConfigIssue>;
