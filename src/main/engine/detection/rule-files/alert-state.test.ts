import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { fingerprintOf, interruptRule, stepRule } from './alert-state.ts';
import { NO_ALERTS, type ExpandedSample, type RuleState, type RuleTiming, type Transition } from './alert.ts';
import { restoreRule, SavedRules, saveRule } from './saved.ts';

const SECOND = 1_000;
const timing = (forMs: number, keepFiringForMs = 0, limit = 1_000): RuleTiming => ({ forMs: durationMs(forMs), keepFiringForMs: durationMs(keepFiringForMs), intervalMs: durationMs(SECOND), limit });
const series = (instance: string, value = 1): ExpandedSample => ({ labels: { instance, alertname: 'Down' }, seriesLabels: { __name__: 'up', instance }, annotations: { summary: `${instance} is down` }, value });

/** Plays evaluations a second apart: `P` the series is there, `A` it is not, `.` the query fails. */
function play(sequence: string, rule: RuleTiming, from: RuleState = NO_ALERTS, startAt = 0): { state: RuleState; said: string[] } {
  let state = from;
  const said: string[] = [];
  for (const [index, letter] of Array.from(sequence).entries()) {
    const at = startAt + index * SECOND;
    if (letter === '.') continue;
    const step = stepRule(state, letter === 'P' ? [series('a')] : [], epochMs(at), rule);
    if (!step.ok) throw new Error(step.message);
    state = step.state;
    said.push(...step.transitions.map((transition) => `${String(at / SECOND)} ${transition.state}`));
  }
  return { state, said };
}
const stateOf = (state: RuleState): string => [...state.alerts.values()][0]?.state ?? 'inactive';

describe('an alerting rule over its evaluations', () => {
  it.each<[string, RuleTiming, string[]]>([
    ['PPA', timing(0), ['0 firing', '2 resolved']],
    ['PPPP', timing(3_000), ['0 pending', '3 firing']],
    ['PPPA', timing(3_000), ['0 pending', '3 resolved']],
    ['PPAPPPP', timing(3_000), ['0 pending', '2 resolved', '3 pending', '6 firing']],
    ['PAPAPA', timing(1_000), ['0 pending', '1 resolved', '2 pending', '3 resolved', '4 pending', '5 resolved']],
    ['PPP', timing(1_500), ['0 pending', '2 firing']],
    ['PAAAA', timing(0, 2_000), ['0 firing', '3 resolved']],
    ['PAPAAA', timing(0, 2_000), ['0 firing', '5 resolved']],
    ['PPAPP', timing(2_000, 5_000), ['0 pending', '2 resolved', '3 pending']],
    ['PAA', timing(0, 1_500), ['0 firing']],
  ])('%s', (sequence, rule, expected) => {
    expect(play(sequence, rule).said).toEqual(expected);
  });

  it('agrees with what Prometheus means by `for` and `keep_firing_for` for every sequence of up to ten evaluations', () => {
    let checked = 0;
    for (const forSeconds of [0, 1, 2, 3])
      for (const keep of [0, 1, 2, 3]) {
        // Fires after an unbroken presence of `for`; then goes on through absences of at most `keep_firing_for`.
        const firing = new RegExp(`P{${String(forSeconds + 1)},}(?:A{1,${String(keep)}}P+)*A{0,${String(keep)}}$`.replace('(?:A{1,0}P+)*', ''));
        const walk = (prefix: string, state: RuleState): void => {
          if (prefix.length === 10) return;
          for (const letter of 'PA') {
            const step = stepRule(state, letter === 'P' ? [series('a')] : [], epochMs(prefix.length * SECOND), timing(forSeconds * SECOND, keep * SECOND));
            const sequence = prefix + letter;
            const expected = firing.test(sequence) ? 'firing' : letter === 'P' ? 'pending' : 'inactive';
            if (!step.ok || stateOf(step.state) !== expected) expect.fail(`${sequence}, for ${String(forSeconds)}, keep ${String(keep)}: expected ${expected}`);
            checked += 1;
            walk(sequence, step.state);
          }
        };
        walk('', NO_ALERTS);
      }
    expect(checked).toBe(16 * (2 ** 11 - 2));
  });

  it('keeps its alerts through a query that fails, and counts the time that passed', () => {
    expect(play('PP..P', timing(4_000)).said).toEqual(['0 pending', '4 firing']);
    const { state, said } = play('P..', timing(0));
    expect(said).toEqual(['0 firing']);
    expect([...state.alerts.values()][0]).toMatchObject({ state: 'firing', confirmedAt: 0 });
  });

  it('begins `for` again after a gap of more than three intervals, or an interruption; what fires goes on', () => {
    expect(play('PP...PPP', timing(2_000)).said).toEqual(['0 pending', '7 firing']);
    expect(play('PP..PPP', timing(2_000)).said).toEqual(['0 pending', '4 firing']);
    expect(play('P....P', timing(0)).said).toEqual(['0 firing']);
    const pending = play('PP', timing(2_000)).state;
    expect(play('PPP', timing(2_000), interruptRule(pending), 2_000).said).toEqual(['4 firing']);
    expect(play('P', timing(2_000), pending, 2_000).said).toEqual(['2 firing']);
  });

  it('begins `for` again when time goes backwards', () => {
    const pending = play('PPP', timing(3_000), NO_ALERTS, 10_000).state;
    expect(play('PPPP', timing(3_000), pending, 5_000).said).toEqual(['8 firing']);
  });

  it('tells value and text as they are now, and the instants that matter', () => {
    const first = stepRule(NO_ALERTS, [series('a', 1)], epochMs(1_000), timing(1_000));
    const second = stepRule(first.ok ? first.state : NO_ALERTS, [series('a', 7)], epochMs(2_000), timing(1_000));
    const third = stepRule(second.ok ? second.state : NO_ALERTS, [], epochMs(3_000), timing(1_000));
    expect(second.ok && second.transitions[0]).toMatchObject({ state: 'firing', value: 7, activeAt: 1_000, firedAt: 2_000, confirmedAt: 2_000, resolvedAt: null, seriesLabels: { __name__: 'up', instance: 'a' } });
    expect(third.ok && third.transitions[0]).toMatchObject({ state: 'resolved', value: 7, activeAt: 1_000, firedAt: 2_000, confirmedAt: 2_000, resolvedAt: 3_000 });
  });

  it('is in error, with its alerts as they were, when two series end up with the same labels', () => {
    const before = play('P', timing(0)).state;
    const step = stepRule(before, [series('a'), series('b'), { ...series('a'), seriesLabels: { other: 'x' } }], epochMs(1_000), timing(0));
    expect(step).toEqual({ ok: false, message: 'two series have the same labels once those of the rule are set: {alertname="Down", instance="a"}' });
  });

  it('takes no more alerts than its limit, those that are only kept firing among them', () => {
    const many = Array.from({ length: 10 }, (_, index) => series(String(index)));
    expect(stepRule(NO_ALERTS, many, epochMs(0), timing(0, 0, 9))).toEqual({ ok: false, message: 'too many series: 10, at most 9' });
    const kept = stepRule(NO_ALERTS, many, epochMs(0), timing(0, 5_000, 10));
    const over = stepRule(kept.ok ? kept.state : NO_ALERTS, [series('new')], epochMs(1_000), timing(0, 5_000, 10));
    expect(over).toEqual({ ok: false, message: 'too many series: 11, at most 10' });
  });

  it('tells labels apart however they are written', () => {
    expect(fingerprintOf({ a: 'b', c: 'd' })).toBe(fingerprintOf({ c: 'd', a: 'b' }));
    const label = fc.dictionary(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4 }), { maxKeys: 3 });
    const same = (a: Record<string, string>, b: Record<string, string>): boolean => Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((name) => a[name] === b[name]);
    fc.assert(fc.property(label, label, (a, b) => (fingerprintOf(a) === fingerprintOf(b)) === same(a, b)));
  });
});

describe('a restart', () => {
  it('neither fires again nor forgets, at whichever evaluation it comes', () => {
    const letter = fc.constantFrom('P', 'A');
    fc.assert(
      fc.property(fc.array(letter, { minLength: 1, maxLength: 14 }), fc.nat(14), fc.constantFrom(0, 1_000, 3_000), fc.constantFrom(0, 2_000), (letters, cut, forMs, keepMs) => {
        const rule = timing(forMs, keepMs);
        const sequence = letters.join('');
        const whole = play(sequence, rule);
        const before = play(sequence.slice(0, cut), rule);
        const saved: unknown = JSON.parse(JSON.stringify({ version: 1, rules: { r: saveRule(before.state) } }));
        const after = play(sequence.slice(cut), rule, restoreRule(SavedRules.parse(saved).rules['r']!), cut * SECOND);
        expect([...before.said, ...after.said]).toEqual(whole.said);
        expect(after.state).toEqual(whole.state);
      }),
    );
  });

  it('fires again where nothing was kept: the control', () => {
    const { said } = play('PPPP', timing(1_000));
    expect(said).toEqual(['0 pending', '1 firing']);
    expect(play('PP', timing(1_000), NO_ALERTS, 2_000).said).toEqual(['2 pending', '3 firing']);
  });

  it('keeps numbers that JSON does not know', () => {
    for (const value of [NaN, Infinity, -Infinity, 0.1]) {
      const step = stepRule(NO_ALERTS, [series('a', value)], epochMs(0), timing(0));
      const saved: unknown = JSON.parse(JSON.stringify({ version: 1, rules: { r: saveRule(step.ok ? step.state : NO_ALERTS) } }));
      expect([...restoreRule(SavedRules.parse(saved).rules['r']!).alerts.values()][0]?.value).toBe(value);
    }
  });
});

it('says of a transition everything that an alert needs', () => {
  const step = stepRule(NO_ALERTS, [series('a')], epochMs(0), timing(0));
  const transition: Transition | undefined = step.ok ? step.transitions[0] : undefined;
  expect(transition).toEqual({
    fingerprint: fingerprintOf({ alertname: 'Down', instance: 'a' }), labels: { instance: 'a', alertname: 'Down' }, seriesLabels: { __name__: 'up', instance: 'a' }, annotations: { summary: 'a is down' },
    value: 1, state: 'firing', activeAt: 0, firedAt: 0, keepFiringSince: null, confirmedAt: 0, resolvedAt: null,
  });
});
