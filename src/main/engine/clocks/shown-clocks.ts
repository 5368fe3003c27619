import type { IncidentId } from '../../../shared/model/ids.ts';
import type { DueClock } from './due-clock.ts';

export interface ShownClocks {
  /** Whether these are other clocks than in the last round; not the first time that an incident is seen. */
  differ(incident: IncidentId, clocks: readonly DueClock[]): boolean;
  /** Ends a round: incidents that were not in it are forgotten. */
  forgetOthers(): void;
}

/** What the clocks of incidents were a second ago, so that screens hear of one that moved without an entry. */
export function createShownClocks(): ShownClocks {
  let before = new Map<IncidentId, string>();
  let round = new Map<IncidentId, string>();
  return {
    differ: (incident, clocks) => {
      let text = '';
      for (const { id, dueAt, confirmed } of clocks) text += `${id} ${dueAt}${confirmed ? '' : '?'},`;
      const known = before.get(incident);
      round.set(incident, text);
      return known !== undefined && known !== text;
    },
    forgetOthers: () => {
      before = round;
      round = new Map();
    },
  };
}
