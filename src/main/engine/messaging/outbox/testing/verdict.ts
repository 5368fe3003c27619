import type { ChannelId } from '../../../../../shared/model/ids.ts';
import type { ReadDb } from '../../../../store/sql.ts';
import type { DeliveryRow } from '../repo.ts';
import type { Vendor } from './vendor.ts';

export interface ChannelJudgement {
  readonly sends: number;
  readonly visible: number;
  /** Said to be sent, or over without a word, and not there. */
  readonly lost: number;
  /** There more than once. */
  readonly doubled: number;
  /** There, and said to have failed or not to have gone, without a word that it might be. */
  readonly denied: number;
  /** A message that stands below a newer one of its incident. */
  readonly inverted: number;
  /** Not settled after the channel has been well for long. */
  readonly stuck: number;
  /** Left to a person: it may have arrived. */
  readonly unknown: number;
  readonly failed: number;
  readonly superseded: number;
}

export interface Judgement {
  readonly seed: number;
  readonly channels: Readonly<Record<string, ChannelJudgement>>;
  readonly faults: ReadonlyMap<string, number>;
  /** Everything that must be nought, in words. */
  readonly wrong: readonly string[];
}

/** Holds what the ledger says against what people can see. */
export function judge(db: ReadDb, vendors: ReadonlyMap<ChannelId, Vendor>, { seed, faults }: Pick<Judgement, 'seed' | 'faults'>): Judgement {
  const channels: Record<string, ChannelJudgement> = {};
  const wrong: string[] = [];
  for (const [id, vendor] of vendors) {
    const rows = db.all<DeliveryRow>('SELECT * FROM deliveries WHERE channel = ?', id);
    const copies = new Map<string, number>();
    for (const { marker } of vendor.posts) copies.set(marker, (copies.get(marker) ?? 0) + 1);
    const is = (state: DeliveryRow['state']) => rows.filter((row) => row.state === state);
    const isThere = (row: DeliveryRow): boolean => copies.has(row.marker);
    const judged: ChannelJudgement = {
      sends: rows.length,
      visible: copies.size,
      lost: is('sent').filter((row) => !isThere(row)).length + is('superseded').filter((row) => !rows.some((newer) => newer.incident === row.incident && newer.seq > row.seq && newer.state !== 'superseded')).length,
      doubled: [...copies.values()].filter((count) => count > 1).length,
      denied: [...is('failed'), ...is('superseded').filter(({ maybe }) => maybe === 0)].filter(isThere).length,
      inverted: inversions(vendor),
      stuck: is('queued').length + is('sending').length + (vendor.kind.class === 'readBack' ? is('unknown').length : 0),
      unknown: is('unknown').length,
      failed: is('failed').length,
      superseded: is('superseded').length,
    };
    channels[id] = judged;
    for (const what of ['lost', 'doubled', 'denied', 'inverted', 'stuck'] as const) if (judged[what] > 0) wrong.push(`${id}: ${judged[what]} ${what}`);
  }
  return { seed, channels, faults, wrong };
}

function inversions({ posts }: Vendor): number {
  const last = new Map<string, number>();
  let count = 0;
  for (const { lane, step } of posts) {
    if (step < (last.get(lane) ?? 0)) count += 1;
    last.set(lane, Math.max(step, last.get(lane) ?? 0));
  }
  return count;
}
