import { describe, expect, it } from 'vitest';
import { durationMs, epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { SourceFailure } from '../../sources/source.ts';
import { createManualClock, settle, silentLog, type ManualClock } from '../../testing/manual-clock.ts';
import { parseRuleFile } from './parse.ts';
import { createRuleFileEvaluator, type RuleFileAlert, type RuleFileEvaluator, type RuleFileEvaluatorDeps, type RuleHealth } from './service.ts';
import { cpuMs } from './testing/cpu.ts';
import { samples, scriptedExpressions, type ScriptedExpressions } from './testing/scripted-expressions.ts';

const INTERVAL = durationMs(15_000);
const NEVER = new AbortController().signal;

interface World {
  readonly clock: ManualClock;
  readonly source: ScriptedExpressions;
  readonly changes: RuleFileAlert[];
  readonly health: RuleHealth[];
  readonly evaluator: RuleFileEvaluator;
  /** Lets `count` evaluations pass. */
  readonly evaluations: (count: number) => Promise<void>;
}

interface Options extends Partial<RuleFileEvaluatorDeps> {
  readonly clock?: ManualClock;
  readonly source?: ScriptedExpressions;
}

function world(rules: string, { clock = createManualClock(), source = scriptedExpressions(), ...deps }: Options = {}): World {
  const { file, issues } = parseRuleFile(rules, { file: 'alerts.yml' });
  if (file === null) throw new Error(JSON.stringify(issues));
  const changes: RuleFileAlert[] = [];
  const health: RuleHealth[] = [];
  const evaluator = createRuleFileEvaluator({
    file, expressions: source, clock, log: silentLog, intervalMs: INTERVAL, sourceOffsetMs: () => 0,
    onChange: (alerts) => void changes.push(...alerts), onRuleHealth: (one) => void health.push(one), ...deps,
  });
  return { clock, source, changes, health, evaluator, evaluations: (count) => clock.advance(count * INTERVAL) };
}

const group = (...rules: string[]): string => `groups:\n- name: api\n  rules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`;
const said = (changes: readonly RuleFileAlert[]): string[] => changes.map(({ rule, state, labels }) => `${rule} ${state} ${labels['instance'] ?? ''}`.trim());
const intervalsBetween = (times: readonly EpochMs[]): number[] => times.slice(1).map((at, index) => at - times[index]!);

describe('evaluating a rule file', () => {
  it('takes an alert from pending to firing to resolved, with its labels and texts', async () => {
    const { source, changes, evaluator, evaluations, health } = world(
      group('{ alert: HighErrorRate, expr: "rate(e[5m]) > 0.1", for: 30s, labels: { severity: critical, where: "{{ $labels.instance }}" }, annotations: { summary: "{{ $value | humanizePercentage }} on {{ $labels.zone }}{{ $labels.instance }}" } }'),
    );
    source.answer('rate(e[5m]) > 0.1', () => samples([{ instance: 'a' }, 0.25]));
    evaluator.start();
    await evaluations(2);
    expect(said(changes)).toEqual(['HighErrorRate pending a']);
    await evaluations(2);
    expect(said(changes)).toEqual(['HighErrorRate pending a', 'HighErrorRate firing a']);
    const firing = changes[1]!;
    expect(firing).toMatchObject({
      file: 'alerts.yml', group: 'api', rule: 'HighErrorRate', value: 0.25,
      labels: { alertname: 'HighErrorRate', instance: 'a', severity: 'critical', where: 'a' }, annotations: { summary: '25% on a' },
    });
    expect(firing.firedAt! - firing.activeAt).toBe(30_000);
    expect(evaluator.alerts()).toEqual([{ ...firing, confirmedAt: source.asked.at(-1)!.at }]);
    source.answer('rate(e[5m]) > 0.1', () => samples());
    await evaluations(1);
    expect(changes[2]).toMatchObject({ state: 'resolved', fingerprint: firing.fingerprint, activeAt: firing.activeAt, firedAt: firing.firedAt, resolvedAt: source.asked.at(-1)!.at });
    expect(evaluator.alerts()).toEqual([]);
    expect(health.at(-1)).toMatchObject({ rule: 'HighErrorRate', lastError: null, alerts: 0, warnings: [] });
  });

  it('is regular: rules of a group share the time, groups do not, and a restart goes on in step', async () => {
    const rules = `groups:\n- { name: one, rules: [{ alert: A, expr: a }, { alert: B, expr: b }] }\n- { name: two, interval: 5s, query_offset: 2s, rules: [{ alert: C, expr: c }] }\n`;
    const first = world(rules);
    first.evaluator.start();
    await first.evaluations(4);
    const times = (expr: string, { source }: World): EpochMs[] => source.asked.filter((asked) => asked.expr === expr).map(({ at }) => at);
    expect(times('a', first)).toEqual(times('b', first));
    expect(intervalsBetween(times('a', first))).toEqual([15_000, 15_000, 15_000]);
    expect(intervalsBetween(times('c', first)).every((gap) => gap === 5_000)).toBe(true);
    expect(times('c', first)[0]! % 5_000).not.toBe(times('a', first)[0]! % 5_000);
    const second = world(rules, { clock: createManualClock(first.clock.nowMs() + 7_777) });
    second.evaluator.start();
    await second.evaluations(2);
    expect((times('a', second)[0]! - times('a', first)[0]!) % 15_000).toBe(0);
  });

  it('lives on the clock of its source', async () => {
    const { clock, source, evaluator, evaluations } = world(group('{ alert: A, expr: a }'), { sourceOffsetMs: () => 120_000 });
    const startedAt = clock.nowMs();
    evaluator.start();
    await evaluations(1);
    expect(source.asked[0]!.at - startedAt).toBeGreaterThan(120_000);
    expect(source.asked[0]!.at - startedAt).toBeLessThanOrEqual(135_000);
  });

  it('goes on after the clock was set back by an hour', async () => {
    const { clock, source, changes, evaluator, evaluations } = world(group('{ alert: A, expr: a, for: 30s }'));
    source.answer('a', () => samples([{}, 1]));
    evaluator.start();
    await evaluations(2);
    clock.step(-3_600_000);
    await evaluations(2);
    expect(said(changes)).toEqual(['A pending']);
    await evaluations(2);
    expect(said(changes)).toEqual(['A pending', 'A firing']);
  });

  it('asks one query at a time per group and leaves out the times that it missed', async () => {
    const { source, evaluator, evaluations } = world(group('{ alert: A, expr: a }', '{ alert: B, expr: b }'));
    let answer: () => void = () => {};
    source.answer('a', () => new Promise((resolve) => (answer = () => resolve(samples()))));
    evaluator.start();
    await evaluations(4);
    expect(source.asked.map(({ expr }) => expr)).toEqual(['a']);
    answer();
    await settle();
    expect(source.asked.map(({ expr }) => expr)).toEqual(['a', 'b']);
    expect(source.asked[1]!.at).toBe(source.asked[0]!.at);
    await evaluations(1);
    expect(source.asked[2]!.at - source.asked[0]!.at).toBe(60_000);
    answer();
    await settle();
    expect(evaluator.stats()).toEqual([{ group: 'api', intervalMs: 15_000, rounds: 2, missed: 3 }]);
  });

  it('evaluates at most four groups at once', async () => {
    const rules = `groups:\n${Array.from({ length: 9 }, (_, index) => `- { name: g${String(index)}, rules: [{ alert: A, expr: a }] }\n`).join('')}`;
    const { source, evaluator, evaluations } = world(rules);
    const waiting: (() => void)[] = [];
    source.answer('a', () => new Promise((resolve) => waiting.push(() => resolve(samples()))));
    evaluator.start();
    await evaluations(2);
    expect(waiting).toHaveLength(4);
    for (let index = 0; index < 9; index += 1) {
      waiting[index]?.();
      await settle();
    }
    expect(source.asked.length).toBe(9);
  });

  it('goes on after a round that ended unexpectedly', async () => {
    const errors: string[] = [];
    let told = 0;
    const { source, evaluator, evaluations } = world(group('{ alert: A, expr: a }'), {
      log: { ...silentLog, error: (message) => void errors.push(message) },
      onRuleHealth: () => {
        if ((told += 1) === 1) throw new Error('a mistake of ours');
      },
    });
    evaluator.start();
    await evaluations(3);
    expect(errors).toEqual(['a round of a rule group ended unexpectedly']);
    expect([source.asked.length, told]).toEqual([3, 3]);
  });

  it('tells nothing after it was stopped', async () => {
    const { source, changes, health, evaluator, evaluations } = world(group('{ alert: A, expr: a }'));
    let answer: () => void = () => {};
    source.answer('a', () => new Promise((resolve) => (answer = () => resolve(samples([{}, 1])))));
    evaluator.start();
    await evaluations(1);
    evaluator.stop();
    answer();
    await evaluations(3);
    expect([changes, health]).toEqual([[], []]);
    expect(source.asked).toHaveLength(1);
  });
});

describe('when the source fails', () => {
  const AWAY = new SourceFailure('refused', 'connection refused: nothing listens at prom:9090');

  it('keeps every alert, not confirmed since, asks no more of the group, and says so', async () => {
    const { source, changes, health, evaluator, evaluations } = world(group('{ alert: A, expr: a }', '{ alert: B, expr: b }'));
    source.answer('a', () => samples([{ instance: 'x' }, 1]));
    evaluator.start();
    await evaluations(2);
    const confirmedAt = evaluator.alerts()[0]!.confirmedAt;
    source.answer('a', () => Promise.reject(AWAY));
    const askedBefore = source.asked.length;
    await evaluations(3);
    expect(source.asked.length - askedBefore).toBe(3);
    expect(said(changes)).toEqual(['A firing x']);
    expect(evaluator.alerts()).toMatchObject([{ state: 'firing', confirmedAt }]);
    expect(health.slice(-2)).toMatchObject(['A', 'B'].map((rule) => ({ rule, lastError: AWAY.message, sourceFailed: true })));
    source.answer('a', () => samples());
    await evaluations(1);
    expect(said(changes)).toEqual(['A firing x', 'A resolved x']);
  });

  it('goes on to the next rule after a query that was only too slow', async () => {
    const { source, health, evaluator, evaluations } = world(group('{ alert: A, expr: a }', '{ alert: B, expr: b }'));
    source.answer('a', () => Promise.reject(new SourceFailure('timeout', 'no full answer within 5 s')));
    evaluator.start();
    await evaluations(1);
    expect(health.map(({ rule, lastError }) => [rule, lastError])).toEqual([['A', 'no full answer within 5 s'], ['B', null]]);
  });

  it('waits as long as it is asked to', async () => {
    const { source, evaluator, evaluations } = world(group('{ alert: A, expr: a }'));
    source.answer('a', () => Promise.reject(new SourceFailure('rate_limited', 'it asks us to slow down (429)', durationMs(60_000))));
    evaluator.start();
    await evaluations(4);
    expect(source.asked).toHaveLength(1);
    await evaluations(2);
    expect(source.asked).toHaveLength(2);
  });

  it('takes a refused query for an error of that rule alone', async () => {
    const { source, health, evaluator, evaluations } = world(group('{ alert: A, expr: a }', '{ alert: B, expr: b }'));
    source.answer('a', () => ({ ok: false, message: 'many-to-many matching not allowed' }));
    evaluator.start();
    await evaluations(1);
    expect(health).toMatchObject([{ rule: 'A', lastError: 'many-to-many matching not allowed', sourceFailed: false }, { rule: 'B', lastError: null }]);
  });

  it('cancels `for` after a suspend, also when it comes while a query is on its way', async () => {
    const { source, changes, evaluator, evaluations } = world(group('{ alert: A, expr: a, for: 30s }'));
    let answer: () => void = () => {};
    source.answer('a', () => new Promise((resolve) => (answer = () => resolve(samples([{}, 1])))));
    evaluator.start();
    await evaluations(1);
    evaluator.interrupt();
    answer();
    await settle();
    source.answer('a', () => samples([{}, 1]));
    await evaluations(2);
    expect(said(changes)).toEqual(['A pending']);
    await evaluations(1);
    expect(said(changes)).toEqual(['A pending', 'A firing']);
  });
});

describe('hostile answers and texts', () => {
  const tenThousand = samples(...Array.from({ length: 10_000 }, (_, index) => [{ instance: String(index) }, 1] as const));

  it('puts a rule in error whose query gives 10,000 series; others and memory are well', async () => {
    const { source, changes, health, evaluator, evaluations } = world(group('{ alert: Many, expr: many, annotations: { a: "{{ $labels.instance }}" } }', '{ alert: B, expr: b }'));
    source.answer('many', () => tenThousand);
    source.answer('b', () => samples([{ instance: 'x' }, 1]));
    evaluator.start();
    await evaluations(3);
    expect(said(changes)).toEqual(['B firing x']);
    expect(health[0]).toMatchObject({ rule: 'Many', lastError: 'too many series: 10,000, at most 1,000', sourceFailed: false, alerts: 0 });
  });

  it('lets a group raise or lower the limit, never beyond 5,000', async () => {
    const limited = (limit: number): World => world(`groups:\n- name: g\n  limit: ${String(limit)}\n  rules: [{ alert: Many, expr: many }]\n`);
    const errors = async (limit: number, count: number): Promise<string | null> => {
      const { source, health, evaluator, evaluations } = limited(limit);
      source.answer('many', () => samples(...Array.from({ length: count }, (_, index) => [{ instance: String(index) }, 1] as const)));
      evaluator.start();
      await evaluations(1);
      return health[0]!.lastError;
    };
    expect(await errors(2, 3)).toBe('too many series: 3, at most 2');
    expect(await errors(5_000, 2_000)).toBeNull();
    expect(await errors(90_000, 5_001)).toBe('too many series: 5,001, at most 5,000');
  });

  it('evaluates 1,000 alerts with ten texts each in less than a second', async () => {
    const texts = Array.from({ length: 10 }, (_, index) => `t${String(index)}: "{{ $labels.instance }} is at {{ $value | humanizePercentage }} {{ if gt $value 0.5 }}high{{ end }}"`).join(', ');
    const { source, changes, evaluator, evaluations } = world(group(`{ alert: Many, expr: many, annotations: { ${texts} } }`));
    source.answer('many', () => samples(...Array.from({ length: 1_000 }, (_, index) => [{ instance: String(index) }, index / 1_000] as const)));
    evaluator.start();
    expect(await cpuMs(() => evaluations(1))).toBeLessThan(1_000);
    expect(changes).toHaveLength(1_000);
    expect(changes[600]!.annotations['t9']).toBe('600 is at 60% high');
  });

  it('never loses an alert for its text', async () => {
    const { source, changes, health, evaluator, evaluations } = world(group('{ alert: A, expr: a, labels: { zone: "{{ $labels.zone }}", bad: "{{ toUpper $value }}", instance: "" }, annotations: { a: "{{ $labels.nothing }}!", b: "{{ template \\"x\\" }}" } }'));
    source.answer('a', () => samples([{ __name__: 'a', instance: 'x', zone: 'eu' }, 1]));
    evaluator.start();
    await evaluations(1);
    expect(changes[0]).toMatchObject({
      state: 'firing',
      labels: { alertname: 'A', zone: 'eu', bad: '<error expanding template: toUpper: expected text, found float64 1>' },
      annotations: { a: '!', b: '<error expanding template: {{template}} is not supported by Holdfast>' },
    });
    expect(Object.keys(changes[0]!.labels).sort()).toEqual(['alertname', 'bad', 'zone']);
    expect(health[0]!.warnings).toEqual(['label bad: toUpper: expected text, found float64 1', 'annotation b: {{template}} is not supported by Holdfast']);
  });

  it('lets templates ask the source, at the time of the evaluation and twenty times at most', async () => {
    const { source, changes, evaluator, evaluations } = world(
      `groups:\n- name: g\n  query_offset: 5s\n  rules: [{ alert: A, expr: a, annotations: { free: "{{ printf \\"free%s\\" $labels.n | query | first | value }}" } }]\n`,
    );
    source.answer('a', () => samples(...Array.from({ length: 25 }, (_, index) => [{ n: String(index) }, 1] as const)));
    for (let index = 0; index < 25; index += 1) source.answer(`free${String(index)}`, () => (index === 3 ? { ok: false, message: 'no' } : samples([{}, index * 10])));
    evaluator.start();
    await evaluations(1);
    for (let round = 0; round < 20 && changes.length === 0; round += 1) await settle();
    expect(new Set(source.asked.map(({ at }) => at)).size).toBe(1);
    expect(changes[0]!.activeAt - source.asked[0]!.at).toBe(5_000);
    expect(changes.map(({ annotations }) => annotations['free']).slice(0, 4)).toEqual(['0', '10', '20', '<error expanding template: query: the query failed: no>']);
    expect(source.asked).toHaveLength(21);
    expect(changes[24]!.annotations['free']).toBe('<error expanding template: query: templates of one rule may ask 20 queries at most>');
  });
});

describe('what is stored', () => {
  it('tells a change again until it was stored, and once when it was', async () => {
    let broken = true;
    const stored: string[] = [];
    const { source, health, evaluator, evaluations } = world(group('{ alert: A, expr: a }'), {
      onChange: (alerts) => {
        if (broken) throw new Error('disk full');
        stored.push(...said(alerts));
      },
    });
    source.answer('a', () => samples([{ instance: 'x' }, 1]));
    evaluator.start();
    await evaluations(2);
    expect(evaluator.alerts()).toEqual([]);
    expect(health.at(-1)).toMatchObject({ lastError: 'its alerts could not be stored; the next evaluation tries again' });
    broken = false;
    await evaluations(3);
    expect(stored).toEqual(['A firing x']);
    expect(health.at(-1)).toMatchObject({ lastError: null });
  });

  it('survives a restart without firing again or forgetting', async () => {
    const rules = group('{ alert: A, expr: a }', '{ alert: B, expr: b, for: 60s }', '{ alert: C, expr: c, for: 60s }');
    const before = world(rules);
    for (const expr of ['a', 'b', 'c']) before.source.answer(expr, () => samples([{ instance: 'x' }, 1]));
    before.evaluator.start();
    await before.evaluations(3);
    expect(said(before.changes)).toEqual(['A firing x', 'B pending x', 'C pending x']);
    const saved: unknown = JSON.parse(JSON.stringify(before.evaluator.save()));
    before.evaluator.stop();

    const after = world(rules, { clock: createManualClock(before.clock.nowMs() + 20_000), source: before.source });
    expect(after.evaluator.restore(saved)).toEqual([]);
    expect(after.evaluator.alerts()).toEqual(before.evaluator.alerts());
    before.source.answer('c', () => samples());
    after.evaluator.start();
    await after.evaluations(2);
    expect(said(after.changes)).toEqual(['B firing x', 'C resolved x']);
    expect(after.changes[0]!.activeAt).toBe(before.changes[1]!.activeAt);

    const late = world(rules, { clock: createManualClock(before.clock.nowMs() + 600_000), source: before.source });
    late.evaluator.restore(saved);
    late.evaluator.start();
    await late.evaluations(1);
    expect(said(late.changes)).toEqual(['C resolved x']);
    expect(late.evaluator.alerts().map(({ rule, state }) => [rule, state])).toEqual([['A', 'firing'], ['B', 'pending']]);
    expect(late.evaluator.alerts()[1]!.activeAt).toBe(late.source.asked.at(-1)!.at);
  });

  it('gives back the alerts of rules that are gone, and begins anew from what cannot be read', async () => {
    const before = world(group('{ alert: A, expr: a }', '{ alert: B, expr: b }'));
    for (const expr of ['a', 'b']) before.source.answer(expr, () => samples([{ instance: 'x' }, 1]));
    before.evaluator.start();
    await before.evaluations(1);
    const after = world(group('{ alert: B, expr: b2 }'));
    expect(after.evaluator.restore(before.evaluator.save())).toMatchObject([{ rule: 'A', group: 'api', state: 'firing', key: 'api/A{}' }]);
    expect(said(after.evaluator.alerts())).toEqual(['B firing x']);
    for (const garbage of [null, 7, {}, { version: 2, rules: {} }, { version: 1, rules: { 'api/B{}': { evaluatedAt: 'x', alerts: [] } } }]) expect(world(group('{ alert: B, expr: b }')).evaluator.restore(garbage)).toEqual([]);
  });
});

describe('the onset in the data', () => {
  it('is found before Holdfast began to look, to the second', async () => {
    const { clock, source, changes, evaluator, evaluations } = world(group('{ alert: A, expr: a }'));
    const brokeAt = clock.nowMs() - 601_300;
    source.answer('a', (at) => (at >= brokeAt ? samples([{ instance: 'x' }, 1], [{ instance: 'y' }, 1]) : samples([{ instance: 'y' }, 1])));
    evaluator.start();
    await evaluations(1);
    const onsets = await evaluator.onsetsOf(changes, NEVER);
    expect(onsets[0]!.at - brokeAt).toBeGreaterThanOrEqual(0);
    expect(onsets[0]!.at - brokeAt).toBeLessThan(1_000);
    expect(onsets[0]!.noEarlierThan).toBe(false);
    // An hour is as far as it looks.
    expect(onsets[1]).toEqual({ at: changes[1]!.activeAt - 3_600_000, noEarlierThan: true });
  });

  it('does not reach over a gap, and says when it could not look', async () => {
    const { source, changes, evaluator, evaluations, clock } = world(group('{ alert: A, expr: a }'));
    const brokeAt = clock.nowMs() - 300_000;
    source.answer('a', (at) => (at >= brokeAt && !(at >= brokeAt + 100_000 && at < brokeAt + 120_000) ? samples([{}, 1]) : samples()));
    evaluator.start();
    await evaluations(1);
    const [onset] = await evaluator.onsetsOf([changes[0]!], NEVER);
    expect(onset!.at - brokeAt).toBeGreaterThanOrEqual(120_000);
    expect(onset!.at - brokeAt).toBeLessThan(121_000);
    source.answer('a', () => ({ ok: false, message: 'no' }));
    expect(await evaluator.onsetsOf([changes[0]!], NEVER)).toEqual([{ at: changes[0]!.activeAt, noEarlierThan: true }]);
    source.answer('a', () => Promise.reject(new SourceFailure('too_large', 'too large')));
    expect(await evaluator.onsetsOf([changes[0]!], NEVER)).toEqual([{ at: changes[0]!.activeAt, noEarlierThan: true }]);
    expect(await evaluator.onsetsOf([{ key: 'gone', seriesLabels: {}, activeAt: epochMs(5) }], NEVER)).toEqual([{ at: 5, noEarlierThan: true }]);
  });
});
