import { z } from 'zod';

export const none = z.object({});
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
export const list = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  cursor: z.string().max(200).optional(),
});
