import { durationMs } from '../../shared/model/units.ts';
import type { Clock } from './ports.ts';

/** Lets others run in the middle of long work: a screen that waits must not wait for all of it. */
export const breathe = (clock: Clock): Promise<void> => new Promise((resolve) => void clock.after(durationMs(0), resolve));
