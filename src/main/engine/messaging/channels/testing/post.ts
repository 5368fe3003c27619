import { ChannelId, IncidentId, UpdateId } from '../../../../../shared/model/ids.ts';
import { openStore } from '../../../../store/open.ts';
import { MIGRATIONS } from '../../../../store/migrations/index.ts';
import { seededRandom } from '../../../../store/testing/random.ts';
import { createManualClock, settle, silentLog, type ManualClock } from '../../../testing/manual-clock.ts';
import type { Channel, Json, Outcome, Parcel } from '../../outbox/channel.ts';
import { digestOfTheirs } from '../../outbox/theirs.ts';
import { get, ofUpdate, type DeliveryRow } from '../../outbox/repo.ts';
import { createOutbox } from '../../outbox/service.ts';
import type { ChannelDeps } from '../kinds.ts';

export const NEVER = new AbortController().signal;
export const CHANNEL = ChannelId.parse('there');
export const INCIDENT = IncidentId.parse('INC-2026-0042');
/** Texts that must arrive as they are. */
export const HARD_TEXTS = ['Checkout is down 🔥👩‍👩‍👧 — naïve', 'שלום: התשלום אינו זמין', 'x'.repeat(10_000)];

/** A store of secrets that outlives the channels made with it. */
export function keptSecrets(): ChannelDeps['secrets'] & { readonly kept: ReadonlyMap<string, string> } {
  const kept = new Map<string, string>();
  return { kept, get: (name) => Promise.resolve(kept.get(name) ?? null), set: (name, value) => Promise.resolve(void kept.set(name, value)) };
}

export const channelDeps = (clock: ManualClock, secrets: ChannelDeps['secrets'] = keptSecrets()): ChannelDeps => ({ clock, secrets, resolveSecrets: (text) => Promise.resolve(text), readFile: () => Promise.reject(new Error('no files')) });

export const parcelOf = (content: Json, given: Partial<Parcel> = {}): Parcel => ({
  marker: 'hf-0123456789abcdef0123', attempt: 'a1', update: UpdateId.parse('UPD-0001'), incident: INCIDENT, recipient: '', purpose: 'status', content, thread: null, corrects: null, replaces: null, ...given,
});

/** What a person decides who has seen what stands there instead, and wants ours. */
export function replacing(outcome: Outcome): Pick<Parcel, 'replaces'> {
  if (outcome.kind !== 'differs') throw new Error(`nothing differs: ${JSON.stringify(outcome)}`);
  return { replaces: digestOfTheirs(outcome.theirs) };
}

/** The real outbox over a store in memory, with one channel, on a clock that only the test moves. */
export function createPost(clock: ManualClock = createManualClock()) {
  const store = openStore({ file: ':memory:', clock, log: silentLog, migrations: MIGRATIONS });
  const { read, write } = store;
  if (write === null) throw new Error('a store in memory can be written');
  const random = seededRandom(7);
  let channel: Channel | undefined;
  const outbox = createOutbox({ db: { read, write }, clock, random, randomBytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)), log: silentLog, channel: () => channel, alone: true, onChange: () => {} });
  const ofNumber = (n: number): DeliveryRow => {
    const [row] = ofUpdate(read, UpdateId.parse(`UPD-${String(n).padStart(4, '0')}`));
    if (row === undefined) throw new Error(`update ${String(n)} was not queued`);
    return row;
  };
  /** Lets answers come, without time passing, until update `n` is in a state. */
  const until = async (n: number, state: DeliveryRow['state']): Promise<DeliveryRow> => {
    for (let turns = 0; turns < 4_000; turns += 1) {
      const row = ofNumber(n);
      if (row.state === state) return row;
      await settle();
      await new Promise((resolve) => void setImmediate(resolve));
    }
    throw new Error(`update ${String(n)} is ${ofNumber(n).state} (${ofNumber(n).reason ?? ''}), not ${state}`);
  };
  const underWay = new Set<Promise<unknown>>();
  const counted = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  };
  /** Lets time pass, and then every answer come that is on its way. */
  const pass = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    while (underWay.size > 0) {
      await new Promise((resolve) => void setImmediate(resolve));
      await settle();
    }
  };
  return {
    clock, outbox, row: ofNumber, until, pass,
    use: (made: Channel) => void (channel = { ...made, send: (...given) => counted(made.send(...given)), ...(made.lookUp === undefined ? {} : { lookUp: (...given: Parameters<NonNullable<Channel['lookUp']>>) => counted(made.lookUp?.(...given) ?? Promise.reject(new Error('it cannot be asked'))) }) }),
    queue: async (n: number, content: Json, corrects: number | null = null): Promise<void> => {
      write.transaction(() => outbox.enqueue(write, UpdateId.parse(`UPD-${String(n).padStart(4, '0')}`), INCIDENT, [{ channel: CHANNEL, content, corrects: corrects === null ? null : ofNumber(corrects).seq }]));
      await clock.advance(0);
    },
    get: (row: DeliveryRow) => get(read, row.seq),
  };
}
