import { ChannelId, IncidentId, UpdateId } from '../../../../../shared/model/ids.ts';
import type { DeliveryClass } from '../../../../../shared/model/delivery.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { openStore } from '../../../../store/open.ts';
import { MIGRATIONS } from '../../../../store/migrations/index.ts';
import { seededRandom } from '../../../../store/testing/random.ts';
import { createManualClock, silentLog, type ManualClock } from '../../../testing/manual-clock.ts';
import type { Channel, LookedUp, Outcome, Parcel } from '../channel.ts';
import { ofUpdate, type DeliveryRow } from '../repo.ts';
import { createOutbox, type Outbox } from '../service.ts';

/** A channel that answers what a test says, and remembers what it was asked. */
export interface ScriptedChannel extends Channel {
  readonly sent: { readonly parcel: Parcel; readonly atMs: number }[];
  readonly looked: Parcel[];
  /** What it answers from now on; once all are used, the last again. */
  answer(...outcomes: readonly (Outcome | Promise<Outcome>)[]): void;
  found: LookedUp;
}

export const SENT: Outcome = { kind: 'sent', remote: { id: '7' }, url: 'https://there.test/7' };

export function scriptedChannel(clock: ManualClock, id: string, deliveryClass: DeliveryClass, given: { settlingMs?: number; spacingMs?: number } = {}): ScriptedChannel {
  let outcomes: readonly (Outcome | Promise<Outcome>)[] = [SENT];
  const sent: ScriptedChannel['sent'] = [];
  const looked: Parcel[] = [];
  const channel: ScriptedChannel = {
    id: ChannelId.parse(id), name: id, class: deliveryClass, settlingMs: durationMs(given.settlingMs ?? 0), pace: { atOnce: 1, spacingMs: durationMs(given.spacingMs ?? 0) },
    sent, looked, found: { kind: 'absent' },
    answer: (...next) => void (outcomes = next),
    send: async (parcel) => {
      sent.push({ parcel, atMs: clock.monotonicMs() });
      const next = outcomes[0] ?? SENT;
      if (outcomes.length > 1) outcomes = outcomes.slice(1);
      return next;
    },
    lookUp: async (parcel) => {
      looked.push(parcel);
      return channel.found;
    },
    close: () => {},
  };
  return channel;
}

/** An outbox over a store in memory, with channels that a test scripts. */
export function createDesk(seed = 1) {
  const clock = createManualClock();
  const store = openStore({ file: ':memory:', clock, log: silentLog, migrations: MIGRATIONS });
  const { read, write } = store;
  if (write === null) throw new Error('a store in memory can be written');
  const random = seededRandom(seed);
  const channels = new Map<ChannelId, Channel>();
  const settled: { readonly update: string; readonly state: string }[] = [];
  const begin = (given: { alone?: boolean; clock?: ManualClock } = {}): Outbox =>
    createOutbox({
      db: { read, write }, clock: given.clock ?? clock, random, randomBytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)), log: silentLog,
      channel: (id) => channels.get(id), alone: given.alone ?? true, onChange: () => {}, onSettled: (_, row, { state }) => void settled.push({ update: row.update_id, state }),
    });
  const outbox = begin();
  const updateId = (n: number) => UpdateId.parse(`UPD-${String(n).padStart(4, '0')}`);
  return {
    clock, read, write, outbox, begin, settled,
    channel: (id: string, deliveryClass: DeliveryClass, given?: { settlingMs?: number; spacingMs?: number }): ScriptedChannel => {
      const made = scriptedChannel(clock, id, deliveryClass, given);
      channels.set(made.id, made);
      return made;
    },
    /** Queues update number `n` of an incident to channels (and recipients of them). */
    queue: async (n: number, to: readonly (string | readonly [string, string])[], incident = 1, by: Outbox = outbox): Promise<void> => {
      write.transaction(() => by.enqueue(write, updateId(n), IncidentId.parse(`INC-2026-${String(incident).padStart(4, '0')}`), to.map((each) => ({ channel: ChannelId.parse(typeof each === 'string' ? each : each[0]), recipient: typeof each === 'string' ? '' : each[1], content: { text: `update ${n}` } }))));
      await clock.advance(0);
    },
    rows: (n: number): DeliveryRow[] => ofUpdate(read, updateId(n)),
    states: (n: number): string[] => ofUpdate(read, updateId(n)).map(({ state }) => state),
  };
}
