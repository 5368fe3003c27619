import type { EpochMs } from '../../../shared/model/units.ts';
import { localAt } from '../../../shared/time/local-time.ts';
import { dayOfHours } from '../../../shared/time/time-of-day.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';

type QuietHours = ResolvedPolicy['quietHours'];

export const isQuiet = (hours: QuietHours, at: EpochMs): boolean => hours !== null && dayOfHours(hours, localAt(at, hours.timeZone)) !== null;
