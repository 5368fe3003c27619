import { expect, it } from 'vitest';
import { createManualClock, settle, silentLog } from '../../testing/manual-clock.ts';
import type { HostPower } from '../../ports.ts';
import { createHost } from './host.ts';

const MAINS: HostPower = { mainsPower: true, sleepBlocked: true };
const UNKNOWN: HostPower = { mainsPower: null, sleepBlocked: null };

it('believes what the shell says of the power for a while, and nothing of one that hangs or fails', async () => {
  const clock = createManualClock();
  let answers: 'well' | 'fails' | 'hangs' = 'well';
  const wanted: boolean[] = [];
  const host = createHost({
    clock, log: silentLog,
    ask: (isWanted) => {
      wanted.push(isWanted);
      return answers === 'well' ? Promise.resolve(MAINS) : answers === 'fails' ? Promise.reject(new Error('the shell is gone')) : new Promise<HostPower>(() => {});
    },
    isWanted: () => true,
    hasWatcher: () => true,
  });
  const seconds = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      host.everySecond();
      await clock.advance(1_000);
      await settle();
    }
  };
  expect(host.power()).toEqual(UNKNOWN);
  await seconds(21);
  expect([host.power(), wanted]).toEqual([MAINS, [true, true, true]]);
  answers = 'fails';
  await seconds(30);
  expect(host.power()).toEqual(MAINS);
  await seconds(30);
  expect(host.power()).toEqual(UNKNOWN);
  answers = 'well';
  await seconds(11);
  expect(host.power()).toEqual(MAINS);
  answers = 'hangs';
  await seconds(60);
  expect(host.power()).toEqual(UNKNOWN);
});

it('is watched from outside only where a watcher is configured and its pings arrive', () => {
  let configured = true;
  const host = createHost({ clock: createManualClock(), log: silentLog, ask: () => Promise.resolve(MAINS), isWanted: () => false, hasWatcher: () => configured });
  expect(host.isWatched()).toBe(false);
  host.tellWatcher(null);
  expect(host.isWatched()).toBe(true);
  host.tellWatcher('The dead-man watcher cannot be reached.');
  expect(host.isWatched()).toBe(false);
  host.tellWatcher(null);
  configured = false;
  expect(host.isWatched()).toBe(false);
});
