import { ScorecardBlind, type Scorecard, type ScorecardFigures, type TimeFigure, type TrendMonth } from '../../../../shared/model/scorecard.ts';
import { ScorecardSides } from '../../../../shared/model/scorecard-sides.ts';
import { ServiceId } from '../../../../shared/model/ids.ts';

export const timeFigure = (part: Partial<TimeFigure> = {}): TimeFigure => ({ mean: 320, median: 180, p90: 1_200, n: 9, of: 10, notRecorded: 1, invalid: 0, pending: 0, unit: 's', ...part });

const figures = (): ScorecardFigures => ({
  mttd: timeFigure(), mtta: timeFigure({ mean: null, median: null, p90: null, n: 0, notRecorded: 10 }), mttm: timeFigure(), mttr: timeFigure({ mean: 8_730, median: 3_600, p90: 14_400, n: 10, notRecorded: 0 }),
  recurrence: { rate: 0.25, confirmed: 1, suspected: 1, n: 8, of: 10, notClassifiable: 2, unit: 'share' },
  incidents: { total: 10, P0: 2, P1: 4, P2: 4 },
  impact: { minutes: 1_455, P0: 270, P1: 360, P2: 825, unknown: 0 },
});

const definition = { name: 'Time to detect', formula: 'Detected − impact started. Mean: arithmetic.', unit: 's' as const, leftOut: ['Incidents of which an instant is missing.'], source: 'The first breaching sample.' };

/** The fourth quarter of 2025 in Berlin. */
export function cardOf(part: Partial<Scorecard> = {}): Scorecard {
  const [now, before] = [figures(), figures()];
  const time = (metric: 'mttd' | 'mtta' | 'mttm' | 'mttr') => ({ ...now[metric], before: before[metric], change: { mean: -60, median: 0 }, definition });
  return {
    from: '2025-09-30T22:00:00.000Z', to: '2025-12-31T23:00:00.000Z', timeZone: 'Europe/Berlin', madeAt: '2026-01-02T09:00:00.000Z',
    filter: { service: null, severity: null, tier: null, cause: null, causeCategory: null, drills: 'out', maintenance: 'out', instants: 'corrected', resolveFrom: 'impact' },
    before: { from: '2025-06-30T22:00:00.000Z', to: '2025-09-30T22:00:00.000Z' },
    metrics: {
      mttd: time('mttd'), mtta: time('mtta'), mttm: time('mttm'), mttr: time('mttr'),
      recurrence: { ...now.recurrence, before: before.recurrence, change: { rate: 0.01 }, definition },
      incidents: { ...now.incidents, before: before.incidents, definition },
      impact: { ...now.impact, before: before.impact, definition },
    },
    services: [{ service: ServiceId.parse('checkout'), incidents: 5, impactMinutes: 540, before: { incidents: 8, impactMinutes: 480 } }],
    moreServices: 0,
    running: { count: 1, longestSeconds: 273_600, since: '2025-12-30T05:00:00.000Z' },
    notes: { reopened: 0, startNotRecorded: 0, noEarlierThan: 0 },
    leftOut: { drills: 2, maintenance: 0, merged: 0, private: null },
    ...part,
  };
}

/** Two of nine, one of them because Holdfast did not run; of one it is not known. */
export const blindOf = (part: Partial<ScorecardBlind> = {}): ScorecardBlind =>
  ScorecardBlind.parse({
    from: '2025-09-30T22:00:00.000Z', to: '2025-12-31T23:00:00.000Z', madeAt: '2026-01-02T09:00:00.000Z', recordedFrom: '2025-10-01T00:00:00.000Z',
    n: 9, blind: 2, unknown: 1, seconds: 600,
    causes: [{ why: 'failing', source: 'eu', name: 'Prometheus EU', seconds: 480, incidents: 1 }, { why: 'stopped', source: null, name: null, seconds: 120, incidents: 1 }],
    items: [], more: 0,
    services: [{ service: 'checkout', seconds: 5_400, causes: [{ why: 'failing', source: 'eu', name: 'Prometheus EU', seconds: 5_400 }], recordedFrom: '2025-10-01T00:00:00.000Z' }], moreServices: 0,
    ...part,
  });

export const monthOf = (month: string): TrendMonth => ({ ...figures(), month, from: `${month}-01T00:00:00.000Z`, to: `${month}-28T00:00:00.000Z`, whole: true });

const share = (met: number, n: number) => ({ rate: met / n, met, n, of: n });
const span = (availability: number | null) => ({ from: '2025-09-30T22:00:00.000Z', to: '2025-12-31T23:00:00.000Z', availability, met: availability === null ? null : availability >= 0.999, coverage: 0.98, knownSeconds: 1, blindSeconds: 0, maintenanceSeconds: 0, weighed: 'time', budget: { totalSeconds: 7_948, usedSeconds: 100, leftSeconds: -120 }, notFull: null, knownFrom: null });

export const sidesOf = (names: readonly string[] = ['Checkout works']): ScorecardSides =>
  ScorecardSides.parse({
    from: '2025-09-30T22:00:00.000Z', to: '2025-12-31T23:00:00.000Z', timeZone: 'Europe/Berlin',
    slos: names.map((name, index) => ({ slo: `slo${index}`, name, service: 'checkout', signal: 'checkout-up', traffic: null, target: 0.999, windowSeconds: 2_592_000, period: span(0.998_99), window: span(null) })),
    updates: { audiences: [], onTime: share(9, 10), promises: share(4, 5), firstPublic: { mean: 600, median: 540, p90: 900, n: 3, of: 4, unit: 's', dots: [] }, late: [] },
    alerts: { total: { fired: 40, accepted: 20, dismissedFalse: 5, dismissedOther: 5, undecided: 0, noIncident: 10, atNight: 8 }, rules: [], night: { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin', hours: 'usual' }, since: '2025-01-01T00:00:00.000Z' },
    detectedBy: { byUs: share(7, 8), rule: 6, alert: 1, person: 0, customer: 1, notKnown: 2 },
    drills: { objectiveSeconds: 480, drills: [], last: null, lastAgeDays: null, lastPassed: null, unprovenDays: null },
    actions: { open: 3, overdue: 1, items: [{ action: 'CA-12', incident: 'INC-2025-0031', text: 'Check the zone file', kind: 'automatedTest', owner: null, dueAt: '2025-11-01T00:00:00.000Z', overdueDays: 41 }] },
    looks: [],
  });
