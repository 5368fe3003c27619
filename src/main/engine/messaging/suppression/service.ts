import type { DeliverySeq } from '../../../../shared/model/delivery.ts';
import type { ChannelId } from '../../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../../shared/model/incident.ts';
import { mailAddress, mailKey } from '../../../../shared/model/mail-address.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import type { Bounce, Suppression } from '../../../../shared/model/suppression.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import { HOLDFAST } from '../../journal/journal.ts';
import type { Clock } from '../../ports.ts';
import { readStatusNotification, type StatusOfRecipient } from './dsn.ts';
import * as repo from './repo.ts';
import { isBounced } from './rules.ts';

export interface SuppressionsDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb };
  readonly clock: Clock;
  /** The delivery whose message came back, which then has failed; null where it is none of ours. */
  readonly cameBack: (write: WriteDb, messageId: string, address: string, says: string) => DeliverySeq | null;
}

/** What a channel for mail knows of it. */
export interface SuppressionBook {
  /** Why an address gets nothing; null where it gets mail. */
  find(address: string): Suppression | null;
  /** A mail server has said for good that nobody is there. */
  refused(address: string, channel: ChannelId, says: string): void;
}

/** Addresses that get no mail until a person lifts that. */
export interface Suppressions extends SuppressionBook {
  list(q: string, limit: number): { readonly items: Suppression[]; readonly count: number };
  /** Throws `conflict` where it gets none already. */
  add(address: string, reason: string, by: IncidentActor): void;
  /** Throws `not_found`. */
  lift(address: string): void;
  /** Takes a bounce message. Throws `invalid_input` in words. */
  bounce(message: string, by: IncidentActor): Bounce[];
}

export function createSuppressions({ db: { read, write }, clock, cameBack }: SuppressionsDeps): Suppressions {
  const find = (address: string): Suppression | null => repo.find(read, mailKey(address));
  return {
    find,
    refused: (address, channel, says) => void repo.add(write, { key: mailKey(address), address, cause: 'refused', says, channel, at: clock.nowMs(), by: HOLDFAST }),
    list: (q, limit) => repo.list(read, q, limit),
    add: (address, reason, by) => {
      const known = mailAddress(address) ?? address;
      if (!repo.add(write, { key: mailKey(address), address: known, cause: 'person', says: reason, channel: null, at: clock.nowMs(), by })) throw new HoldfastError('conflict', `${known} gets no mail already.`);
    },
    lift: (address) => {
      if (!repo.lift(write, mailKey(address))) throw new HoldfastError('not_found', `${address} is not among those that get no mail.`);
    },
    bounce: (message, by) => {
      const { recipients, messageIds } = readStatusNotification(message);
      return write.transaction(() =>
        recipients.map((recipient): Bounce => {
          const { address } = recipient;
          const says = wordsOf(recipient);
          const delivery = recipient.action === 'failed' ? messageIds.reduce<DeliverySeq | null>((known, id) => known ?? cameBack(write, id, address, says), null) : null;
          const suppressed = isBounced(recipient) && mailAddress(address) !== null;
          if (suppressed) repo.add(write, { key: mailKey(address), address, cause: 'bounced', says, channel: null, at: clock.nowMs(), by });
          return { address, suppressed, says, delivery };
        }),
      );
    },
  };
}

const WORD: Readonly<Record<string, string>> = { failed: 'it came back', delayed: 'it is late and may still arrive', delivered: 'it was delivered', relayed: 'it was passed on', expanded: 'it was delivered to a list' };
const wordsOf = ({ action, status, diagnostic }: StatusOfRecipient): string => `${WORD[action] ?? action}: ${diagnostic ?? status}`;
