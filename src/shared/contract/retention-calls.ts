import { z } from 'zod';
import { Duration } from '../model/duration-text.ts';
import { RetentionEffect } from '../model/retention.ts';
import { call } from './define.ts';

/** A duration, or `forever`; the setting in use where it is left out. */
const Keep = z.union([Duration, z.literal('forever')]).optional();

/** Calls about how long things are kept. Part of the contract. */
export const retentionCalls = {
  'retention.preview': call({
    method: 'GET', path: '/retention/preview', right: 'admin',
    summary: 'What retention settings would delete now, if they were in use: a setting that is left out is as it is configured. Nothing is deleted.',
    input: z.object({ texts: Keep, evidence: Keep, alerts: Keep, shiftNotes: Keep, rollups: Duration.optional() }),
    output: z.object({ items: z.array(RetentionEffect) }),
  }),
} as const;
