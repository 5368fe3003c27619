import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../../shared/model/units.ts';
import { judgeGate, oldSetEndsAt } from './authority/gate-rules.ts';
import type { Look } from './authority/look.ts';
import type { LiveSet, Read, RecordSet, Said, SwapOrder } from './provider.ts';
import { orderRefusal, readRecordSet, settle } from './rules.ts';

const NOW = epochMs(Date.parse('2026-01-15T12:00:00Z'));
const live = (values: readonly string[], more: Partial<LiveSet> = {}): LiveSet => ({ name: 'api.acme.test', type: 'A', ttlSeconds: 60, values, ids: [], proxied: false, kept: {}, readAt: NOW, ...more });
const OLD = live(['203.0.113.10']);
const NEW: RecordSet = { name: 'api.acme.test', type: 'A', ttlSeconds: 30, values: ['198.51.100.1'] };
const ORDER: SwapOrder = { confirmed: OLD, wanted: NEW };
const given = (more: Partial<Parameters<typeof readRecordSet>[0]>) => readRecordSet({ name: 'api.acme.test', type: 'A', ttlSeconds: 60, values: ['203.0.113.10'], ...more }, 'acme.test');

describe('a set that somebody writes', () => {
  it('is the same however it is written', () => {
    expect(given({ name: 'API.acme.test.', values: ['203.0.113.11', ' 203.0.113.10', '203.0.113.11'] })).toEqual({ name: 'api.acme.test', type: 'A', ttlSeconds: 60, values: ['203.0.113.10', '203.0.113.11'] });
  });

  it.each([
    [{ type: 'MX' }, 'expected one of the types A, AAAA, CNAME, TXT, found "MX"'],
    [{ name: 'api.other.test' }, 'expected a name in the zone acme.test, found "api.other.test"'],
    [{ name: 'a..acme.test' }, 'a name has an empty or overlong label'],
    [{ values: [] }, 'expected at least one value: a set is never left empty'],
    [{ values: ['203.0.113'] }, 'expected an IPv4 address such as 203.0.113.10, found "203.0.113"'],
    [{ values: ['203.0.113.1; rm -rf /'] }, 'expected an IPv4 address such as 203.0.113.10, found "203.0.113.1; rm -rf /"'],
    [{ type: 'CNAME', values: ['a.test', 'b.test'] }, 'expected one target of a CNAME, found 2'],
    [{ type: 'CNAME', name: 'acme.test', values: ['a.test'] }, 'expected another type: the zone itself cannot be a CNAME'],
    [{ values: Array.from({ length: 101 }, (_, index) => `10.0.0.${index}`) }, 'expected at most 100 values, found 101'],
    [{ ttlSeconds: 0 }, 'expected a TTL of 1 to 2147483647 whole seconds, found 0'],
    [{ ttlSeconds: 1.5 }, 'expected a TTL of 1 to 2147483647 whole seconds, found 1.5'],
  ] as const)('is refused with what was expected: %o', (more, words) => {
    expect(given(more)).toBe(words);
  });

  it('is held to all that once more before it is sent', () => {
    expect(orderRefusal(ORDER, 'acme.test')).toBeNull();
    expect(orderRefusal({ ...ORDER, wanted: { ...NEW, values: [] } }, 'acme.test')).toContain('never left empty');
    expect(orderRefusal({ ...ORDER, wanted: { ...NEW, values: ['198.51.100.2', '198.51.100.1'] } }, 'acme.test')).toContain('the one way');
    expect(orderRefusal({ ...ORDER, wanted: OLD }, 'acme.test')).toContain('nothing to change');
    expect(orderRefusal(ORDER, 'other.test')).toContain('in the zone other.test');
    expect(orderRefusal({ ...ORDER, wanted: { ...OLD, ttlSeconds: 30 } }, 'acme.test')).toBeNull();
  });
});

describe('what was said, and what is read afterwards', () => {
  const READS: Readonly<Record<string, Read>> = { wanted: { ok: true, live: live(NEW.values, { ttlSeconds: 30 }) }, before: { ok: true, live: OLD }, other: { ok: true, live: live(['192.0.2.1']) }, nothing: { ok: false, reason: 'no answer' } };
  const SAID: readonly Exclude<Said, { kind: 'notReached' }>[] = [{ kind: 'yes' }, { kind: 'conflict', reason: 'differs' }, { kind: 'no', reason: 'refused', again: false }, { kind: 'ambiguous', reason: 'cut' }];

  it('is one outcome for each pair; nothing unknown is ever called done, and nothing done is called refused', () => {
    const table = SAID.map((said) => [said.kind, ...Object.values(READS).map((read) => settle(said, read, ORDER).kind)]);
    expect(table).toEqual([
      ['yes', 'done', 'unknown', 'lost', 'done'],
      ['conflict', 'done', 'refused', 'lost', 'unknown'],
      ['no', 'done', 'refused', 'refused', 'refused'],
      ['ambiguous', 'done', 'unknown', 'lost', 'unknown'],
    ]);
  });

  it('takes the TTL of a proxied set for the provider’s own business', () => {
    const proxied = live(NEW.values, { ttlSeconds: 1, proxied: true });
    expect(settle({ kind: 'yes' }, { ok: true, live: proxied }, ORDER).kind).toBe('done');
    expect(settle({ kind: 'yes' }, { ok: true, live: { ...proxied, proxied: false } }, ORDER).kind).toBe('lost');
  });
});

describe('a gate', () => {
  const at = (said: Look['said']): Look => ({ server: { address: '192.0.2.53', port: 53 }, said });
  const says = (values: readonly string[], ttlSeconds = 60): Look => at({ kind: 'values', values, ttlSeconds });

  it('is passed only where all say what is wanted', () => {
    expect(judgeGate([says(NEW.values), says(NEW.values)], ORDER).verdict).toBe('passed');
    expect(judgeGate([], ORDER).verdict).toBe('unknown');
    expect(judgeGate([says(NEW.values), at({ kind: 'silent' })], ORDER).verdict).toBe('unknown');
    expect(judgeGate([says(NEW.values), at({ kind: 'cannot', reason: 'SERVFAIL' })], ORDER).verdict).toBe('unknown');
    expect(judgeGate([says(NEW.values), says(OLD.values)], ORDER).verdict).toBe('notYet');
    expect(judgeGate([says(NEW.values), at({ kind: 'none' })], ORDER).verdict).toBe('failed');
    expect(judgeGate([says(NEW.values), says([...NEW.values, ...OLD.values])], ORDER).verdict).toBe('failed');
  });

  it('says for how long resolvers may go on with the old set', () => {
    expect(judgeGate([says(OLD.values, 12), says(NEW.values, 30), says(OLD.values, 41)], ORDER).oldForMs).toBe(41_000);
    expect(oldSetEndsAt(NOW, OLD)).toBe(NOW + 60_000);
  });

  it('waits where a set that did not exist is not there yet', () => {
    expect(judgeGate([at({ kind: 'none' })], { confirmed: live([]), wanted: NEW }).verdict).toBe('notYet');
  });
});
