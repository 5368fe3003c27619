import { z } from 'zod';
import { ChangeId, ServiceId } from './ids.ts';
import { Instant } from './instant.ts';

/** What was changed. `flag`: a feature flag; `dns`: records of a name or its zone. */
export const CHANGE_KINDS = ['deploy', 'config', 'infrastructure', 'dns', 'flag', 'other'] as const;
export const ChangeKind = z.enum(CHANGE_KINDS);
export type ChangeKind = z.infer<typeof ChangeKind>;

/** Who told it. `dns`: seen by Holdfast itself; `person`: by hand, at a screen. */
export const CHANGE_ORIGINS = ['api', 'ci', 'github', 'terraform', 'argo', 'grafana', 'dns', 'person'] as const;
export const ChangeOrigin = z.enum(CHANGE_ORIGINS);
export type ChangeOrigin = z.infer<typeof ChangeOrigin>;

/** `withdrawn`: who told it has taken it back. */
export const ChangeStatus = z.enum(['started', 'succeeded', 'failed', 'withdrawn', 'unknown']);
export type ChangeStatus = z.infer<typeof ChangeStatus>;

/** Something that was changed in the world under watch, as somebody outside told it; every text is text from outside. */
export const Change = z.object({
  id: ChangeId,
  /** When it began. Of a DNS change: when the records were last seen as they were before. */
  at: Instant,
  /** When it was done; null while it is not, and where nobody said. */
  endedAt: Instant.nullable(),
  kind: ChangeKind,
  title: z.string(),
  /** Services of this workspace that it is about; none where nobody said, or where what was said is not one of them. */
  services: z.array(ServiceId),
  /** What it says it is about: a repository, an application, a workspace, a service that is not known here. */
  about: z.array(z.string()),
  /** Who changed it, as they are called there. */
  by: z.string().nullable(),
  from: ChangeOrigin,
  /** Who told it here: a person, a hook, a source. */
  toldBy: z.string(),
  /** An http or https address. */
  link: z.string().nullable(),
  status: ChangeStatus,
  /** How what was changed stood before and after, as lines. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** What it is called where it comes from: told again under the same name, it is brought up to date. */
  externalId: z.string().nullable(),
  /** When it was first heard of. */
  recordedAt: Instant,
  /** What its sender's clock said, where that was ahead of ours; `at` is then when it came. */
  claimedAt: Instant.nullable(),
});
export type Change = z.infer<typeof Change>;

/** How a change stands to an incident. */
export const ChangeRelation = z.object({
  /** Whether it is about a service of the incident; null: it does not say which. */
  affected: z.boolean().nullable(),
  /** From the onset, in milliseconds: negative before it, 0 where the onset lies within it. */
  fromOnsetMs: z.number(),
  /** True where it began before the impact did, or so close to it that clocks cannot tell. */
  early: z.boolean(),
});
type ChangeRelation = z.infer<typeof ChangeRelation>;
export type ChangeOfIncident = Change & { readonly relation: ChangeRelation };

/** Who has told changes lately, so that "nothing changed" is not said where nobody would have told. */
export const ChangeReporter = z.object({ from: ChangeOrigin, lastAt: Instant, changes: z.number().int() });
export type ChangeReporter = z.infer<typeof ChangeReporter>;
