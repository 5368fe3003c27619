import type { Incident } from '../../shared/model/incident.ts';
import { nearestClock } from '../../shared/text/incident-words.ts';

/** More lines than this would take the wall from the services. */
const MOST = 3;

export interface Bands {
  /** At most three declared incidents, one line each. */
  readonly shown: readonly Incident[];
  /** Declared ones that have no line. */
  readonly more: number;
  /** Those that nobody has judged yet, gravest first. */
  readonly proposed: readonly Incident[];
}

const NEVER = '~';
const deadline = (incident: Incident): string => nearestClock(incident.clocks)?.dueAt ?? NEVER;
/** A P0 is never the one that has no line, and a drill never takes the line of what is real. */
const weight = (incident: Incident): number => (incident.isDrill ? 2 : incident.severity === 'P0' ? 0 : 1);

/** Which of the open incidents stand on the wall: P0 first, then by the nearest deadline. `incidents` come gravest first. */
export function chooseBands(incidents: readonly Incident[]): Bands {
  const declared = incidents.filter(({ standing }) => standing === 'declared');
  // RFC 3339 in UTC sorts as text; equal ones keep their order.
  const sorted = declared.toSorted((a, b) => weight(a) - weight(b) || (deadline(a) < deadline(b) ? -1 : deadline(a) > deadline(b) ? 1 : 0));
  return { shown: sorted.slice(0, MOST), more: Math.max(0, sorted.length - MOST), proposed: incidents.filter(({ standing }) => standing === 'proposed') };
}
