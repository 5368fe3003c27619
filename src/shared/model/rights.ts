import { z } from 'zod';

/** What a seat may do, from least to most; a person holds a set of them and none implies another but `view`. */
export const RIGHTS = ['view', 'publish', 'operate', 'approve', 'admin'] as const;
export const Right = z.enum(RIGHTS);
export type Right = z.infer<typeof Right>;
