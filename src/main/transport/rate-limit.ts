export interface Bucket {
  readonly burst: number;
  readonly perSecond: number;
}

export interface RateLimit {
  /** Takes `cost` from the address' bucket; false = it is empty. */
  take(address: string, cost?: number): boolean;
}

const ADDRESSES_KEPT = 10_000;

/** A token bucket per address, for as many addresses as fit; a full table forgets the one it has known for longest. */
export function createRateLimit({ burst, perSecond }: Bucket, nowMs: () => number = () => performance.now()): RateLimit {
  const buckets = new Map<string, { level: number; at: number }>();
  const bucketOf = (address: string): { level: number; at: number } => {
    const now = nowMs();
    const known = buckets.get(address);
    if (known !== undefined) {
      known.level = Math.min(burst, known.level + ((now - known.at) / 1_000) * perSecond);
      known.at = now;
      return known;
    }
    const [oldest] = buckets.keys();
    if (oldest !== undefined && buckets.size >= ADDRESSES_KEPT) buckets.delete(oldest);
    const fresh = { level: burst, at: now };
    buckets.set(address, fresh);
    return fresh;
  };
  return {
    take: (address, cost = 1) => {
      const bucket = bucketOf(address);
      if (bucket.level < cost) return false;
      bucket.level -= cost;
      return true;
    },
  };
}
