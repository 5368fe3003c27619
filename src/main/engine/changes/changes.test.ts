import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRfc3339 } from '../../../shared/model/units.ts';
import { serviceId } from '../incidents/testing/alerts.ts';
import { SPAN_SQL } from './repo.ts';
import { newChange, servicesOf, updatedChange, type StoredChange } from './rules.ts';
import { draft, openChanges, SERVICES } from './testing/open-changes.ts';

const DAY = 86_400_000;

describe('a change that is told', () => {
  it('is kept with what was said of it, and listed the newest first', async () => {
    const { take, titles, all, clock, minute, now } = openChanges();
    take({ title: 'Deploy of 4.1', at: minute(-30), about: ['Checkout API', 'acme/checkout', 'legacy-cart'], by: 'mira', link: 'https://ci.acme.test/7', externalId: 'run-7', before: '4.0', after: '4.1' });
    await clock.advance(1_000);
    take({ title: 'Flag on', kind: 'flag', at: minute(-5) });
    expect(titles()).toEqual(['Flag on', 'Deploy of 4.1']);
    expect(all().items[1]).toMatchObject({
      id: 'CHG-0001', at: '2026-01-15T11:30:00.000Z', kind: 'deploy', services: ['checkout'], about: ['acme/checkout', 'legacy-cart'],
      by: 'mira', toldBy: 'Ada', from: 'api', link: 'https://ci.acme.test/7', before: '4.0', after: '4.1', recordedAt: '2026-01-15T12:00:00.000Z', claimedAt: null,
    });
    expect(all({ service: serviceId('checkout') }).items).toHaveLength(1);
    expect(now()).toBe('2026-01-15T12:00:01.000Z');
  });

  it('is one change however often it is told, and the newer message counts', async () => {
    const { take, all, clock, minute } = openChanges();
    const begun = minute(0);
    take({ externalId: 'run-7', status: 'started', title: 'Deploy', at: begun, about: ['checkout'] });
    await clock.advance(120_000);
    expect(take({ externalId: 'run-7', title: 'Deploy of 4.1' }).taken).toBe('updated');
    expect(take({ externalId: 'run-7', title: 'Deploy of 4.1' }).taken).toBe('updated');
    expect(take({ externalId: 'run-7', from: 'ci', title: 'Somebody else’s run 7' }).taken).toBe('added');
    expect(all({}).items.filter(({ from }) => from === 'api')).toMatchObject([{ title: 'Deploy of 4.1', status: 'succeeded', at: toRfc3339(begun), endedAt: '2026-01-15T12:02:00.000Z', services: ['checkout'] }]);
  });

  it('is not taken back by a message that was held up on its way', () => {
    const { take, all, minute } = openChanges();
    take({ externalId: 'd1', status: 'succeeded', title: 'Done', toldAt: minute(-1), endedAt: minute(-1) });
    expect(take({ externalId: 'd1', status: 'started', title: 'Begins', toldAt: minute(-9), at: minute(-9) }).taken).toBe('older');
    expect(all().items).toMatchObject([{ title: 'Done', status: 'succeeded', at: '2026-01-15T11:51:00.000Z', endedAt: '2026-01-15T11:59:00.000Z' }]);
    // Without a time of its own, a beginning does not come after the end either.
    take({ externalId: 'd2', status: 'failed', title: 'Broke' });
    expect(take({ externalId: 'd2', status: 'started', title: 'Begins' }).taken).toBe('older');
    expect(all().items.find(({ externalId }) => externalId === 'd2')).toMatchObject({ status: 'failed', title: 'Broke' });
  });

  it('ends the same in whatever order its messages come, and however often', () => {
    const now = Date.parse('2026-01-15T12:00:00.000Z');
    const at = (minutes: number) => (now + minutes * 60_000) as ReturnType<typeof openChanges>['minute'] extends (m: number) => infer T ? T : never;
    const messages = [
      draft({ externalId: 'x', status: 'started', toldAt: at(-9), at: at(-9), title: 'a' }),
      draft({ externalId: 'x', status: 'started', toldAt: at(-8), at: at(-9), title: 'b' }),
      draft({ externalId: 'x', status: 'failed', toldAt: at(-7), at: at(-9), endedAt: at(-7), title: 'c' }),
      draft({ externalId: 'x', status: 'succeeded', toldAt: at(-5), at: at(-9), endedAt: at(-5), title: 'd' }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([...messages, ...messages], { minLength: 8 }), (order) => {
        let known: StoredChange | null = null;
        for (const message of order) known = { seq: 1, ...(known === null ? newChange(message, SERVICES, 'Ada', at(0)) : updatedChange(known, message, SERVICES, 'Ada', at(0))) };
        expect(known).toMatchObject({ toldAt: at(-5), change: { status: 'succeeded', title: 'd', at: toRfc3339(at(-9)), endedAt: toRfc3339(at(-5)) } });
      }),
    );
  });

  it('from a clock that is ahead is taken when it came, and says so; it does not shut out what follows', async () => {
    const { take, all, minute, clock } = openChanges();
    take({ externalId: 'f', status: 'started', at: minute(180), toldAt: minute(180) });
    expect(all().items).toMatchObject([{ at: '2026-01-15T12:00:00.000Z', claimedAt: '2026-01-15T15:00:00.000Z' }]);
    await clock.advance(60_000);
    expect(take({ externalId: 'f', status: 'succeeded', at: minute(180), endedAt: minute(181), toldAt: minute(181) }).taken).toBe('updated');
    expect(all().items).toMatchObject([{ status: 'succeeded', at: '2026-01-15T12:00:00.000Z', endedAt: '2026-01-15T12:01:00.000Z', claimedAt: '2026-01-15T15:00:00.000Z' }]);
    // Control: a second or two is what clocks are like.
    take({ title: 'On time', at: minute(0.02) });
    expect(all().items.find(({ title }) => title === 'On time')).toMatchObject({ claimedAt: null });
  });

  it('is text, whatever it holds, and leads nowhere but to the web', () => {
    const { take } = openChanges();
    const { change } = take({ title: `<img src=x>\u202E${'long '.repeat(200)}`, by: 'a\nb', link: 'javascript:alert(1)', before: 'line\n'.repeat(500) });
    expect(change.title).toMatch(/^<img src=x>long .*…$/);
    expect(Array.from(change.title).length).toBe(300);
    expect(change).toMatchObject({ by: 'a b', link: null });
    expect(change.before?.split('\n').length).toBeLessThanOrEqual(201);
    expect(take({ link: 'https://user:secret@ci.acme.test/1' }).change.link).toBe('https://ci.acme.test/1');
    expect(take({ title: '\u200B' }).change.title).toBe('(no title)');
  });

  it('finds its services by id, name, or what they are called elsewhere', () => {
    expect(servicesOf(['CHECKOUT', 'login'], SERVICES)).toEqual({ services: ['checkout', 'login'], others: [] });
    expect(servicesOf(['checkout-prod-eu'], SERVICES)).toEqual({ services: ['checkout'], others: ['checkout-prod-eu'] });
    expect(servicesOf(['acme/checkout-web'], SERVICES)).toEqual({ services: [], others: ['acme/checkout-web'] });
    const star = [{ id: serviceId('all'), name: 'All', changes: ['*a*b*'] }];
    expect(servicesOf(['xaxbx', 'xbxa', 'a'.repeat(200)], star).services).toEqual(['all']);
  });

  it('that is too old, or one of far too many, is refused in words', async () => {
    const { take, minute, problems, all, clock } = openChanges();
    expect(() => take({ at: minute(-91 * 1_440) })).toThrow('at: expected an instant of the last 90 days');
    for (let count = 0; count < 5_000; count += 1) take({ externalId: `n${count}` });
    expect(() => take()).toThrow('More than 5,000 changes were told within an hour');
    // What is known is brought up to date all the same.
    expect(take({ externalId: 'n1', status: 'failed' }).taken).toBe('updated');
    await clock.advance(3_600_000);
    expect(take().taken).toBe('added');
    expect(problems).toEqual([expect.stringContaining('More than 5,000'), null]);
    expect(all({ limit: 1_000 }).next).not.toBeNull();
  });

  it('is told to screens once a second at most', () => {
    const { take, changes, told, minute } = openChanges();
    changes.tick();
    expect(told).toEqual([]);
    take({ at: minute(-1) });
    take({ at: minute(-3) });
    changes.tick();
    changes.tick();
    expect(told).toEqual([minute(-3)]);
  });

  it('is read page by page without missing or doubling one', () => {
    const { take, all, minute } = openChanges();
    for (let count = 0; count < 25; count += 1) take({ title: `n${count}`, at: minute(-(count % 5)) });
    const seen: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const { items, next } = all({ limit: 4, cursor });
      seen.push(...items.map(({ id }) => id));
      if (next === null) break;
      cursor = next;
    }
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
  });
});

describe('an incident', () => {
  it('has what changed in the two hours before it, nearest to its onset first, its own services before others', async () => {
    const { take, changes, incidents, fires, minute, clock } = openChanges();
    const onset = minute(0);
    take({ title: 'login, 1 min', at: minute(-1), about: ['login'] });
    take({ title: 'checkout, 90 min', at: minute(-90), about: ['checkout'] });
    take({ title: 'checkout, ended 5 min', at: minute(-100), endedAt: minute(-5), about: ['checkout'] });
    take({ title: 'nobody’s, 2 min', at: minute(-2) });
    take({ title: 'three hours', at: minute(-180), about: ['checkout'] });
    take({ title: 'still running', at: minute(-150), status: 'started', about: ['checkout'] });
    await clock.advance(60_000);
    const id = fires('slow', { agoMs: 60_000 });
    if (id === null) throw new Error('no incident');
    await clock.advance(600_000);
    take({ title: 'rollback', at: minute(-1), about: ['checkout'] });
    const around = () => {
      const record = incidents.record(id);
      if (record === null) throw new Error('no record');
      return changes.ofIncident(record);
    };
    expect(around().items.map(({ title }) => title)).toEqual(['still running', 'checkout, ended 5 min', 'checkout, 90 min', 'nobody’s, 2 min', 'login, 1 min', 'rollback']);
    expect(around().items[1]?.relation).toEqual({ affected: true, fromOnsetMs: -300_000, early: true });
    expect(around().items.at(-1)?.relation).toEqual({ affected: true, fromOnsetMs: 600_000, early: false });
    expect(around().window).toMatchObject({ onset, from: onset - 2 * 3_600_000 });
    // What is told late stands where it belongs.
    take({ title: 'told late', at: (onset - 60_000) as typeof onset, about: ['checkout'] });
    expect(around().items[1]?.title).toBe('told late');
  });

  it('keeps its changes for ever; others go after 90 days', async () => {
    const { take, changes, titles, fires, ends, act, incidents, minute, clock, db } = openChanges();
    take({ title: 'its cause', at: minute(-10) });
    take({ title: 'long before', at: minute(-300) });
    const id = fires('slow');
    if (id === null) throw new Error('no incident');
    ends('slow');
    act(id, { type: 'resolve' });
    const open = fires('other', { service: serviceId('login') });
    await clock.advance(3 * 3_600_000);
    take({ title: 'while another one is open' });
    const record = incidents.record(id);
    await clock.advance(91 * DAY);
    changes.tick();
    expect(db.read.get('SELECT count(*) AS n FROM changes')).toEqual({ n: 2 });
    expect(record === null ? [] : changes.ofIncident(record).items.map(({ title }) => title)).toEqual(['its cause']);
    // The plain list is about the last 90 days: what stands there says nothing about incidents.
    expect(titles()).toEqual([]);
    expect(open).not.toBeNull();
  });

  it('of another workspace has none of this one', () => {
    const { take, changes, fires, incidents } = openChanges();
    take();
    const id = fires('slow');
    const record = id === null ? null : incidents.record(id);
    if (record === null) throw new Error('no record');
    const importedFrom = { workspace: 'Elsewhere' } as NonNullable<typeof record.importedFrom>;
    expect(changes.ofIncident(record).items).toHaveLength(1);
    expect(changes.ofIncident({ ...record, importedFrom })).toEqual({ window: null, items: [], cut: false });
  });

  it('is asked about by an index, however many changes there are', () => {
    const { db } = openChanges();
    expect(db.read.explain(SPAN_SQL, 0, 1, 0, 10).join()).toContain('SEARCH changes USING INDEX changes_at');
  });
});

describe('who tells changes', () => {
  it('is known, so that silence is not taken for rest', () => {
    const { take, changes } = openChanges();
    expect(changes.reporters()).toEqual([]);
    take({ from: 'github' });
    take({ from: 'github' });
    expect(changes.reporters()).toEqual([{ from: 'github', lastAt: '2026-01-15T12:00:00.000Z', changes: 2 }]);
  });
});
