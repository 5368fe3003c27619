import type { ChangeKind, ChangeOrigin, ChangeStatus } from '../../../shared/model/change.ts';
import type { EpochMs } from '../../../shared/model/units.ts';

/** A change as a message tells it, before it is held against what is known. Null: the message does not say. */
export interface ChangeDraft {
  readonly from: ChangeOrigin;
  /** Stable over all messages about the same change; null: each message is a change of its own. */
  readonly externalId: string | null;
  readonly kind: ChangeKind;
  readonly title: string;
  readonly status: ChangeStatus;
  /** Names of what it is about: services, repositories, applications, workspaces. */
  readonly about: readonly string[];
  readonly by: string | null;
  readonly link: string | null;
  readonly at: EpochMs | null;
  readonly endedAt: EpochMs | null;
  /** The moment that the message speaks of, by which messages that overtook each other are put in order; null: when it came. */
  readonly toldAt: EpochMs | null;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a body tells: changes, or why it tells none. */
export type ReadBody = { readonly changes: readonly ChangeDraft[] } | { readonly ignored: string };
