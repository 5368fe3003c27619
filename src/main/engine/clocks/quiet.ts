import type { Severity } from '../../../shared/model/severity.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { localAt } from '../../../shared/time/local-time.ts';
import { dayOfHours } from '../../../shared/time/time-of-day.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';

type QuietHours = ResolvedPolicy['quietHours'];

export const isQuiet = (hours: QuietHours, at: EpochMs): boolean => hours !== null && dayOfHours(hours, localAt(at, hours.timeZone)) !== null;

/** Nothing silences a P0, a P1 is silent in quiet hours, a P2 always is. */
export const maySound = (severity: Severity, hours: QuietHours, at: EpochMs): boolean => severity === 'P0' || (severity === 'P1' && !isQuiet(hours, at));
