import { expect, it } from 'vitest';
import { createLanes } from './lanes.ts';
import { settle } from '../testing/manual-clock.ts';

/** Work that ends when it is told to. */
function workshop() {
  const begun: string[] = [];
  const finish = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((resolve) => finish.set(name, resolve));
  };
  return { begun, work, end: async (name: string) => (finish.get(name)?.(), settle()) };
}

it('a lane that is full lets its own work wait, in order, and no other lane’s', async () => {
  const run = createLanes(2);
  const { begun, work, end } = workshop();
  for (const name of ['a1', 'a2', 'a3', 'a4']) run('a', work(name));
  run('b', work('b1'));
  expect(begun).toEqual(['a1', 'a2', 'b1']);
  await end('a2');
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
  await end('a1');
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
  for (const name of ['a3', 'a4', 'b1']) await end(name);
  run('a', work('a5'));
  expect(begun.at(-1)).toBe('a5');
});
