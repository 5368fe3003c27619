import type { Severity } from '../../../../shared/model/severity.ts';
import { RECURRENCE_MS } from '../recurrence.ts';
import type { Told } from './told.ts';

/** What to count, in the plainest words. */
export interface Plain {
  readonly from: number;
  readonly to: number;
  readonly service?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly drills: 'out' | 'in' | 'only';
  readonly reading: 'corrected' | 'recorded';
  readonly resolveFrom: 'impact' | 'detection';
  readonly seesPrivate: boolean;
  readonly now: number;
}

interface Flat {
  readonly told: Told;
  readonly start: number;
  readonly impactStarted: number | null;
  readonly end: number | null;
}

/** The definitions, worked out the slow way over incidents as they were told: nothing is kept, nothing is shared with the product. */
export function plainly(all: readonly Told[], plain: Plain) {
  const flat = all.map((told): Flat => {
    const last = plain.reading === 'corrected' ? (told.startCorrected ?? []).at(-1) : undefined;
    const first = told.start ?? (told.startCorrected ?? []).find((each) => each !== null) ?? null;
    const impactStarted = plain.reading === 'recorded' ? first : last === undefined ? (told.start ?? null) : last;
    const declared = told.declared ?? told.detected ?? told.start ?? plain.now;
    const end = told.impactEnded ?? (told.resolved === undefined ? plain.now : told.resolved);
    return { told, impactStarted, start: impactStarted ?? told.detected ?? declared, end };
  });
  const mine = flat.filter(({ told }) =>
    (plain.service === undefined || (told.services ?? ['checkout']).includes(plain.service)) &&
    (plain.severity === undefined || (told.severity ?? 'P1') === plain.severity) &&
    (plain.drills === 'in' || (plain.drills === 'only') === (told.isDrill ?? false)) &&
    (plain.seesPrivate || told.private !== true));
  const here = mine.filter(({ start }) => start >= plain.from && start < plain.to);

  const time = (of: (each: Flat) => readonly [number | null | undefined, number | null | undefined, boolean]) => {
    const values: number[] = [];
    let [notRecorded, invalid, pending] = [0, 0, 0];
    for (const each of here) {
      const [from, to, comes] = of(each);
      if (comes && (to === null || to === undefined)) pending += 1;
      else if (from === null || from === undefined || to === null || to === undefined) notRecorded += 1;
      else if (to < from) invalid += 1;
      else values.push((to - from) / 1_000);
    }
    values.sort((a, b) => a - b);
    const n = values.length;
    const rank = (q: number): number | null => values.find((value) => values.filter((each) => each <= value).length >= q * n) ?? null;
    return { mean: n === 0 ? null : values.reduce((sum, each) => sum + each, 0) / n, median: rank(0.5), p90: rank(0.9), n, of: n + notRecorded + invalid, notRecorded, invalid, pending };
  };
  const running = ({ told }: Flat): boolean => told.resolved === undefined;

  const classified = here.filter((each) => !running(each) && each.told.isDrill !== true);
  const repeats = classified.filter((later) =>
    typeof later.told.signature === 'string' &&
    flat.some((each) => each !== later && each.told.isDrill !== true && (plain.seesPrivate || each.told.private !== true) && each.told.signature === later.told.signature && each.told.resolved !== undefined && each.told.resolved >= later.start - RECURRENCE_MS && each.told.resolved < later.start));
  const n = classified.filter(({ told }) => typeof told.signature === 'string').length;

  const minutes = (of: (each: Flat) => boolean): number => {
    const spans = mine.filter(of).map(({ start, end }) => [Math.max(start, plain.from), Math.min(end ?? 0, plain.to)] as const).filter(([from, to]) => to > from);
    const edges = [...new Set(spans.flat())].sort((a, b) => a - b);
    return edges.reduce((sum, edge, index) => {
      const next = edges[index + 1];
      return next !== undefined && spans.some(([from, to]) => from <= edge && next <= to) ? sum + next - edge : sum;
    }, 0) / 60_000;
  };
  const severity = ({ told }: Flat): Severity => told.severity ?? 'P1';
  const count = (of: (each: Flat) => boolean): number => here.filter(of).length;
  return {
    mttd: time(({ impactStarted, told }) => [impactStarted, told.detected, running({ told } as Flat)]),
    mtta: time(({ told }) => [told.detected, told.acknowledged, told.resolved === undefined]),
    mttm: time(({ impactStarted, told }) => [impactStarted, told.mitigated, told.resolved === undefined]),
    mttr: time(({ impactStarted, told }) => [plain.resolveFrom === 'impact' ? impactStarted : told.detected, told.resolved, told.resolved === undefined]),
    recurrence: { rate: n === 0 ? null : repeats.length / n, confirmed: 0, suspected: repeats.length, n, of: classified.length, notClassifiable: classified.length - n },
    incidents: { total: here.length, P0: count((each) => severity(each) === 'P0'), P1: count((each) => severity(each) === 'P1'), P2: count((each) => severity(each) === 'P2') },
    impact: { minutes: minutes(() => true), P0: minutes((each) => severity(each) === 'P0'), P1: minutes((each) => severity(each) === 'P1'), P2: minutes((each) => severity(each) === 'P2'), unknown: count(({ start, end }) => end !== null && end < start) },
    service: (id: string) => ({ incidents: count(({ told }) => (told.services ?? ['checkout']).includes(id)), impactMinutes: minutes(({ told }) => (told.services ?? ['checkout']).includes(id)) }),
    running: count(running),
  };
}
