import { z } from 'zod';
import { call } from './define.ts';
import { list } from './paging.ts';
import { Change, ChangeKind, ChangeRelation, ChangeReporter, ChangeStatus } from '../model/change.ts';
import { IncidentId, ServiceId } from '../model/ids.ts';
import { Instant } from '../model/instant.ts';

const Name = z.string().trim().min(1, 'expected some words').max(200, 'expected at most 200 characters');
const Lines = z.string().max(8_000, 'expected at most 8,000 characters');

/** What somebody tells of a change. `Content-Type: application/json`; every field but `title` may be left out. */
export const ChangeInput = z.object({
  title: z.string().trim().min(1, 'expected some words').max(300, 'expected at most 300 characters'),
  kind: ChangeKind.default('other'),
  status: ChangeStatus.default('unknown'),
  /** When it began; now unless told. What is ahead of Holdfast's clock is taken as now, and marked. */
  at: Instant.optional(),
  endedAt: Instant.optional(),
  /** Id, name, or one of the names that `changes` of a service lists. */
  service: Name.optional(),
  services: z.array(Name).max(50).default([]),
  by: Name.optional(),
  link: z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' }).max(2_000).optional(),
  before: Lines.optional(),
  after: Lines.optional(),
  /** The same for every message about one change: a later one updates it. */
  externalId: z.string().min(1).max(300).optional(),
  /** Where a pipeline tells it by itself: `ci`. */
  from: z.enum(['api', 'ci']).default('api'),
});

/** Calls about what was changed in the world under watch. Part of the contract. */
export const changeCalls = {
  'changes.list': call({
    method: 'GET', path: '/changes', right: 'view',
    summary: 'What was changed, the newest first; of an incident: from two hours before its onset until it was over, what may have caused it first. Without an incident, of the last 90 days.',
    input: list.extend({ from: Instant.optional(), to: Instant.optional(), service: ServiceId.optional(), incident: IncidentId.optional() }),
    output: z.object({
      items: z.array(Change.extend({ relation: ChangeRelation.nullable() })),
      next: z.string().nullable(),
      /** Around an incident: the span that was looked at; null without one, and for one of another workspace. */
      window: z.object({ onset: Instant, from: Instant, until: Instant }).nullable(),
      /** Who has told changes in the last 90 days; nobody: then nothing is known of what changed. */
      reporters: z.array(ChangeReporter),
      /** Names whose DNS records are watched. */
      dnsNames: z.number().int(),
    }),
  }),
  'changes.add': call({
    method: 'POST', path: '/changes', right: 'operate',
    summary: 'Tells of a change: a deployment, a configuration, a flag. The same `externalId` updates the change that has it; what is older than what is known changes nothing (`taken: older`).',
    input: ChangeInput,
    output: z.object({ change: Change, taken: z.enum(['added', 'updated', 'older']) }),
  }),
} as const;
