import { HoldfastError } from '../../../../shared/model/result.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import type { Clock } from '../../ports.ts';
import { isWebAddress } from '../compose/render/rendering.ts';

const READ_LIMIT_MS = durationMs(30_000);

/** Reads at a vendor; what takes too long is broken off. */
export async function reading<T>(clock: Pick<Clock, 'after'>, work: (abort: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const cancel = clock.after(READ_LIMIT_MS, () => limit.abort());
  try {
    return await work(limit.signal);
  } finally {
    cancel();
  }
}

/** A pasted link; throws what was expected instead. */
export function linkOf(text: string): URL {
  const link = URL.parse(text);
  if (link === null || !isWebAddress(text) || link.username !== '' || link.password !== '') throw new HoldfastError('invalid_input', 'Expected a link that begins with https:// and holds no name or password.');
  return link;
}
