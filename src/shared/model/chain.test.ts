import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingText, linkText } from '../text/chain-words.ts';
import { findBreak, judgeChain, judgeLink, type JudgedLink, type LinkState } from './chain.ts';
import { Signal } from './entities.ts';
import { SignalId } from './ids.ts';
import { tileState } from './state.ts';
import { epochMs } from './units.ts';

const AT = '2026-01-15T14:00:00.000Z';
const NOW = epochMs(Date.parse(AT));

function signal(over: Partial<Record<keyof Signal, unknown>> & { readonly value?: number | null; readonly detail?: string } = {}): Signal {
  const { value = 1, detail, ...rest } = over;
  return Signal.parse({
    id: 'db', name: 'database', service: 'shop', kind: 'availability', unit: 'bool', stat: null, source: 'prom', query: 'pg_up', select: null, intervalMs: 5_000,
    freshness: 'live', freshnessSince: AT,
    latest: { time: AT, evaluatedAt: AT, receivedAt: AT, value, noValue: value === null ? 'empty' : null, ...(detail === undefined ? {} : { detail }) },
    error: null, thresholds: [], breach: { state: 'within', rule: null, severity: null, count: 0, needed: 0, since: null }, openUrl: null,
    ...rest,
  });
}
const link = (name: string, own = false) => ({ link: name, signal: SignalId.parse('db'), own });
const FIRING = { state: 'firing', rule: 'slow', severity: 'P1', count: 3, needed: 3, since: AT } as const;
const SLOW = [{ rule: 'slow', above: 0.8, below: null, consecutive: 3, severity: 'P1' }];
const LATENCY = { kind: 'latency', unit: 's', stat: 'p95' } as const;
const said = (given: Signal | undefined, own = false, heard = true): string => {
  const judged = judgeLink(link('x', own), given, heard);
  return `${judged.state}: ${linkText(judged)}`;
};

describe('one link', () => {
  it.each<[string, Signal | undefined, string]>([
    ['an answer', signal({}), 'ok: up'],
    ['a check that says what it found', signal({ detail: 'certificate until 2026-03-01' }), 'ok: certificate until 2026-03-01'],
    ['a target that is down, and nobody knows why', signal({ value: 0 }), 'broken: is down'],
    ['a check that failed', signal({ value: 0, error: { kind: 'target', message: 'connection refused by 10.0.0.7:443', since: AT } }), 'broken: connection refused by 10.0.0.7:443'],
    ['a latency whose checks all fail', signal({ ...LATENCY, value: null, error: { kind: 'target', message: 'answered 502', since: AT } }), 'broken: answered 502'],
    ['a rule that fires', signal({ ...LATENCY, value: 2.41, thresholds: SLOW, breach: FIRING }), 'broken: 2.41 s, above 800 ms'],
    ['a limit that is passed, the rule not yet satisfied', signal({ ...LATENCY, value: 2.41, thresholds: SLOW, breach: { ...FIRING, state: 'over', count: 1 } }), 'ok: 2.41 s, above 800 ms, check 1 of 3'],
    ['a rule that cannot be judged', signal({ ...LATENCY, thresholds: SLOW, breach: { ...FIRING, state: 'unknown', rule: null } }), 'unknown: its rule cannot be judged now'],
    ['blind', signal({ freshness: 'blind' }), 'unknown: blind'],
    ['late', signal({ freshness: 'late' }), 'unknown: late'],
    ['blind after it was down', signal({ freshness: 'blind', value: 0 }), 'unknown: blind, was broken when last seen'],
    ['blind while its rule still fires', signal({ ...LATENCY, freshness: 'blind', breach: FIRING, error: { kind: 'source', message: 'connection refused', since: AT } }), 'unknown: blind: connection refused, was broken when last seen'],
    ['no reading yet', signal({ latest: null, freshness: 'late' }), 'unknown: waiting for its first reading'],
    ['no value', signal({ value: null }), 'unknown: no value: the source has no such series now'],
    ['nothing, for nobody watches it', undefined, 'unknown: its signal is not watched'],
  ])('with %s', (_what, given, words) => {
    expect(said(given)).toBe(words);
  });

  it('that an earlier part of its check kept from being tried was not reached', () => {
    expect(said(signal({ value: null }), true)).toBe('unknown: not reached');
  });

  it('is unknown, whatever it was, once the engine is not heard', () => {
    expect(said(signal({}), false, false)).toBe('unknown: Holdfast is not heard');
    expect(judgeChain([link('a'), link('b')], () => signal({ value: 0 }), false).every(({ state }) => state === 'unknown')).toBe(true);
  });
});

const NAMES = ['authoritative DNS', 'resolver', 'TCP', 'TLS', 'load balancer', 'ingress', 'API', 'database'];
const chainOf = (states: readonly LinkState[]): JudgedLink[] =>
  states.map((state, index) => ({ link: NAMES[index] ?? '', id: SignalId.parse('db'), signal: null, state, cause: state === 'ok' ? 'answers' : state === 'broken' ? 'down' : 'stale', since: null }));
const states = fc.array(fc.constantFrom<LinkState>('ok', 'broken', 'unknown'), { minLength: 1, maxLength: NAMES.length });

describe('where a chain breaks', () => {
  it('is said in one sentence', () => {
    const text = (...each: LinkState[]) => findingText(findBreak(chainOf(each)), true);
    expect(text('ok', 'ok', 'ok', 'broken', 'unknown', 'broken')).toBe('First broken link: TLS (is down)');
    expect(text('ok', 'unknown', 'ok', 'broken')).toBe('First known broken link: TLS (is down); resolver could not be checked');
    expect(text('unknown', 'unknown', 'broken', 'ok')).toBe('First known broken link: TCP (is down); authoritative DNS and resolver could not be checked');
    expect(text('unknown', 'unknown', 'unknown', 'unknown', 'broken')).toBe('First known broken link: load balancer (is down); authoritative DNS, resolver and 2 more could not be checked');
    expect(text('ok', 'ok', 'ok')).toBe('The chain is whole: all 3 links hold; what fails is none of them');
    expect(text('ok', 'unknown')).toBe('No link is known to be broken; resolver could not be checked');
    expect(text('unknown', 'unknown')).toBe('Where it breaks is not known: no link could be checked');
  });

  it('is the first broken link: before it nothing is broken, and every unchecked link before it is said', () => {
    fc.assert(
      fc.property(states, (each) => {
        const links = chainOf(each);
        const finding = findBreak(links);
        const first = each.indexOf('broken');
        if (first === -1) return finding.kind === (each.every((state) => state === 'ok') ? 'whole' : each.every((state) => state === 'unknown') ? 'unknown' : 'unbroken');
        return finding.kind === 'broken' && finding.link === links[first] && finding.unchecked.length === each.slice(0, first).filter((state) => state === 'unknown').length;
      }),
    );
  });

  it('does not depend on what stands behind the first broken link', () => {
    fc.assert(
      fc.property(states, states, (each, behind) => {
        const named = (of: readonly LinkState[]) => findingText(findBreak(chainOf(of)));
        const first = each.indexOf('broken');
        fc.pre(first !== -1);
        const kept = each.slice(0, first + 1);
        expect(named([...kept, ...behind].slice(0, NAMES.length))).toBe(named(kept));
      }),
    );
  });

  it('is never called whole while a link is not checked', () => {
    fc.assert(
      fc.property(states, fc.nat(), (each, at) => {
        const some = each.toSpliced(at % each.length, 1, 'unknown');
        return findBreak(chainOf(some)).kind !== 'whole';
      }),
    );
  });

  it('is another one without the order: the last broken link is what fails because of it', () => {
    // The control arm: an outage of DNS, seen by everything behind it.
    const links = chainOf(['broken', 'broken', 'unknown', 'unknown', 'unknown', 'ok', 'broken', 'ok']);
    const finding = findBreak(links);
    expect(finding.kind === 'broken' && finding.link.link).toBe('authoritative DNS');
    expect(links.findLast(({ state }) => state === 'broken')?.link).toBe('API');
    const turned = findBreak(links.toReversed());
    expect(turned.kind === 'broken' && turned.link.link).toBe('API');
  });
});

describe('a service whose chain Holdfast checks itself', () => {
  const service = (own: boolean) => ({ id: signal().service, name: 'Shop', tier: 1 as const, signals: [SignalId.parse('p95'), SignalId.parse('db')], chain: [link('database', own)] });
  const p95 = signal({ ...LATENCY, id: 'p95', value: 0.2 });
  const state = (db: Signal, own = true, others: readonly Signal[] = [p95]) => tileState(service(own), [...others, db], { state: 'live', since: null }, NOW).kind;

  it('is a warning while a link is down, and neither blind nor without data because one cannot be checked', () => {
    expect(state(signal({ value: 0 }))).toBe('P2');
    expect(state(signal({ freshness: 'blind' }))).toBe('ok');
    expect(state(signal({ value: null }))).toBe('ok');
    // The control arm: the same signal, written by hand, is one of the service's own.
    expect(state(signal({ freshness: 'blind' }), false)).toBe('blind');
  });

  it('is what its links say where nothing else watches it', () => {
    expect(state(signal({ freshness: 'blind' }), true, [])).toBe('blind');
    expect(state(signal({}), true, [])).toBe('ok');
  });
});

describe('a service with a second opinion', () => {
  const opinion = (state: string) => ({ signal: 'again', state, missing: null, since: null, time: null, value: null, other: null, tolerance: { relative: 0.2, absolute: 0 }, forMs: 1 });
  const service = { id: signal().service, name: 'Shop', tier: 1 as const, signals: [SignalId.parse('p95'), SignalId.parse('again')] };
  const state = (again: Signal, told = 'agree') => tileState(service, [signal({ ...LATENCY, id: 'p95', value: 0.2, secondOpinion: opinion(told) }), again], { state: 'live', since: null }, NOW).kind;

  it('is judged by the first alone: the second makes it neither blind nor worse', () => {
    expect(state(signal({ ...LATENCY, id: 'again', freshness: 'blind' }))).toBe('ok');
    expect(state(signal({ ...LATENCY, id: 'again', value: null }), 'disagree')).toBe('ok');
    // The control arms: without the pair, and with a rule of its own, it counts.
    expect(state(signal({ ...LATENCY, id: 'other', freshness: 'blind' }))).toBe('blind');
    expect(state(signal({ ...LATENCY, id: 'again', thresholds: SLOW, breach: FIRING }))).toBe('P1');
  });
});
