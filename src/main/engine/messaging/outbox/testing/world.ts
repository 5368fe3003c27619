import type { ChannelId } from '../../../../../shared/model/ids.ts';
import { IncidentId, UpdateId } from '../../../../../shared/model/ids.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { openStore } from '../../../../store/open.ts';
import { MIGRATIONS } from '../../../../store/migrations/index.ts';
import { seededRandom } from '../../../../store/testing/random.ts';
import type { Cancel, Clock } from '../../../ports.ts';
import { createManualClock, silentLog } from '../../../testing/manual-clock.ts';
import type { Channel, LookedUp, Outcome, Parcel } from '../channel.ts';
import { createOutbox, type Outbox } from '../service.ts';
import { arrived, LOOK_FAULTS, SEND_FAULTS, well, type Under } from './faults.ts';
import { Vendor, VENDORS } from './vendor.ts';
import { judge, type Judgement } from './verdict.ts';

/** A protection that is taken away, to show that the trial would notice. */
export type Removed = 'readBack' | 'settling' | 'blindness' | 'orphans' | 'order' | null;

export interface Trial {
  readonly seed: number;
  /** Updates to bring to all nine channels. */
  readonly updates: number;
  /** Of attempts, so many in a hundred fail. */
  readonly faultPercent: number;
  readonly removed?: Removed;
  /** Only this fault, by name. */
  readonly only?: string;
}

const HOUR_MS = 3_600_000;

/** One engine's life: after its death nothing that it began has any effect. */
interface Life {
  readonly outbox: Outbox;
  isAlive: boolean;
}

/**
 * Runs the outbox, its rules and its SQL as they are, against vendors that fail in every way that is known, with engines that are
 * killed, on a clock of its own. The same seed gives the same story.
 */
export async function runTrial({ seed, updates, faultPercent, removed = null, only }: Trial): Promise<Judgement> {
  const random = seededRandom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const clock = createManualClock();
  const store = openStore({ file: ':memory:', clock, log: silentLog, migrations: MIGRATIONS });
  const write = store.write;
  if (write === null) throw new Error('a store in memory can be written');
  const vendors = new Map<ChannelId, Vendor>(VENDORS.map((kind) => [kind.id, new Vendor(kind)]));
  const darkUntil = new Map<ChannelId, number>();
  const steps = new Map<string, number>();
  const used = new Map<string, number>();
  const names = only === undefined ? Object.keys(SEND_FAULTS) : [only];
  const lookNames = Object.keys(LOOK_FAULTS);
  let isHealed = false;
  let brokenCommit: 'no' | 'fails' | 'dies' = 'no';
  let life: Life;

  const lifeClock = (isAlive: () => boolean): Clock => ({
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    after: (delay, run): Cancel => clock.after(delay, () => void (isAlive() && run())),
  });

  /** Whatever belongs to a dead engine never goes on. */
  const wait = (of: Life, ms: number): Promise<void> => new Promise((resolve) => void clock.after(durationMs(ms), () => void (of.isAlive && resolve())));
  const never = (): Promise<never> => new Promise(() => {});
  const kill = (of: Life): Promise<never> => {
    of.isAlive = false;
    return never();
  };

  const under = (of: Life, vendor: Vendor, parcel: Parcel): Under => ({
    wait: (ms) => wait(of, ms),
    take: (lagMs = 0) => vendor.take({ marker: parcel.marker, lane: `${parcel.incident ?? parcel.update} ${parcel.recipient}`, step: steps.get(parcel.update) ?? 0, atMs: clock.monotonicMs() }, lagMs),
    kill: () => kill(of),
    breakCommit: (die) => void (brokenCommit = die ? 'dies' : 'fails'),
    stepClock: (ms) => clock.step(ms),
    goDark: (ms) => void darkUntil.set(vendor.kind.id, clock.monotonicMs() + ms),
    lagMs: vendor.kind.lagMs,
    nowMs: clock.nowMs(),
  });

  const fails = (): boolean => !isHealed && below(100) < faultPercent;
  const pick = (all: readonly string[]): string => {
    const name = all[below(all.length)] ?? '';
    used.set(name, (used.get(name) ?? 0) + 1);
    return name;
  };
  const isDark = (vendor: Vendor): boolean => !isHealed && (darkUntil.get(vendor.kind.id) ?? 0) > clock.monotonicMs();

  const channelFor = (of: Life, vendor: Vendor): Channel => {
    const { id, class: deliveryClass, settlingMs, spacingMs } = vendor.kind;
    const asIs = removed === 'readBack' && deliveryClass === 'readBack' ? 'keyed' : removed === 'blindness' && deliveryClass === 'blind' ? 'keyed' : deliveryClass;
    return {
      id, name: id, class: asIs, settlingMs: durationMs(removed === 'settling' ? 0 : settlingMs), pace: { atOnce: 1, spacingMs: durationMs(spacingMs) },
      send: async (parcel): Promise<Outcome> => {
        if (isDark(vendor)) return wait(of, 10_000).then(() => ({ kind: 'notReached', reason: 'dark' }));
        return ((fails() ? SEND_FAULTS[pick(names)] : undefined) ?? well)(under(of, vendor, parcel));
      },
      lookUp: async (parcel): Promise<LookedUp> => {
        if (isDark(vendor)) return wait(of, 10_000).then(() => ({ kind: 'cannotTell', reason: 'dark' }));
        const fault = fails() ? LOOK_FAULTS[pick(lookNames)] : undefined;
        if (fault !== undefined) return fault(under(of, vendor, parcel));
        await wait(of, 20);
        return vendor.canRead(parcel.marker, clock.monotonicMs()) ? arrived : { kind: 'absent' };
      },
      close: () => {},
    };
  };

  const begin = (): Life => {
    if (removed === 'orphans') write.run("UPDATE deliveries SET state = 'queued', not_before = 0 WHERE state = 'sending'");
    const channels = new Map<ChannelId, Channel>();
    const made = { isAlive: true } as { isAlive: boolean; outbox: Outbox };
    life = made;
    for (const [id, vendor] of vendors) channels.set(id, channelFor(made, vendor));
    made.outbox = createOutbox({
      db: { read: store.read, write }, clock: lifeClock(() => made.isAlive), random, randomBytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
      log: silentLog, channel: (id) => (made.isAlive ? channels.get(id) : undefined), alone: true, onChange: () => {},
      onSettled: () => {
        if (brokenCommit === 'no') return;
        if (brokenCommit === 'dies') made.isAlive = false;
        brokenCommit = 'no';
        throw new Error('disk I/O error');
      },
    });
    made.outbox.tick();
    return made;
  };

  /** Each second of the engine; a dead one is started again after a moment. */
  const pass = async (ms: number, stepMs = 1_000): Promise<void> => {
    for (let left = ms; left > 0; left -= stepMs) {
      await clock.advance(Math.min(stepMs, left));
      if (!life.isAlive) {
        brokenCommit = 'no';
        begin();
      } else life.outbox.tick();
    }
  };

  begin();
  for (let n = 1; n <= updates; n += 1) {
    const update = UpdateId.parse(`UPD-${String(n).padStart(4, '0')}`);
    const incident = IncidentId.parse(`INC-2026-${String(1 + below(Math.max(1, updates / 4))).padStart(4, '0')}`);
    steps.set(update, n);
    brokenCommit = 'no';
    write.transaction(() => life.outbox.enqueue(write, update, incident, VENDORS.map(({ id }) => ({ channel: id, content: n }))));
    if (removed === 'order') write.run('UPDATE deliveries SET lane = lane || seq WHERE update_id = ?', update);
    await pass(below(8) === 0 ? 180_000 : below(20_000), 2_000);
  }
  isHealed = true;
  for (let hours = 0; hours < 12 && hasWork(); hours += 1) await pass(HOUR_MS / 6, 10_000);
  const judgement = judge(store.read, vendors, { seed, faults: used });
  endLife();
  store.close();
  return judgement;

  function endLife(): void {
    life.isAlive = false;
  }

  function hasWork(): boolean {
    return store.read.get("SELECT 1 FROM deliveries WHERE state IN ('queued', 'sending') OR (state = 'unknown' AND class = 'readBack')") !== undefined;
  }
}
