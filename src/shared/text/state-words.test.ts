import { describe, expect, it } from 'vitest';
import { Signal, Source } from '../model/entities.ts';
import { overallState, type TileState, type Trouble } from '../model/state.ts';
import { epochMs } from '../model/units.ts';
import { clockShort, clockText, maintenanceText, overallWord, signalLabel, stateWord, troubleText } from './state-words.ts';

const NOW = epochMs(Date.parse('2026-11-21T14:09:31.000Z'));
const P95 = Signal.parse({
  id: 'checkout-p95', name: 'Checkout p95', service: 'checkout', kind: 'latency', unit: 's', stat: 'p95', source: 'prom', query: 'up', select: null, intervalMs: 5_000,
  freshness: 'live', freshnessSince: '2026-11-21T14:02:11.000Z', error: null, openUrl: null,
  latest: { time: '2026-11-21T14:09:17.000Z', evaluatedAt: '2026-11-21T14:09:30.000Z', receivedAt: '2026-11-21T14:09:30.000Z', value: 2.41, noValue: null },
  thresholds: [{ rule: 'slow', above: 0.8, below: null, consecutive: 3, severity: 'P1' }],
  breach: { state: 'firing', rule: 'slow', severity: 'P1', count: 4, needed: 3, since: '2026-11-21T14:02:11.000Z' },
});
const PROM = Source.parse({ id: 'prom', type: 'prometheus', name: 'Prometheus', url: null, state: 'ok', since: '2026-11-21T14:00:00.000Z', message: null, warnings: [], lastAnswerAt: null, clockOffsetMs: 0 });
const FAILING: Source = { ...PROM, state: 'failing', message: 'has not answered since 14:02:11 (connection refused)' };
const tile = (kind: TileState['kind'], troubles: readonly Trouble[] = []): TileState => ({ kind, troubles, rank: 0, demands: false, since: null, confirmed: true, maintenance: null, was: null });
const say = (trouble: Trouble, source: Source = PROM) => troubleText(trouble, [source], NOW);

describe('why a service is what it is, in words', () => {
  it.each<[string, Trouble, Source, string]>([
    ['a rule that fires', { what: 'firing', signal: P95, count: 4, needed: 3 }, PROM, 'p95 above 800 ms, 4 checks in a row'],
    ['a rule that asks for one check only', { what: 'firing', signal: P95, count: 4, needed: 1 }, PROM, 'p95 above 800 ms'],
    ['over the limit', { what: 'over', signal: P95, count: 2, needed: 3 }, PROM, 'p95 above 800 ms, check 2 of 3'],
    ['a source that fails', { what: 'blind', signal: P95 }, FAILING, 'Prometheus has not answered since 14:02:11 (connection refused)'],
    ['a query that fails', { what: 'blind', signal: { ...P95, error: { kind: 'query', message: 'the query gives 3 series', since: '2026-11-21T14:02:11.000Z' } } }, PROM, 'p95 latency: the query gives 3 series'],
    ['an exporter that stopped', { what: 'blind', signal: P95 }, PROM, 'p95 latency: no new sample since 14:09:17 UTC'],
    ['late', { what: 'late', signal: P95 }, PROM, 'p95 latency: newest sample 14 s old, due every 5 s'],
    ['late at a source that takes its time', { what: 'late', signal: { ...P95, intervalMs: 20_000, usualAgeMs: 40_400, latest: { ...P95.latest!, time: '2026-11-21T14:07:00.000Z' } } }, PROM, 'p95 latency: newest sample 2 min old, due every 20 s, usually 40 s old when it comes'],
    ['an engine that stopped', { what: 'engine', engine: 'stopped' }, PROM, 'the engine has stopped'],
    ['nothing configured', { what: 'noSignals' }, PROM, 'no signal watches this service yet'],
    ['no reading yet', { what: 'waiting', signal: P95 }, PROM, 'p95 latency: waiting for the first reading'],
  ])('%s', (_, trouble, source, words) => expect(say(trouble, source)).toBe(words));

  it('below a limit is said as below', () => {
    const up: Signal = { ...P95, kind: 'availability', stat: null, unit: 'ratio', thresholds: [{ rule: P95.thresholds[0]!.rule, above: null, below: 0.99, consecutive: null, severity: 'P1' }] };
    expect(say({ what: 'over', signal: up, count: 1, needed: 1 })).toBe('availability below 99.0 %');
  });

  it('takes what a source says as text, in one line', () => {
    expect(say({ what: 'blind', signal: P95 }, { ...FAILING, message: 'says <b>no</b>\u202E\nand more' })).toBe('Prometheus says <b>no</b> and more');
  });
});

describe('the words of a state', () => {
  it('calls a fired P2 rule P2 and a mere excess a warning', () => {
    expect(stateWord(tile('P2', [{ what: 'firing', signal: P95, count: 1, needed: 1 }]))).toBe('P2');
    expect(stateWord(tile('P2', [{ what: 'over', signal: P95, count: 1, needed: 3 }]))).toBe('warning');
  });

  it.each<[readonly TileState[], 'live' | 'stopped', string]>([
    [[tile('ok'), tile('ok')], 'live', 'all well'],
    [[], 'live', 'nothing to watch'],
    [[tile('noData'), tile('noData')], 'live', 'no data yet'],
    [[{ ...tile('ok'), rank: 8 }, { ...tile('noData'), rank: 6 }], 'live', '1 without data'],
    [[{ ...tile('ok'), rank: 8 }, { ...tile('maintenance'), rank: 7 }], 'live', '1 in maintenance'],
    [[tile('P0'), tile('P0')], 'live', '2 P0'],
    [[tile('blind')], 'live', '1 blind'],
    [[tile('P2')], 'live', '1 warning'],
    [[tile('ok')], 'stopped', 'blind'],
  ])('%#', (tiles, engine, word) => expect(overallWord(overallState(tiles, { state: engine, since: null }))).toBe(word));

  it('says of a service in maintenance what it would be and what was kept silent', () => {
    const cover = { name: 'Deploy of v42', since: NOW, until: epochMs(NOW + 60_000), silenced: 2 };
    const firing: Trouble = { what: 'firing', signal: P95, count: 4, needed: 3 };
    expect(maintenanceText({ maintenance: { ...cover, would: 'P0' }, troubles: [firing] }, [PROM], NOW)).toBe('would be P0: p95 above 800 ms, 4 checks in a row · 2 alerts kept silent · Deploy of v42');
    expect(maintenanceText({ maintenance: { ...cover, silenced: 0, would: 'ok' }, troubles: [] }, [PROM], NOW)).toBe('Deploy of v42');
    expect(maintenanceText(tile('ok'), [PROM], NOW)).toBeNull();
  });

  it('names signals as people do', () => {
    expect(signalLabel(P95)).toBe('p95 latency');
    expect(signalLabel({ kind: 'custom', stat: null, name: 'Queue depth' })).toBe('Queue depth');
  });
});

describe('a source whose clock is off', () => {
  it('is said beyond two seconds, and says which way', () => {
    expect(clockText({ ...PROM, clockOffsetMs: 7_400 })).toBe('the clock of Prometheus is 7 s ahead of ours');
    expect(clockShort({ ...PROM, clockOffsetMs: -95_000 })).toBe('clock 95 s behind');
    for (const clockOffsetMs of [null, 0, 2_000, -2_000]) expect(clockText({ ...PROM, clockOffsetMs })).toBeNull();
    expect(clockText(undefined)).toBeNull();
  });
});
