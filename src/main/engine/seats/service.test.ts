import Database from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../shared/model/entities.ts';
import { PersonId } from '../../../shared/model/ids.ts';
import { RIGHTS } from '../../../shared/model/rights.ts';
import { migrate } from '../../store/migrate.ts';
import { MIGRATIONS } from '../../store/migrations/index.ts';
import { createSql } from '../../store/sql.ts';
import { createManualClock, silentLog } from '../testing/manual-clock.ts';
import { readPresetTokens } from './preset-tokens.ts';
import { createSeats, type Seats } from './service.ts';

const ada: Person = { id: PersonId.parse('ada'), name: 'Ada', rights: ['view', 'publish', 'operate'], roles: ['incident commander'] };
const TOKEN = 't'.repeat(40);

function setUp({ readOnly = false, preset = {} }: { readOnly?: boolean; preset?: { HOLDFAST_TOKEN?: string; HOLDFAST_TOKENS?: string } } = {}) {
  const raw = new Database(':memory:');
  const clock = createManualClock();
  const sql = createSql(raw, { clock, log: silentLog });
  migrate(sql.write, MIGRATIONS);
  let people: readonly Person[] = [ada];
  const changes: string[] = [];
  const tokens = readPresetTokens(preset, people);
  if (!tokens.ok) throw new Error(tokens.message);
  const open = (): Seats =>
    createSeats({ db: { read: sql.read, write: readOnly ? null : sql.write }, clock, randomBytes: (count) => randomBytes(count), people: () => people, presetTokens: tokens.tokens, log: silentLog, onChange: (what) => void changes.push(what) });
  return { raw, clock, changes, open, seats: open(), setPeople: (next: readonly Person[]) => void (people = next) };
}

const session = (token: string) => ({ kind: 'session', token }) as const;

function paired(seats: Seats, invitation: Partial<Parameters<Seats['invite']>[0]> = {}) {
  const { code } = seats.invite({ name: 'Desk', kind: 'browser', person: ada.id, rights: ['view', 'publish', 'operate', 'approve', 'admin'], ...invitation });
  const result = seats.pair(code, 'a browser');
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe('pairing a screen', () => {
  it('gives a session with the rights that both the invitation and the person have', () => {
    const { seats, changes } = setUp();
    const { token, seat } = paired(seats);
    const actor = seats.identify(session(token));
    expect(actor).toMatchObject({ rights: ['view', 'publish', 'operate'], pinned: true, person: { name: 'Ada' }, seat: { id: seat.id, name: 'Desk', kind: 'browser' } });
    expect(changes).toContain('seats');
  });

  it('works once', () => {
    const { seats } = setUp();
    const { code } = seats.invite({ name: 'Desk', kind: 'browser', person: ada.id, rights: ['view'] });
    expect(seats.pair(code, '').ok).toBe(true);
    expect(seats.pair(code, '')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });

  it('ends after ten minutes', async () => {
    const { seats, clock } = setUp();
    const { code } = seats.invite({ name: 'Desk', kind: 'browser', person: ada.id, rights: ['view'] });
    await clock.advance(10 * 60_000);
    expect(seats.pair(code, '').ok).toBe(false);
  });

  it('pauses after five wrong codes, even for the right one, and goes on a minute later', async () => {
    const { seats, clock } = setUp();
    const { code } = seats.invite({ name: 'Desk', kind: 'browser', person: ada.id, rights: ['view'] });
    for (let i = 0; i < 5; i += 1) expect(seats.pair('2222-2222', '')).toMatchObject({ error: { code: 'forbidden' } });
    expect(seats.pair(code, '')).toMatchObject({ error: { code: 'rate_limited', message: 'Too many wrong codes. Try again in 60 seconds.' } });
    await clock.advance(60_000);
    expect(seats.pair(code, '').ok).toBe(true);
  });

  it('makes a wall that only looks, and is nobody', () => {
    const { seats } = setUp();
    expect(seats.identify(session(paired(seats, { kind: 'wall' }).token))).toMatchObject({ rights: ['view'], person: null, seat: { personName: 'Wall' } });
  });

  it('refuses a person that nobody configured', () => {
    const { seats } = setUp();
    expect(() => seats.invite({ name: 'x', kind: 'browser', person: PersonId.parse('bob'), rights: ['view'] })).toThrow('person: nobody of that id is in the configuration: expected one of "ada"');
  });

  it('pairs the first browser as the owner by the code that the start prints', () => {
    const { seats } = setUp();
    const result = seats.pair(seats.issueStartupCode(), '');
    expect(result.ok && seats.identify(session(result.value.token))).toMatchObject({ rights: RIGHTS, person: { id: 'owner' } });
  });

  it('keeps neither token nor code in the database', () => {
    const { raw, seats } = setUp();
    const { token } = paired(seats);
    const rows = JSON.stringify(raw.prepare('SELECT *, hex(token_hash) FROM seats').all());
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(Buffer.from(token, 'base64url').toString('hex').toUpperCase());
  });

  it('is refused, with the code still good, while nothing can be written', () => {
    const { seats } = setUp({ readOnly: true });
    const { code } = seats.invite({ name: 'Desk', kind: 'browser', person: ada.id, rights: ['view'] });
    for (let i = 0; i < 7; i += 1) expect(seats.pair(code, '')).toMatchObject({ error: { code: 'read_only' } });
  });
});

describe('ending a seat', () => {
  it('refuses its very next request', () => {
    const { seats, changes } = setUp();
    const { token, seat } = paired(seats);
    changes.length = 0;
    seats.revoke(seat.id);
    expect(seats.identify(session(token))).toBeNull();
    expect(seats.list()).toEqual([]);
    expect(changes).toEqual(['seats']);
    expect(() => seats.revoke(seat.id)).toThrow('There is no such seat');
  });

  it('is also what leaving does', () => {
    const { seats } = setUp();
    const { token } = paired(seats);
    seats.unpair(session(token));
    expect(seats.identify(session(token))).toBeNull();
  });

  it('takes the rights of whoever left the configuration, and gives them back on return', () => {
    const { seats, setPeople } = setUp();
    const { token } = paired(seats);
    setPeople([]);
    expect(seats.identify(session(token))).toMatchObject({ rights: [], person: null, seat: { personName: 'ada (not in the configuration)' } });
    setPeople([{ ...ada, rights: ['view'] }]);
    expect(seats.identify(session(token))?.rights).toEqual(['view']);
  });
});

describe('tokens', () => {
  it('act as their person, need no PIN, and only the environment takes them away', async () => {
    const { seats } = setUp({ preset: { HOLDFAST_TOKEN: 'u'.repeat(40), HOLDFAST_TOKENS: `ada=${TOKEN}` } });
    await seats.setPin(seats.identify(session(paired(seats).token))!, { pin: '4711' });
    expect(seats.identify({ kind: 'bearer', token: TOKEN })).toMatchObject({ pinned: true, rights: ada.rights, seat: { kind: 'token', personName: 'Ada' } });
    expect(seats.identify({ kind: 'bearer', token: 'u'.repeat(40) })).toMatchObject({ rights: RIGHTS, person: { id: 'automation' } });
    expect(seats.identify({ kind: 'bearer', token: 'v'.repeat(40) })).toBeNull();
    expect(() => seats.revoke(seats.identify({ kind: 'bearer', token: TOKEN })!.seat.id)).toThrow('HOLDFAST_TOKENS');
  });

  it('are no session cookies, and cookies are no tokens', () => {
    const { seats } = setUp({ preset: { HOLDFAST_TOKEN: TOKEN } });
    expect(seats.identify(session(TOKEN))).toBeNull();
    expect(seats.identify({ kind: 'bearer', token: paired(seats).token })).toBeNull();
  });
});

describe('the PIN', () => {
  const withPin = async () => {
    const all = setUp();
    const desk = paired(all.seats);
    const other = paired(all.seats);
    await all.seats.setPin(all.seats.identify(session(desk.token))!, { pin: '4711' });
    return { ...all, desk, other, pinned: (token: string) => all.seats.identify(session(token))?.pinned };
  };

  it('is asked on every other screen of the person, once in twelve hours', async () => {
    const { seats, clock, desk, other, pinned } = await withPin();
    expect([pinned(desk.token), pinned(other.token)]).toEqual([true, false]);
    expect(await seats.enterPin(session(other.token), '4711')).toMatchObject({ ok: true });
    expect(pinned(other.token)).toBe(true);
    await clock.advance(12 * 3_600_000);
    expect([pinned(desk.token), pinned(other.token)]).toEqual([false, false]);
  });

  it('stays given when the engine restarts', async () => {
    const { seats, open, other } = await withPin();
    await seats.enterPin(session(other.token), '4711');
    expect(open().identify(session(other.token))?.pinned).toBe(true);
  });

  it('pauses after three wrong tries, also when they come side by side and across a restart', async () => {
    const { seats, open, clock, other } = await withPin();
    const tries = await Promise.all(['0001', '0002', '0003', '4711'].map((pin) => seats.enterPin(session(other.token), pin)));
    expect(tries.map((result) => (result.ok ? 'ok' : result.error.code))).toEqual(['forbidden', 'forbidden', 'forbidden', 'rate_limited']);
    expect(await open().enterPin(session(other.token), '4711')).toMatchObject({ error: { code: 'rate_limited' } });
    await clock.advance(30_000);
    expect(await open().enterPin(session(other.token), '4711')).toMatchObject({ ok: true });
  });

  it('is changed only with the current one, and then given anew everywhere else', async () => {
    const { seats, desk, other, pinned } = await withPin();
    await seats.enterPin(session(other.token), '4711');
    const actor = seats.identify(session(desk.token))!;
    await expect(seats.setPin(actor, { pin: '1234' })).rejects.toThrow('Enter the current PIN');
    await expect(seats.setPin(actor, { current: '9999', pin: '1234' })).rejects.toThrow('This PIN is wrong');
    await seats.setPin(actor, { current: '4711', pin: '1234' });
    expect([pinned(desk.token), pinned(other.token)]).toEqual([true, false]);
  });

  it('belongs to persons and screens, not to walls and tokens', async () => {
    const { seats } = setUp({ preset: { HOLDFAST_TOKEN: TOKEN } });
    const wall = seats.identify(session(paired(seats, { kind: 'wall' }).token))!;
    await expect(seats.setPin(wall, { pin: '1234' })).rejects.toThrow('nobody is named');
    await expect(seats.setPin(seats.identify({ kind: 'bearer', token: TOKEN })!, { pin: '1234' })).rejects.toThrow('not with a token');
  });
});

describe('presence', () => {
  it('is attended while somebody who may operate has a page open; a wall and a program are nobody', async () => {
    const { seats, clock } = setUp({ preset: { HOLDFAST_TOKEN: TOKEN } });
    const looks = seats.identify(session(paired(seats, { rights: ['view'] }).token))!;
    const wall = seats.identify(session(paired(seats, { kind: 'wall', person: null, rights: ['view', 'operate'] }).token))!;
    for (const seat of [looks, wall, seats.identify({ kind: 'bearer', token: TOKEN })!]) seats.setPresence(seat, 'wall');
    expect(seats.attendance()).toEqual({ attended: false, secondSeat: false });
    seats.setPresence(seats.identify(session(paired(seats).token))!, 'continuity');
    expect(seats.attendance()).toEqual({ attended: true, secondSeat: true });
    await clock.advance(31_000);
    expect(seats.attendance()).toEqual({ attended: false, secondSeat: false });
  });

  it('shows who is where, follows, and forgets whoever is silent', async () => {
    const { seats, clock, changes } = setUp();
    const actor = seats.identify(session(paired(seats).token))!;
    seats.setPresence(actor, 'compose');
    expect(seats.presence()).toMatchObject([{ personName: 'Ada', screen: 'compose', kind: 'browser' }]);
    await clock.advance(20_000);
    seats.identify({ kind: 'desktop' });
    seats.setPresence(seats.identify({ kind: 'desktop' })!, 'wall');
    await clock.advance(15_000);
    expect(seats.presence().map(({ screen }) => screen)).toEqual(['wall']);
    expect(changes.filter((what) => what === 'presence')).toHaveLength(3);
  });
});

describe('last seen', () => {
  it('is written once a minute, not for every request', async () => {
    const { raw, seats, clock } = setUp();
    const { token } = paired(seats);
    const before = raw.prepare('SELECT total_changes() AS n').get() as { n: number };
    for (let i = 0; i < 100; i += 1) seats.identify(session(token));
    await clock.advance(59_000);
    seats.identify(session(token));
    await clock.advance(1_000);
    seats.identify(session(token));
    expect((raw.prepare('SELECT total_changes() AS n').get() as { n: number }).n - before.n).toBe(2);
  });
});
