import type { Point } from '../../../../shared/model/entities.ts';
import { IncidentId } from '../../../../shared/model/ids.ts';

const ROW = /^(INC-\d{4}-\d{4,8}) row (\d{1,12})$/;

/** A row of a timeline as evidence: "INC-2026-0042 row 1012". */
export const rowRef = (incident: IncidentId, seq: number): string => `${incident} row ${seq}`;

export function readRowRef(ref: string): { readonly incident: IncidentId; readonly seq: number } | null {
  const [, incident, seq] = ROW.exec(ref) ?? [];
  const known = IncidentId.safeParse(incident);
  return known.success ? { incident: known.data, seq: Number(seq) } : null;
}

export interface Sample {
  readonly time: string;
  readonly value: number;
}

/** The sample nearest to a moment; null where none lies within reach, which is a hole. */
export function sampleAt(points: readonly Pick<Point, 'time' | 'avg'>[], at: number, reachMs: number): Sample | null {
  let best: Sample | null = null;
  for (const { time, avg } of points) {
    if (Math.abs(Date.parse(time) - at) > reachMs) continue;
    if (best === null || Math.abs(Date.parse(time) - at) < Math.abs(Date.parse(best.time) - at)) best = { time, value: avg };
  }
  return best;
}
