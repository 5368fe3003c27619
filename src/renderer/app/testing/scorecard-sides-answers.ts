import { ScorecardSides } from '../../../shared/model/scorecard-sides.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { ago, HOSTILE, HOUR } from './incident-scenes.ts';
import type { ScorecardScene } from './scorecard-scenes.ts';

const DAY = 24 * HOUR;
const span = (born: EpochMs, availability: number | null, target: number, seconds: number) => ({
  from: ago(born, seconds * 1_000), to: ago(born, 0), availability, met: availability === null ? null : availability >= target, coverage: availability === null ? 0 : 0.984, knownSeconds: availability === null ? 0 : seconds * 0.984, blindSeconds: seconds * 0.01, maintenanceSeconds: 5_400, weighed: 'traffic', notFull: 'running', knownFrom: ago(born, seconds * 1_000),
  budget: { totalSeconds: (1 - target) * seconds, usedSeconds: availability === null ? null : (1 - availability) * seconds, leftSeconds: availability === null ? null : (availability - target) * seconds },
});
/** Watched since yesterday: of a whole period a sliver. */
const young = (born: EpochMs, target: number, seconds: number) => ({ ...span(born, 1, target, seconds), met: null, coverage: DAY / 1_000 / seconds, knownSeconds: DAY / 1_000, blindSeconds: seconds - DAY / 1_000, notFull: 'young', knownFrom: ago(born, DAY) });
const slo = (born: EpochMs, id: string, name: string, availability: number | null, target: number) => ({ slo: id, name, service: 's0', signal: 's0-errors', traffic: 's0-traffic', target, windowSeconds: 30 * 86_400, period: span(born, availability, target, 90 * 86_400), window: span(born, availability, target, 30 * 86_400) });
const share = (met: number, n: number, of = n) => ({ rate: n === 0 ? null : met / n, met, n, of });
const counts = (fired: number, accepted: number, dismissedFalse: number) => ({ fired, accepted, dismissedFalse, dismissedOther: fired > 10 ? 2 : 0, undecided: 0, noIncident: Math.max(0, fired - accepted - dismissedFalse - (fired > 10 ? 2 : 0)), atNight: Math.floor(fired / 5) });

/** What stands beside the times in a picture. */
export function sidesOf(scene: ScorecardScene, born: EpochMs): unknown {
  const none = ['scorecardEmpty', 'scorecardDemo', 'scorecardOne'].includes(scene);
  const long = scene === 'scorecardNames' ? ` ${HOSTILE} ${'a very long name '.repeat(4)}` : '';
  const drill = { incident: 'INC-2026-0021', startedAt: ago(born, 31 * DAY), seconds: 372, passed: true, running: false };
  return ScorecardSides.parse({
    from: ago(born, 90 * DAY), to: ago(born, 0), timeZone: 'Europe/Berlin',
    slos: none ? [] : [slo(born, 'checkout-works', `Checkout works${long}`, 0.998_62, 0.999), slo(born, 'login-works', 'Login works', 0.999_93, 0.9995), slo(born, 'search-works', 'Search works', null, 0.99), { ...slo(born, 'queue-works', 'Queue works', 1, 0.99), period: young(born, 0.99, 90 * 86_400), window: young(born, 0.99, 30 * 86_400) }],
    updates: {
      audiences: none ? [] : [{ audience: 'internal', onTime: share(52, 58, 60), sentLate: 4, missed: 2, promises: share(18, 19) }, { audience: 'executive', onTime: share(20, 20), sentLate: 0, missed: 0, promises: share(9, 9) }, { audience: 'public', onTime: share(31, 37), sentLate: 5, missed: 1, promises: share(22, 26) }],
      onTime: none ? share(0, 0) : share(103, 115, 117), promises: none ? share(0, 0) : share(49, 54),
      firstPublic: none ? { mean: null, median: null, p90: null, n: 0, of: 0, unit: 's', dots: [] } : { mean: 640, median: 540, p90: 1_500, n: 14, of: 15, unit: 's', dots: [] },
      late: none ? [] : [{ incident: 'INC-2026-0060', audience: 'public', late: 2, missed: 0, broken: 1 }, { incident: 'INC-2026-0044', audience: 'internal', late: 0, missed: 2, broken: 0 }],
    },
    alerts: { total: none ? counts(0, 0, 0) : counts(148, 96, 21), rules: none ? [] : [{ rule: 'search-odd', name: `Search is unlike itself${long}`, ...counts(61, 20, 17) }, { rule: 'checkout-slow', name: null, ...counts(9, 9, 0) }], night: { from: '22:00', to: '06:00', timeZone: 'Europe/Berlin', hours: 'quietHours' }, since: none ? null : ago(born, 200 * DAY) },
    detectedBy: none ? { byUs: share(0, 0), rule: 0, alert: 0, person: 0, customer: 0, notKnown: 0 } : { byUs: share(31, 35, 37), rule: 24, alert: 4, person: 3, customer: 4, notKnown: 2 },
    drills: { objectiveSeconds: 480, drills: none ? [] : [drill], last: none ? null : drill, lastAgeDays: none ? null : 31, lastPassed: none ? null : drill, unprovenDays: none ? null : 31 },
    actions: none ? { open: 0, overdue: 0, items: [] } : { open: 9, overdue: 2, items: [{ action: 'CA-12', incident: 'INC-2026-0031', text: `Check the zone file in CI before it is published${long}`, kind: 'automatedTest', owner: 'Mira Okafor', dueAt: ago(born, 41 * DAY), overdueDays: 41 }, { action: 'CA-15', incident: 'INC-2026-0040', text: 'Alert on certificates that end within 30 days', kind: 'monitoring', owner: null, dueAt: ago(born, 3 * DAY), overdueDays: 3 }] },
    looks: none ? [] : [{ kind: 'rule', id: 'checkout-slow', name: `Checkout is slow${long}`, owner: 'mira', ownerName: 'Mira Okafor', reviewBy: '2026-03-01', overdueDays: 270 }],
  });
}
