import { get } from 'node:http';
import type { RunningHoldfast } from '../lib/holdfast.ts';

export interface Screen {
  /** When it was told of the pull that came last. */
  pulledAt(): Promise<number>;
  close(): void;
}

/** Another screen: follows the live stream, and notes when it hears that the lever was pulled. */
export async function followLever({ url, headers }: RunningHoldfast): Promise<Screen> {
  let held = false;
  let at: number | null = null;
  let wake = (): void => {};
  let rest = '';
  const take = (chunk: string): void => {
    const events = `${rest}${chunk}`.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      if (!event.includes('event: continuity')) continue;
      const isHeld = !event.includes('"lever":null');
      if (isHeld && !held) {
        at = performance.now();
        wake();
      }
      if (!isHeld) at = null;
      held = isHeld;
    }
  };
  const request = get(new URL('api/v1/live', url), { headers, agent: false }, (response) => {
    response.setEncoding('utf8');
    response.on('data', take);
  });
  request.on('error', () => {});
  await new Promise<void>((resolve) => request.once('response', () => resolve()));
  return {
    pulledAt: async () => {
      if (at === null) await new Promise<void>((resolve) => (wake = resolve));
      return at ?? Number.NaN;
    },
    close: () => request.destroy(),
  };
}
