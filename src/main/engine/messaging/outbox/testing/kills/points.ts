import type { DeliveryClass } from '../../../../../../shared/model/delivery.ts';

/** Where our process ends by itself, at this very line. */
export const INNER_POINTS = [
  /** Within the transaction that queues: nothing is promised yet. */
  'queueing',
  'queued',
  /** `sending` is committed, and nothing else has happened. */
  'claimed',
  /** While the address of the channel is looked up. */
  'naming',
  /** The vendor's answer is read, and nothing of it written down. */
  'answered',
  /** Within the transaction that writes the answer down. */
  'committing',
  'committed',
  /** While it waits for another try of what could not be reached. */
  'waiting',
  /** A delivery that may have arrived is about to be looked for. */
  'looking',
  /** What was found is not written down yet. */
  'looked',
  /** At the start after a kill, while what was left behind is taken up. */
  'takingUp',
] as const;

/** What the network has carried when our process ends. */
export const WIRE_POINTS = [
  /** Connected; not one byte has gone through. */
  'connected',
  /** The vendor has half of the request. */
  'half request',
  /** The vendor has taken it; nothing of its answer has come. */
  'taken',
  'half answer',
  /** The answer has been handed over, and our process may or may not have read it. */
  'handed over',
] as const;

export type InnerPoint = (typeof INNER_POINTS)[number];
export type WirePoint = (typeof WIRE_POINTS)[number];
export type Point = InnerPoint | WirePoint;

/** Where one kill happens. */
export interface Kill {
  readonly channel: string;
  readonly point: Point;
}

export const isWire = (point: Point): point is WirePoint => (WIRE_POINTS as readonly Point[]).includes(point);

/** Only what can be read back is ever looked for. */
const happensAt = (point: Point, deliveryClass: DeliveryClass): boolean => deliveryClass === 'readBack' || (point !== 'looking' && point !== 'looked');

/** All kills that there are, each once, in an order that the seed decides; over and over until there are `count`. */
export function planKills(channels: ReadonlyMap<string, DeliveryClass>, count: number, random: () => number): Kill[] {
  const plan: Kill[] = [];
  while (plan.length < count) {
    const points = shuffled([...INNER_POINTS, ...WIRE_POINTS], random);
    const ids = shuffled([...channels.keys()], random);
    /* By diagonals, so that any first few already touch each channel and each point. */
    const all = points.flatMap((_, row) => ids.map((channel, column): Kill => ({ channel, point: points[(row + column) % points.length] ?? 'claimed' })));
    plan.push(...all.filter(({ channel, point }) => happensAt(point, channels.get(channel) ?? 'blind')));
  }
  return plan.slice(0, count);
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  return all.map((value) => ({ value, at: random() })).sort((a, b) => a.at - b.at).map(({ value }) => value);
}
