import { RuleId, ServiceId, SignalId, SloId, SourceId, PersonId } from '../../../shared/model/ids.ts';
import type { Replay, RuleView, Slo } from '../../../shared/model/incident.ts';
import type { SignalRuleConfig } from '../../../shared/model/rule-config.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { ago, HOSTILE, HOUR, MINUTE } from './incident-scenes.ts';
import { valueAt } from './scenes.ts';

const DAY = 24 * HOUR;
const view = (id: string, signal: string, fields: Partial<RuleView>): RuleView => ({
  id, name: id, origin: 'config', kind: 'threshold', condition: 'above 800 ms, 3 samples in a row', signal: SignalId.parse(signal), service: ServiceId.parse(signal.slice(0, signal.indexOf('-'))), source: SourceId.parse('prom'), severity: 'P1', incident: 'open', state: 'inactive', trouble: null, lastFiredAt: null, owner: null, reviewBy: null, file: null, ...fields,
});
const fileRule = (name: string, condition: string, fields: Partial<RuleView>): RuleView => ({ ...view(`rules/api.yml:api:${name}`, 's0-errors', fields), name, origin: 'ruleFile', kind: 'promql', condition, signal: null, file: 'rules/api.yml' });

/** Rules in every state, of every kind and of both origins. */
export const rulesOf = (born: EpochMs): RuleView[] => [
  view('checkout-slow', 's0-p95', { name: 'Checkout is slow', state: 'firing', severity: 'P0', lastFiredAt: ago(born, 12 * MINUTE), owner: PersonId.parse('mira'), reviewBy: '2026-03-01' }),
  view('payments-failing', 's3-errors', { name: 'Payments: error rate above 5.0 %', condition: 'above 5.0 %, 3 samples in a row, with traffic of 0.5 or more', state: 'pending', owner: PersonId.parse('jon'), lastFiredAt: ago(born, 9 * DAY) }),
  view('search-odd', 's2-p95', { name: 'Search: p95 latency higher than usual', kind: 'baseline', condition: 'higher than usual, 5 samples in a row', severity: 'P2', incident: 'propose', state: 'unknown', trouble: 'still learning what is usual' }),
  view('login-silent', 's1-traffic', { name: 'Nobody logs in', condition: 'below 0.10 /s, for 2 min', severity: 'P0', state: 'unknown', trouble: 'the source or our own network failed', lastFiredAt: ago(born, 40 * DAY), reviewBy: '2099-12-31' }),
  view('login-unmeasured', 's1-traffic', { name: 'Login: traffic without a value', kind: 'absence', condition: 'without a value, for 10 min', severity: 'P2', incident: 'propose' }),
  ...['14.4', '6', '1'].map((factor) => view(`checkout-budget.${factor}x`, 's0-errors', { name: 'Checkout budget', kind: 'burn', condition: `burns its budget ${factor}× too fast over ${{ 14.4: '1 h and 5 min', 6: '6 h and 30 min', 1: '3 d and 6 h' }[factor] ?? ''}`, severity: factor === '1' ? 'P2' : 'P1', incident: factor === '1' ? 'propose' : 'open', lastFiredAt: factor === '6' ? ago(born, 3 * DAY) : null })),
  view('accounts-down', 's4-up', { name: 'Accounts: availability down', condition: 'down, 3 samples in a row', severity: 'P0', owner: PersonId.parse('ada') }),
  view('hostile', 's5-load', { name: `${HOSTILE} ${'a name that somebody wrote without an end '.repeat(4)}`.slice(0, 200), severity: 'P2', incident: 'none' }),
  fileRule('HighErrorRate', 'rate(api_http_5xx_errors_total[5m]) > 0.1', { service: ServiceId.parse('s0'), lastFiredAt: ago(born, 26 * HOUR) }),
  fileRule('InstanceDown', 'up == 0', { severity: 'P2', incident: 'propose', service: null }),
  fileRule('TooManySeries', 'sum by (path, instance, status) (rate(http_requests_total{job="api"}[5m])) > on (instance) group_left () 1.5 * avg by (instance) (rate(http_requests_total{job="api"}[1h]))', { state: 'unknown', trouble: 'many-to-many matching not allowed: matching labels must be unique on one side', severity: 'P2', incident: 'propose', service: null }),
];

export const SLOS: readonly Slo[] = [
  { id: SloId.parse('checkout-works'), name: 'Checkout works', service: ServiceId.parse('s0'), signal: SignalId.parse('s0-errors'), traffic: SignalId.parse('s0-traffic'), target: 0.999, windowSeconds: 30 * 86_400 },
  { id: SloId.parse('login-works'), name: 'Login works', service: ServiceId.parse('s1'), signal: SignalId.parse('s1-errors'), traffic: null, target: 0.9995, windowSeconds: 7 * 86_400 },
];

const WRITTEN: Readonly<Record<string, SignalRuleConfig>> = {
  'checkout-slow': { id: RuleId.parse('checkout-slow'), signal: SignalId.parse('s0-p95'), when: { above: 0.8, consecutive: 3 }, severity: 'P0', summary: 'Checkout is slow', owner: PersonId.parse('mira'), reviewBy: '2026-03-01', minTraffic: 0.5, keepFiringFor: '1m' },
  'search-odd': { id: RuleId.parse('search-odd'), signal: SignalId.parse('s2-p95'), baseline: { direction: 'above', season: 'daily', consecutive: 5, sensitivity: 8 }, severity: 'P2' },
  'login-unmeasured': { id: RuleId.parse('login-unmeasured'), signal: SignalId.parse('s1-traffic'), absent: { for: '10m' }, severity: 'P2' },
  'checkout-budget': { id: RuleId.parse('checkout-budget'), slo: SloId.parse('checkout-works'), burn: { minSamples: 10, pairs: [{ factor: 14.4, long: '1h', short: '5m' }, { factor: 6, long: '6h', short: '30m', severity: 'P2' }] }, severity: 'P1', summary: 'Checkout budget' },
};

export function ruleOf(id: unknown, born: EpochMs): { rule: SignalRuleConfig; view: RuleView } | null {
  const rule = WRITTEN[String(id)];
  const found = rulesOf(born).find((each) => each.id === id || each.id.startsWith(`${String(id)}.`));
  return rule === undefined || found === undefined ? null : { rule, view: found };
}

const EVERY_EXCURSION = 31 * HOUR;
const EXCURSION = 9 * MINUTE;

/** Calm waves that break out for nine minutes every thirty-one hours, longer each second time. */
function pastAt(signal: string, time: number): number {
  const calm = valueAt('ok', signal, time, time);
  const turn = Math.floor(time / EVERY_EXCURSION);
  const into = time % EVERY_EXCURSION;
  const factor = signal.endsWith('-errors') ? 400 : signal.endsWith('-up') ? 0.4 : 9;
  return into < EXCURSION * (1 + (turn % 2)) ? calm * factor : calm;
}

interface Asked {
  readonly rule: SignalRuleConfig;
  readonly from: string;
  readonly to: string;
  readonly maxPoints: number;
}

/** Plays a rule over that past, near enough for a picture: counts bad steps in a row. */
export function replayOf({ rule, from, to, maxPoints }: Asked): Replay {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const signal = 'slo' in rule ? (SLOS.find(({ id }) => id === rule.slo)?.signal ?? 's0-errors') : rule.signal;
  const stepMs = Math.max(5_000, Math.ceil((end - start) / 40_000 / 5_000) * 5_000);
  const usual = 'baseline' in rule ? pastAt(signal, end) * 3 : null;
  const limit = 'when' in rule ? (rule.when.above ?? rule.when.below ?? 0) : 'slo' in rule ? 0.0144 : usual;
  const below = 'when' in rule && rule.when.above === undefined;
  const needed = 'when' in rule ? (rule.when.consecutive ?? 1) : 3;
  const firings: Replay['firings'] = [];
  const points: Replay['points'] = [];
  let [count, worst] = [0, 0];
  const every = Math.max(1, Math.ceil((end - start) / stepMs / maxPoints));
  for (let time = start, index = 0; time <= end; time += stepMs, index++) {
    const inGap = time > end - 0.4 * (end - start) && time < end - 0.37 * (end - start);
    if (inGap) continue;
    const value = pastAt(signal, time);
    const moving = usual === null ? limit : usual * (1 + 0.15 * Math.sin(time / 6_000_000));
    const bad = limit !== null && (below ? value < limit : value > limit) && !('absent' in rule);
    worst = bad ? Math.max(worst, value) : 0;
    count = bad ? count + 1 : 0;
    const last = firings.at(-1);
    if (count === needed) firings.push({ since: toRfc3339(epochMs(time - (needed - 1) * stepMs)), firedAt: toRfc3339(epochMs(time)), endedAt: null, worst });
    else if (last !== undefined && last.endedAt === null) firings[firings.length - 1] = bad ? { ...last, worst } : { ...last, endedAt: toRfc3339(epochMs(time)) };
    if (index % every === 0 || count === needed) points.push({ time: toRfc3339(epochMs(time)), value, limit: moving });
  }
  const samples = Math.floor((end - start) / stepMs);
  return {
    from, to, firings, points, samples, stepMs, perWeek: (firings.length * 7 * DAY) / (end - start), unknown: Math.round(samples * 0.04), unknownReason: rule.minTraffic === undefined ? 'the signal has no value' : 'too little traffic',
    notes: ['Only 97 % of that time is known.', ...(stepMs > 5_000 ? [`The past is known in steps of ${Math.round(stepMs / 1_000)} s; live, the rule sees a sample every 5 s. Each step is judged by its worst value.`] : [])],
  };
}
