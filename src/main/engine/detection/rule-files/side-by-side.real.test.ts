import { describe, expect, it } from 'vitest';
import { durationMs } from '../../../../shared/model/units.ts';
import { createPrometheusSource } from '../../sources/prometheus/source.ts';
import { findPrometheus, startExporter, startPrometheus, waitUntil, type RunningPrometheus } from '../../sources/testing/processes.ts';
import { endpointAt } from '../../sources/testing/specs.ts';
import { silentLog } from '../../testing/manual-clock.ts';
import { parseRuleFile } from './parse.ts';
import { createRuleFileEvaluator, type RuleFileAlert, type RuleFileEvaluator, type RuleHealth } from './service.ts';
import { slotsOf } from './slots.ts';
import { differences, holdfastTimeline, prometheusTimeline, rawSamples, type Timeline } from './testing/side-by-side.ts';
import { realClock } from '../../testing/real-clock.ts';

const HAS_PROMETHEUS = (await findPrometheus()) !== null;
const SECOND = durationMs(1_000);
const SCRAPES = 22;
const TRIES = 3;

const between = (n: number, from: number, to: number): number => (n >= from && n < to ? 1 : 0);

/** What the exporter serves at its scrape number `n`, 0 until the script begins. A gauge that is null is not there. */
const SCRIPT: Readonly<Record<string, (n: number) => number | null>> = {
  plain: (n) => between(n, 2, 9) + between(n, 14, 20),
  three: (n) => between(n, 3, 6),
  four: (n) => between(n, 3, 7),
  flapping: (n) => (n > 2 && n < 20 ? n % 2 : 0),
  slow_flapping: (n) => (n > 2 && n < 20 ? Math.floor(n / 2) % 2 : 0),
  gaps: (n) => between(n, 2, 4) + between(n, 5, 7) + between(n, 10, 12),
  vanishing: (n) => (between(n, 5, 10) === 1 || n >= 18 ? null : 1),
  gone: (n) => (n >= 9 ? null : between(n, 3, 9)),
  level: (n) => (n > 2 && n < 18 ? n : 0),
  zero: () => 0,
  errors_total: (n) => 10 * Math.max(0, Math.min(n, 12) - 3),
  'multi{i="0",grp="a"}': (n) => between(n, 2, 12),
  'multi{i="1",grp="a"}': (n) => between(n, 4, 8),
  'multi{i="2",grp="b"}': (n) => 2 * between(n, 6, 16),
  'multi{i="3",grp="b"}': (n) => (n > 14 ? null : between(n, 9, 20)),
};

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const RULES: readonly Rule[] = [
  { alert: 'AtOnce', expr: 'plain > 0.5' },
  { alert: 'ForZero', expr: 'plain > 0.5', for: '0s' },
  { alert: 'ForOne', expr: 'plain > 0.5', for: '1s' },
  { alert: 'ForThree', expr: 'plain > 0.5', for: '3s' },
  { alert: 'ForBetweenTwo', expr: 'plain > 0.5', for: '2500ms' },
  { alert: 'ForEqualToTheTimeUp', expr: 'four > 0', for: '3s' },
  { alert: 'ForLongerThanTheTimeUp', expr: 'three > 0', for: '3s' },
  { alert: 'ForAnHour', expr: 'plain > 0.5', for: '1h' },
  { alert: 'Flapping', expr: 'flapping == 1' },
  { alert: 'FlappingTooFast', expr: 'flapping == 1', for: '1s' },
  { alert: 'FlappingSlowly', expr: 'slow_flapping == 1', for: '1s' },
  { alert: 'KeepFiring', expr: 'gaps > 0', keep_firing_for: '2s' },
  { alert: 'KeepFiringOne', expr: 'flapping == 1', keep_firing_for: '1s' },
  { alert: 'KeepFiringAfterFor', expr: 'gaps > 0', for: '1s', keep_firing_for: '3s' },
  { alert: 'Absent', expr: 'absent(vanishing)' },
  { alert: 'AbsentFor', expr: 'absent(vanishing{job="api"})', for: '2s' },
  { alert: 'SeriesThatVanishes', expr: 'gone > 0', for: '1s' },
  { alert: 'LabelsOverride', expr: 'multi > 0', labels: { grp: 'overridden', severity: 'page', instance: '' } },
  { alert: 'ManySeries', expr: 'multi > 0', for: '2s' },
  { alert: 'TemplateLabel', expr: 'level > 2', labels: { size: '{{ if gt $value 8.0 }}high{{ else }}low{{ end }}', of: '{{ $labels.job | toUpper }}-{{ $labels.nothing }}' } },
  { alert: 'ValueAsLabel', expr: 'floor(level / 3) > 0', for: '1s', labels: { value: '{{ $value | humanize }}' } },
  { alert: 'ComparisonWithBool', expr: '(plain > bool 0.5) == 1', for: '1s' },
  { alert: 'DivisionByZero', expr: 'plain / zero > 1' },
  { alert: 'DivisionByNothing', expr: 'plain / nothing_there > 0' },
  { alert: 'Rate', expr: 'rate(errors_total[4s]) > 1', for: '1s' },
  { alert: 'SumBy', expr: 'sum by (grp) (multi) >= 2' },
  { alert: 'Count', expr: 'count(multi > 0) > 2' },
  { alert: 'Unless', expr: 'plain > 0.5 unless on (job) four > 0', for: '1s' },
  { alert: 'Offset', expr: 'plain offset 2s > 0.5' },
  { alert: 'Topmost', expr: 'topk(1, multi) > 0' },
];
const HEARTBEAT: Rule = { alert: 'Heartbeat', expr: 'vector(1)' };
/** Prometheus spreads its groups over the second by a hash; of several equal ones that is compared whose evaluation is farthest from the scrape. */
const SETS = ['a', 'b', 'c', 'd', 'e', 'f'];

const groupOf = (set: string, rules: readonly Rule[]): unknown => ({ name: `set-${set}`, interval: '1s', rules: rules.map((rule) => ({ ...rule, labels: { ...rule.labels, set } })) });
const fileOf = (...groups: unknown[]): string => JSON.stringify({ groups });
/** A wrong evaluator: one that does not know `for`. */
const withoutFor = (rules: readonly Rule[]): readonly Rule[] => rules.flatMap(({ for: wait, ...rule }) => (wait === undefined || wait === '0s' ? [] : [rule]));

interface Evaluated {
  readonly evaluator: RuleFileEvaluator;
  readonly changes: RuleFileAlert[];
  readonly health: RuleHealth[];
}

/** Evaluates the rules of a set at a time of the second that is `wantedMs` after it. */
function evaluate(prometheus: RunningPrometheus, set: string, rules: readonly Rule[], wantedMs: number): Evaluated {
  const distance = (name: string): number => Math.abs(slotsOf(name, `set-${set}`, SECOND).shiftMs - wantedMs);
  const name = Array.from({ length: 200 }, (_, index) => `alerts-${String(index)}.yml`).reduce((best, next) => (distance(next) < distance(best) ? next : best));
  const { file } = parseRuleFile(fileOf(groupOf(set, rules)), { file: name });
  const source = createPrometheusSource(endpointAt(prometheus.url), { clock: realClock });
  const changes: RuleFileAlert[] = [];
  const health: RuleHealth[] = [];
  const evaluator = createRuleFileEvaluator({
    file: file!, expressions: source.expressions, clock: realClock, log: silentLog, intervalMs: SECOND, sourceOffsetMs: () => 0,
    onChange: (alerts) => void changes.push(...alerts), onRuleHealth: (one) => void health.push(one),
  });
  evaluator.start();
  return { evaluator, changes, health };
}

interface Run {
  readonly real: Timeline;
  readonly holdfast: Evaluated;
  readonly wrong: Evaluated;
  /** Evaluations that either side left out or could not make, and scrapes that came out of step or took long, because the machine was too busy. */
  readonly disturbances: number;
  readonly evaluations: number;
}

async function run(): Promise<Run> {
  let n = 0;
  let begun = false;
  const exporter = await startExporter(() => {
    if (begun) n += 1;
    return `${Object.entries(SCRIPT).flatMap(([name, value]) => (value(n) === null ? [] : [`${name} ${String(value(n))}`])).join('\n')}\n`;
  });
  const prometheus = await startPrometheus({ targets: { api: [exporter.target] }, rules: fileOf(...SETS.map((set) => groupOf(set, [HEARTBEAT, ...RULES]))) });
  try {
    const beats = (set: string): Promise<number[]> => rawSamples(prometheus, `ALERTS{alertname="Heartbeat",set="${set}",alertstate="firing"}`).then((series) => series.flatMap(({ samples }) => samples.map(([atMs]) => atMs)));
    await waitUntil('every group was evaluated', async () => (await Promise.all(SETS.map(beats))).every((times) => times.length > 0));
    const scrapedAt = (await waitUntil('a scrape', async () => (await rawSamples(prometheus, 'up'))[0]?.samples.at(-1)))[0];
    const afterScrape = async (set: string): Promise<number> => ((((await beats(set)).at(-1) ?? 0) - scrapedAt) % 1_000 + 1_000) % 1_000;
    const phases = await Promise.all(SETS.map(async (set) => ({ set, off: Math.abs((await afterScrape(set)) - 500) })));
    const { set } = phases.reduce((best, next) => (next.off < best.off ? next : best));

    const wantedMs = (scrapedAt + 500) % 1_000;
    const holdfast = evaluate(prometheus, set, [HEARTBEAT, ...RULES], wantedMs);
    const wrong = evaluate(prometheus, set, withoutFor(RULES), wantedMs);
    await waitUntil('Holdfast evaluates', () => holdfast.health.length > 2 * RULES.length && wrong.health.length > 0);
    const begunAtMs = Date.now();
    begun = true;
    await waitUntil('the script is played', () => n >= SCRAPES, 40_000);
    const rounds = holdfast.evaluator.stats()[0]!.rounds;
    await waitUntil('the end was seen', () => holdfast.evaluator.stats()[0]!.rounds > rounds + 1);
    for (const { evaluator } of [holdfast, wrong]) evaluator.stop();
    const evaluated = async (): Promise<number[]> => (await beats(set)).filter((atMs) => atMs >= begunAtMs).sort((a, b) => a - b);
    await waitUntil('Prometheus has evaluated as often as it scraped', async () => (await evaluated()).length >= SCRAPES);
    const times = await evaluated();
    const scrapes = (await rawSamples(prometheus, 'up'))[0]!.samples.map(([atMs]) => atMs).filter((atMs) => atMs >= begunAtMs);
    const slow = (await rawSamples(prometheus, 'scrape_duration_seconds'))[0]!.samples.filter(([atMs, seconds]) => atMs >= begunAtMs && Number(seconds) > 0.25).length;
    const unanswered = [...holdfast.health, ...wrong.health].filter(({ sourceFailed }) => sourceFailed).length;
    const disturbances = outOfStep(times) + outOfStep(scrapes) + slow + unanswered + holdfast.evaluator.stats()[0]!.missed + wrong.evaluator.stats()[0]!.missed;
    return { real: await prometheusTimeline(prometheus, set, times), holdfast, wrong, disturbances, evaluations: times.length };
  } finally {
    await prometheus.remove();
    await exporter.stop();
  }
}

const outOfStep = (times: readonly number[]): number => times.slice(1).filter((at, index) => Math.abs(at - times[index]! - 1_000) > 250).length;

/** Where the machine was too busy to scrape and evaluate once a second, the two may have seen different data, and comparing them says nothing: once more. */
async function undisturbedRun(): Promise<Run | null> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const made = await run();
    if (made.disturbances === 0) return made;
  }
  return null;
}

const isRule = (name: string): boolean => !name.startsWith('Heartbeat ');
const ofRules = (timeline: Timeline, rules: readonly Rule[]): Timeline => new Map([...timeline].filter(([name]) => isRule(name) && rules.some(({ alert }) => name.startsWith(`${alert} `))));

describe.skipIf(!HAS_PROMETHEUS)('Prometheus and Holdfast, side by side on the same rules and data', () => {
  it('agree on every pending, firing and resolved instant within one evaluation interval; a wrong evaluator does not', { timeout: TRIES * 80_000 }, async ({ skip }) => {
    const { real, holdfast, wrong, evaluations } = (await undisturbedRun()) ?? skip(`in ${TRIES} tries this machine was too busy to scrape and evaluate once a second`);
    expect(RULES.length).toBeGreaterThanOrEqual(20);
    expect(evaluations).toBeGreaterThanOrEqual(SCRAPES);
    expect(holdfast.health.filter(({ lastError }) => lastError !== null)).toEqual([]);
    expect(differences(ofRules(real, RULES), ofRules(holdfastTimeline(holdfast.changes), RULES), SECOND)).toEqual([]);

    // The comparison is about something: every rule that should has alerts, and those that should not have none.
    const alerting = new Set([...real.keys()].map((name) => name.split(' ')[0]!));
    expect(RULES.map(({ alert }) => alert).filter((alert) => !alerting.has(alert))).toEqual(['DivisionByNothing']);
    const passages = (alert: string): string[] => [...real].filter(([name]) => name.startsWith(`${alert} `)).flatMap(([, found]) => found.map(({ state }) => state));
    expect(passages('ForEqualToTheTimeUp')).toEqual(['pending', 'firing', 'resolved']);
    expect(passages('ForLongerThanTheTimeUp')).toEqual(['pending', 'resolved']);
    expect(passages('Flapping').length).toBeGreaterThan(12);

    // The control arm: without `for`, the same comparison reports every rule that has one.
    const waiting = RULES.filter(({ for: wait }) => wait !== undefined && wait !== '0s');
    const reported = new Set(differences(ofRules(real, waiting), ofRules(holdfastTimeline(wrong.changes), waiting), SECOND).map((line) => line.split(' ')[0]!));
    expect([...reported].sort()).toEqual(waiting.map(({ alert }) => alert).sort());
  });
});
