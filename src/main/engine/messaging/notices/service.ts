import { takesNotices, type ChannelConfig } from '../../../../shared/model/channels/index.ts';
import type { ChannelId, NoticeId } from '../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import type { UpdateText } from '../../../../shared/model/update.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { Clock } from '../../ports.ts';
import type { OpenChannel } from '../channels/kinds.ts';
import { asDrill } from '../compose/drill.ts';
import { NO_FACTS, ownContent } from '../compose/render/own-content.ts';
import * as deliveries from '../outbox/repo.ts';
import type { Outbox, Queued } from '../outbox/service.ts';
import { checkDrill, nameOf } from '../updates/rules.ts';

export interface NoticesDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb };
  readonly clock: Clock;
  readonly outbox: Pick<Outbox, 'enqueue'>;
  readonly channels: () => readonly ChannelConfig[];
  readonly open: (id: ChannelId) => OpenChannel | undefined;
}

export interface Notice {
  readonly id: NoticeId;
  readonly channels: readonly ChannelId[];
  readonly text: UpdateText;
  readonly isDrill: boolean;
}

/** Messages of Holdfast itself that belong to no incident: what is about to begin, what a plan says without one. */
export interface Notices {
  /** Queues it; the same one again queues nothing more. Throws where a channel cannot take it, or nobody would get it. */
  send(notice: Notice): Promise<void>;
  /** `heard`: at least one channel has it; `failed`: none will. `none`: it was never queued. */
  standing(id: NoticeId): 'none' | 'waiting' | 'heard' | 'failed';
}

export function createNotices({ db: { read, write }, clock, outbox, channels, open }: NoticesDeps): Notices {
  const chosen = (id: ChannelId, isDrill: boolean): ChannelConfig => {
    const channel = channels().find((each) => each.id === id);
    if (channel === undefined) throw new HoldfastError('not_found', `There is no channel "${id}".`);
    if (!takesNotices(channel)) throw new HoldfastError('invalid_input', `${nameOf(channel)} takes only updates of incidents.`);
    checkDrill(channel, isDrill);
    return channel;
  };
  const readersOf = async (channel: ChannelConfig): Promise<readonly string[]> => {
    if (channel.type !== 'email') return [''];
    const found = await open(channel.id)?.recipients?.(NO_FACTS);
    if (found === undefined) throw new HoldfastError('unavailable', `Who gets mail of ${channel.id} cannot be read now.`);
    return found.addresses;
  };

  return {
    send: async ({ id, channels: ids, text, isDrill }) => {
      const items: Queued[] = [];
      const told = isDrill ? asDrill(text) : text;
      for (const each of new Set(ids)) {
        const channel = chosen(each, isDrill);
        const content = ownContent(channel, told, { audience: channel.audience, severity: 'P0', word: 'HOLDFAST', now: clock.nowMs() });
        for (const recipient of await readersOf(channel)) items.push({ channel: channel.id, recipient, content });
      }
      if (items.length === 0) throw new HoldfastError('conflict', 'There is nobody that it would go to.');
      write.transaction(() => {
        if (deliveries.ofUpdate(write, id).length === 0) outbox.enqueue(write, id, null, items);
      });
    },
    standing: (id) => {
      const states = deliveries.ofUpdate(read, id).map(({ state }) => state);
      if (states.length === 0) return 'none';
      if (states.includes('sent')) return 'heard';
      return states.some((state) => state === 'queued' || state === 'sending') ? 'waiting' : 'failed';
    },
  };
}
