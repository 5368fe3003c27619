import type { Alert, AlertMute } from '../model/incident.ts';

const MUTE_WORD: Readonly<Record<AlertMute['by'], string>> = {
  silence: 'silenced',
  inhibition: 'inhibited by another alert',
  muteTime: 'muted at this time',
  downtime: 'in a downtime there',
  notNotified: 'tells nobody there',
};

/** Why nobody is told of an alert, in the words of a list; null where somebody is. */
export function hushWord({ suppressedBy, muted }: Pick<Alert, 'suppressedBy' | 'muted'>): string | null {
  if (suppressedBy !== null) return 'kept silent by maintenance';
  return muted ? MUTE_WORD[muted.by] : null;
}
