import { describe, expect, it } from 'vitest';
import { readNewmanLines } from './newman-lines.ts';
import { readNewmanReport } from './newman-report.ts';
import { failureOf, timesOf, type RunResults } from './results.ts';

const lines = (...of: object[]): string => of.map((line) => `${JSON.stringify(line)}\n`).join('');
const ITEM = { is: 'item', item: 'A' };
const OK = { is: 'request', item: 'A', own: true, status: 200, ms: 12, error: null };
const DONE = { is: 'done', error: null };

function results(more: Partial<RunResults>): RunResults {
  return { requests: [], tests: [], scriptErrors: [], lastItem: null, complete: true, ...more };
}
const test = (name: string, state: 'passed' | 'failed' | 'skipped', message: string | null = null) => ({ request: 'A', name, state, message });

describe('what a run is said to have failed by', () => {
  it('nothing, where all passed or was skipped', () => expect(failureOf(results({ tests: [test('a', 'passed'), test('b', 'skipped')] }))).toBeNull());
  it('tests, counted among those that ran, the first one in full', () =>
    expect(failureOf(results({ tests: [test('a', 'passed'), test('Status code is 200', 'failed', 'expected 200, got 503'), test('c', 'failed', 'x'), test('d', 'skipped')] }))).toBe('2 of 3 tests failed: Status code is 200: expected 200, got 503'));
  it('requests without an answer first, for they are why tests fail', () =>
    expect(failureOf(results({ requests: [{ name: 'A', own: true, status: null, timeMs: null, error: 'connect ECONNREFUSED 127.0.0.1:9' }, { name: '', own: false, status: null, timeMs: null, error: 'ESOCKETTIMEDOUT' }], tests: [test('a', 'failed', 'x')] }))).toBe(
      'no answer to "A": connect ECONNREFUSED 127.0.0.1:9 (and to 1 more); 1 of 1 test failed: a: x',
    ));
  it('scripts', () => expect(failureOf(results({ scriptErrors: [{ request: 'A', message: 'ReferenceError: x is not defined' }] }))).toBe('a script of "A" failed: ReferenceError: x is not defined'));
  it('foreign text stays short and on one line', () => {
    const said = failureOf(results({ tests: [test('a\nb\u202E', 'failed', 'x'.repeat(5_000))] })) ?? '';
    expect(said).toMatch(/^1 of 1 test failed: a b: x+…$/);
    expect(said.length).toBeLessThan(220);
  });
});

describe('the times of a run', () => {
  it('are those of its own requests, or of the named one, ascending', () => {
    const of = (name: string, timeMs: number | null, own = true) => ({ name, own, status: 200, timeMs, error: null });
    const all = results({ requests: [of('A', 30), of('B', 10), of('A', 20), of('', 1, false), of('C', null)] });
    expect([...timesOf(all, undefined)]).toEqual([10, 20, 30]);
    expect([...timesOf(all, 'A')]).toEqual([20, 30]);
    expect([...timesOf(all, 'C')]).toEqual([]);
  });
});

describe('what newman wrote', () => {
  it('is read as it came', () =>
    expect(readNewmanLines(lines(ITEM, OK, { is: 'test', item: 'A', test: 't', skipped: false, error: 'no' }, { is: 'script', item: 'A', error: 'Error: x' }, DONE))).toEqual({
      ok: true,
      error: null,
      results: { requests: [{ name: 'A', own: true, status: 200, timeMs: 12, error: null }], tests: [test('t', 'failed', 'no')], scriptErrors: [{ request: 'A', message: 'Error: x' }], lastItem: 'A', complete: true },
    }));
  it('of a run that was killed is read as far as it came', () => expect(readNewmanLines(`${lines(ITEM, OK)}{"is":"te`)).toMatchObject({ ok: true, results: { requests: [{ name: 'A' }], lastItem: 'A', complete: false } }));
  it('of a run that newman broke off says why', () => expect(readNewmanLines(lines({ is: 'done', error: 'callback timed out' }))).toMatchObject({ ok: true, error: 'callback timed out', results: { complete: false } }));
  it('without end is not believed', () => expect(readNewmanLines(lines(ITEM, { is: 'cut' }, DONE))).toEqual({ ok: false, reason: 'cut' }));
  it.each(['{"is":"else"}\n', 'hello\n', '{"is":"request","item":"A","own":true,"status":"200","ms":1,"error":null}\n', '{"is":"request","item":"A","own":true,"status":200,"ms":-1,"error":null}\n'])('that is something else is not read: %j', (text) => expect(readNewmanLines(text)).toEqual({ ok: false, reason: 'unreadable' }));
});

describe('a report in the form of newman’s JSON reporter', () => {
  const execution = (name: string, more: object = {}) => ({ item: { name, other: 1 }, cursor: { ref: name }, response: { code: 200, responseTime: 12, stream: { type: 'Buffer' } }, ...more });
  const report = (...executions: object[]): string => JSON.stringify({ collection: {}, run: { stats: {}, executions, failures: [] } });

  it('is read', () => {
    const read = readNewmanReport(
      report(
        execution('A', { assertions: [{ assertion: 'a', skipped: false }, { assertion: 'b', skipped: true }, { assertion: 'c', error: { name: 'AssertionError', message: 'expected 1' } }] }),
        execution('B', { response: undefined, requestError: { errno: -111, code: 'ECONNREFUSED' } }),
        execution('C', { testScript: [{ error: { name: 'ReferenceError', message: 'x is not defined' } }] }),
      ),
    );
    expect(read).toEqual({
      requests: [{ name: 'A', own: true, status: 200, timeMs: 12, error: null }, { name: 'B', own: true, status: null, timeMs: null, error: 'ECONNREFUSED' }, { name: 'C', own: true, status: 200, timeMs: 12, error: null }],
      tests: [test('a', 'passed'), test('b', 'skipped'), test('c', 'failed', 'expected 1')],
      scriptErrors: [{ request: 'C', message: 'x is not defined' }],
      lastItem: 'C',
      complete: true,
    });
  });
  it('counts the tests of a request once whose script sends others, and does not take their answer for its own', () => {
    const sending = execution('A', { cursor: { ref: 'A', scriptId: 's' }, response: { code: 503, responseTime: 4 }, assertions: [{ assertion: 'a' }] });
    expect(readNewmanReport(report(sending, sending))).toMatchObject({ requests: [{ name: 'A', status: null, timeMs: null }], tests: [{ name: 'a' }] });
  });
  it('of a run that was broken off is not whole', () => expect(readNewmanReport(JSON.stringify({ run: { executions: [], error: { message: 'x' } } }))?.complete).toBe(false));
  it.each(['', '[]', '{"run":{}}', '{"run":{"executions":[{"response":{"code":"200"}}]}}'])('is not read from %j', (text) => expect(readNewmanReport(text)).toBeNull());
});
