import type { Delivery } from '../../../../shared/model/delivery.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import type { UpdateRow } from './repo.ts';

const time = (at: number | null): string | null => (at === null || at === 0 ? null : toRfc3339(epochMs(at)));

/** A delivery as the ledger shows it. */
export const deliveryOf = (row: UpdateRow): Delivery => ({
  id: row.seq, update: row.update_id, incident: row.incident, channel: row.channel, recipient: row.recipient, purpose: row.purpose, state: row.state, attempts: row.attempts, reason: row.reason,
  remoteUrl: row.url, theirs: row.theirs === null ? null : (JSON.parse(row.theirs) as unknown), queuedAt: toRfc3339(epochMs(row.queued_at)), startedAt: time(row.started_at), settledAt: time(row.settled_at),
  nextAt: row.state === 'queued' || row.state === 'unknown' ? time(row.not_before) : null,
});
