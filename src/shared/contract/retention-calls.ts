import { z } from 'zod';
import { Duration } from '../model/duration-text.ts';
import { RetentionEffect } from '../model/retention.ts';
import { call } from './define.ts';

/** A duration, or `forever`. */
const Kept = z.union([Duration, z.literal('forever')]);

/** Calls about how long things are kept. Part of the contract. */
export const retentionCalls = {
  'retention.preview': call({
    method: 'GET', path: '/retention/preview', right: 'admin',
    summary: 'What retention settings would delete now, if they were in use: a setting that is left out is as it is configured. Nothing is deleted.',
    input: z.object({ texts: Kept.optional(), evidence: Kept.optional(), alerts: Kept.optional(), shiftNotes: Kept.optional(), rollups: Duration.optional() }),
    output: z.object({ items: z.array(RetentionEffect) }),
  }),
  'retention.write': call({
    method: 'PUT', path: '/retention', right: 'admin', summary: 'Writes how long things are kept to holdfast.yaml. Nothing is deleted for ten minutes.',
    input: z.object({ texts: Kept, evidence: Kept, alerts: Kept, shiftNotes: Kept, rollups: Duration }),
    output: z.object({}),
  }),
} as const;
