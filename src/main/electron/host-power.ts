import { powerMonitor, powerSaveBlocker } from 'electron';
import type { HostPower } from '../api/engine-port.ts';

let blocker: number | null = null;

/** Whether the computer has mains power, and is kept from falling asleep: it is while something may begin by itself. */
export function desktopPower(isWanted: boolean): HostPower {
  if (isWanted && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
  if (!isWanted && blocker !== null) {
    powerSaveBlocker.stop(blocker);
    blocker = null;
  }
  return { mainsPower: !powerMonitor.isOnBatteryPower(), sleepBlocked: blocker !== null && powerSaveBlocker.isStarted(blocker) };
}
