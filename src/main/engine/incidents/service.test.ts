import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentId } from '../../../shared/model/ids.ts';
import { byUrgency } from '../../../shared/model/incident-order.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { TimelineEvent } from '../../../shared/model/timeline.ts';
import { createImporter } from '../importing/service.ts';
import { HOLDFAST } from '../journal/journal.ts';
import { createIncidents } from './service.ts';
import { alertOf, firingOf } from './testing/alerts.ts';
import { opened } from './testing/facts.ts';
import { ADA, BOB, openIncidents } from './testing/open-incidents.ts';

const MINUTE = 60_000;
const some = (id: IncidentId | null): IncidentId => {
  if (id === null) throw new Error('no incident');
  return id;
};
function refusal(work: () => unknown): HoldfastError {
  try {
    work();
  } catch (error) {
    if (error instanceof HoldfastError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('two people at once', () => {
  it('the second one is told what the first one changed, and nothing is overwritten', () => {
    const { open, incidents, act } = openIncidents();
    const { id, version } = open({ title: 'Nobody can pay' });
    incidents.edit(id, version, { severity: { to: 'P0', reason: 'really nobody' } }, ADA);
    act(id, { type: 'acknowledge' });
    const refused = refusal(() => incidents.edit(id, version, { title: 'Some cannot pay', severity: { to: 'P2', reason: 'few' } }, BOB));
    expect(refused).toMatchObject({ code: 'conflict', message: `${id} was changed by Ada since you looked. Look at what changed, then try again.`, details: { version: 3 } });
    expect((refused.details as { changes: TimelineEvent[] }).changes.map(({ type, data }) => [type, data['to']])).toEqual([['severityChanged', 'P0'], ['acknowledged', undefined]]);
    expect(incidents.get(id, BOB)).toMatchObject({ title: 'Nobody can pay', severity: 'P0', version: 3 });
    expect(incidents.edit(id, 3, { title: 'Some cannot pay' }, BOB).title).toBe('Some cannot pay');
  });

  it('an act that names the version that it saw is held to it; one that names none applies to what is', () => {
    const { open, act } = openIncidents();
    const { id, version } = open();
    act(id, { type: 'takeRole', role: 'incidentCommander' }, ADA, version);
    expect(refusal(() => act(id, { type: 'takeRole', role: 'incidentCommander' }, BOB, version)).details).toMatchObject({ version: 2, changes: [{ type: 'roleTaken', actor: ADA.actor }] });
    expect(act(id, { type: 'note', text: 'x' }, BOB).version).toBe(3);
    expect(refusal(() => act(id, { type: 'acknowledge' }, BOB, 99)).code).toBe('conflict');
  });

  it('what is refused half-way leaves nothing behind, neither entry nor event', () => {
    const { open, incidents, journal, events } = openIncidents();
    const { id } = open();
    const [before, told] = [journal.head(), events.length];
    refusal(() => incidents.edit(id, 1, { title: 'New', services: ['nope' as never] }, ADA));
    expect([journal.head(), events.length, incidents.get(id, ADA).title]).toEqual([before, told, 'Nobody can pay']);
  });
});

describe('a crash between alert and incident', () => {
  /** Stores an alert and hands it over, as the alerts service does; `dies` right between the two. */
  function fire(apart: boolean) {
    const { db, journal, incidents, raw, events } = openIncidents();
    const alert = alertOf('a1');
    const write = (): void => void db.write.run(`INSERT INTO alerts (id, key, state, service, incident, starts_at, ends_at, suppressed_by, view, facts) VALUES ('a1', 'k', 'firing', 'checkout', NULL, 0, NULL, NULL, '{}', '{}')`);
    const handOver = (): void => {
      incidents.fired(alert, firingOf(alert));
      throw new Error('power cut');
    };
    const count = (table: string): number => Number(raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    const died = (work: () => void): void => expect(work).toThrow('power cut');
    if (apart) {
      db.write.transaction(write);
      died(() => db.write.transaction(handOver));
    } else died(() => db.write.transaction(() => (write(), handOver())));
    return { alerts: count('alerts'), incidents: count('incidents'), entries: count('journal'), numbers: count('incident_numbers'), events: events.length, journal };
  }

  it('leaves neither, and nobody has heard of either', () => {
    expect(fire(false)).toMatchObject({ alerts: 0, incidents: 0, entries: 0, numbers: 0, events: 0 });
  });

  it('control arm: in two transactions an alert is left whose incident nobody will ever open', () => {
    expect(fire(true)).toMatchObject({ alerts: 1, incidents: 0, entries: 0 });
  });

  it('the number that was not used is the next one’s, and what comes then is told in full', () => {
    const { db, incidents, fires, told } = openIncidents();
    const alert = alertOf('a1');
    expect(() => db.write.transaction(() => (incidents.fired(alert, firingOf(alert)), expect.fail('power cut')))).toThrow('power cut');
    expect(incidents.openRecords()).toEqual([]);
    expect(fires('login-down', { service: 'login' as never, title: 'Login is down' })).toBe('INC-2026-0001');
    expect(told('incident')).toMatchObject([{ title: 'Login is down' }]);
    expect(told('alarm')).toHaveLength(1);
  });
});

describe('many alerts at once', () => {
  const RULES = Array.from({ length: 60 }, (_, index) => ({ rule: `rule-${index}`, service: ['checkout', 'login', 'search'][index % 3] as never }));
  /** What is on disk, as whoever starts now reads it. */
  const onDisk = (world: ReturnType<typeof openIncidents>): unknown => (world.restart(), world.incidents.openRecords());

  it('are one incident for each service, whose record is written once and is what the journal adds up to', () => {
    const world = openIncidents();
    world.raw.exec(`CREATE TABLE writes (id TEXT); CREATE TRIGGER noted AFTER INSERT ON incident_records BEGIN INSERT INTO writes VALUES (NEW.id); END;
      CREATE TRIGGER noted_too AFTER UPDATE ON incident_records BEGIN INSERT INTO writes VALUES (NEW.id); END`);
    const writes = (): unknown => world.raw.prepare('SELECT count(*) FROM writes').pluck().get();
    world.observe('firing', RULES);
    expect(writes()).toBe(3);
    world.observe('inactive', RULES.slice(0, 20));
    expect(writes()).toBe(6);
    const found = onDisk(world);
    expect(found).toMatchObject(['checkout', 'login', 'search'].map((service) => ({ services: [service], alerts: { length: 20 } })));
    world.incidents.rebuild();
    expect(onDisk(world)).toEqual(found);
    expect(world.list({ service: 'search' }).items).toHaveLength(1);
  });

  it('leave nothing where one of them cannot be stored, and are all there at the next try', () => {
    const world = openIncidents();
    world.raw.exec(`CREATE TRIGGER full BEFORE INSERT ON alerts WHEN NEW.key = 'rule-40' BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`);
    expect(() => world.observe('firing', RULES)).toThrow('the disk is full');
    expect([onDisk(world), world.journal.head(), world.raw.prepare('SELECT count(*) FROM incident_records').pluck().get()]).toEqual([[], null, 0]);
    world.raw.exec('DROP TRIGGER full');
    world.observe('firing', RULES);
    expect(onDisk(world)).toMatchObject([1, 2, 3].map((number) => ({ id: `INC-2026-000${number}`, alerts: { length: 20 } })));
    expect(world.journal.verify().ok).toBe(true);
  });
});

describe('the projection', () => {
  type Deed = (world: ReturnType<typeof openIncidents>, pick: number) => unknown;
  const RULES = ['checkout-slow', 'checkout-down', 'login-down'] as const;
  const about = (rule: string) => ({ service: rule.split('-')[0] as never, severity: rule.endsWith('down') ? ('P0' as const) : ('P1' as const) });
  const anyId = (world: ReturnType<typeof openIncidents>, pick: number): IncidentId => {
    const all = world.list().items;
    return all[pick % all.length]?.id ?? ('INC-2026-9999' as IncidentId);
  };
  const DEEDS: readonly Deed[] = [
    (world, pick) => world.fires(RULES[pick % 3]!, { ...about(RULES[pick % 3]!), mode: pick % 2 === 0 ? 'open' : 'propose' }),
    (world, pick) => world.ends(RULES[pick % 3]!, about(RULES[pick % 3]!)),
    (world, pick) => world.observe(pick % 3 === 0 ? 'inactive' : 'firing', RULES.map((rule) => ({ rule, ...about(rule) }))),
    (world, pick) => world.open({ severity: 'P2', kind: pick % 5 === 0 ? 'security' : null, services: [], title: `Reported ${pick}` }),
    ...(['acknowledge', 'investigate', 'mitigate', 'resolve', 'review', 'accept'] as const).map((type): Deed => (world, pick) => world.act(anyId(world, pick), { type })),
    (world, pick) => world.act(anyId(world, pick), { type: 'reopen', reason: 'x' }),
    (world, pick) => world.act(anyId(world, pick), { type: 'dismiss', reason: 'x', falseAlarm: true }),
    (world, pick) => world.act(anyId(world, pick), { type: 'takeRole', role: pick % 2 === 0 ? 'engineer' : 'incidentCommander' }, pick % 3 === 0 ? ADA : BOB),
    (world, pick) => world.act(anyId(world, pick), { type: 'merge', into: anyId(world, Math.floor(pick / 7)) }),
    (world, pick) => world.act(anyId(world, pick), { type: 'addAction', text: `do ${pick}` }),
    (world, pick) => world.act(anyId(world, pick), { type: 'addLink', kind: 'other', label: 'x', url: `https://x.test/${pick}` }),
    (world, pick) => world.act(anyId(world, pick), { type: 'askRedaction', seq: 1, field: 'title', reason: 'x' }),
    (world, pick) => world.act(anyId(world, pick), { type: 'approveRedaction', seq: 1, field: 'title' }, BOB),
    (world, pick) => {
      const id = anyId(world, pick);
      return world.incidents.edit(id, world.incidents.get(id, ADA).version, { severity: { to: 'P1', reason: 'x' }, services: pick % 2 === 0 ? ['checkout' as never] : [] }, ADA);
    },
    (world, pick) => world.incidents.append(anyId(world, pick), [{ type: 'healthAsked', data: { healthySince: world.now(), impactEndedAt: null }, texts: {} }], { actor: HOLDFAST }),
  ];

  it('is what the journal adds up to, after any history; the order of lists is the order of urgency', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(DEEDS.length - 1), fc.nat(1_000), fc.nat(20)), { minLength: 1, maxLength: 50 }), async (history) => {
        const world = openIncidents();
        for (const [deed, pick, minutes] of history) {
          await world.clock.advance(minutes * MINUTE);
          try {
            DEEDS[deed]!(world, pick);
          } catch (error) {
            if (!(error instanceof HoldfastError)) throw error;
          }
        }
        const stored = (): unknown => [world.list().items, ...world.list().items.map(({ id }) => world.incidents.record(id)), ...['incidents', 'incident_records', 'incident_services', 'incident_numbers'].map((table) => world.raw.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all())];
        const before = stored();
        const events = world.events.length;
        expect(world.incidents.rebuild()).toBe(world.list().items.length);
        expect(stored()).toEqual(before);
        expect(world.events.length).toBe(events);
        const open = world.incidents.snapshot();
        expect(open).toEqual(open.toSorted(byUrgency));
        expect(world.list({ show: 'open' }).items.map(({ id }) => id)).toEqual(open.map(({ id }) => id));
        const signatures = world.incidents.openRecords().flatMap(({ signature }) => signature ?? []);
        expect(new Set(signatures).size).toBe(signatures.length);
        expect(world.journal.verify().ok).toBe(true);
        for (const alert of world.alerts.active()) expect(alert.incident === null || world.incidents.record(alert.incident)?.alerts.some((each) => each.alert === alert.id && each.endsAt === null)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('after a restart all is as it was, and nothing sounds again', async () => {
    const world = openIncidents();
    const id = some(world.fires('checkout-down', { severity: 'P1' }));
    world.act(id, { type: 'acknowledge' });
    const before = world.incidents.snapshot();
    const sounds = world.told('alarm').length;
    const incidents = world.restart();
    expect(incidents.snapshot()).toEqual(before);
    await world.clock.advance(MINUTE);
    world.act(id, { type: 'note', text: 'still here' });
    expect([world.told('alarm').length, world.hooks.filter((each) => each.startsWith('an incident is open')).length]).toEqual([sounds, 1]);
    incidents.edit(id, 4, { severity: { to: 'P0', reason: 'worse' } }, ADA);
    expect(world.told('alarm').at(-1)).toMatchObject({ why: 'graver', severity: 'P0' });
  });
});

describe('numbers', () => {
  it('rise by one within the year of the workspace’s zone in which it was detected', async () => {
    const { clock, open, incidents } = openIncidents();
    expect(open().id).toBe('INC-2026-0001');
    clock.step(Date.parse('2026-12-31T22:59:59.000Z') - clock.nowMs());
    expect(open().id).toBe('INC-2026-0002');
    await clock.advance(1_000);
    expect(open().id).toBe('INC-2027-0001');
    incidents.rebuild();
    expect(open().id).toBe('INC-2027-0002');
  });

  it('in a zone that nobody knows, those of UTC', () => {
    const { deps, clock } = openIncidents({ timeZone: () => 'Mars/Olympus_Mons' });
    clock.step(Date.parse('2026-12-31T23:30:00.000Z') - clock.nowMs());
    const incidents = createIncidents(deps);
    expect(incidents.open({ title: 'x', severity: 'P2', kind: null, services: [], origin: 'person', impactStartedAt: null, isDrill: false }, ADA).id).toBe('INC-2026-0001');
  });
});

describe('opening by hand', () => {
  it('is detected now, declared now, and began when somebody says so', () => {
    const { open, told } = openIncidents();
    const incident = open({ origin: 'customer', impactStartedAt: '2026-01-15T11:30:00.000Z', isDrill: true });
    expect(incident).toMatchObject({ origin: 'customer', standing: 'declared', impactStartedAt: '2026-01-15T11:30:00.000Z', detectedAt: '2026-01-15T12:00:00.000Z', declaredAt: '2026-01-15T12:00:00.000Z', isDrill: true, signature: null });
    expect(told('alarm')).toMatchObject([{ why: 'new' }]);
    expect(refusal(() => open({ services: ['chekout'] })).message).toBe('There is no service "chekout": expected one of "checkout", "login", "search".');
    expect(refusal(() => open({ impactStartedAt: '2026-01-15T12:00:01.000Z' })).message).toBe('The start of the impact lies in the future (2026-01-15 12:00:01 UTC): expected 2026-01-15 12:00:00 UTC or earlier.');
  });

  it('is refused in words while nothing can be written; what is known can be read', () => {
    const { deps, db, open } = openIncidents();
    const { id } = open();
    const incidents = createIncidents({ ...deps, db: { read: db.read, write: null } });
    expect(incidents.get(id, ADA).title).toBe('Nobody can pay');
    expect(refusal(() => incidents.act(id, { type: 'acknowledge' }, ADA))).toMatchObject({ code: 'read_only', message: 'Holdfast cannot write to its database, so this was not saved.' });
    expect(refusal(() => incidents.get('INC-2026-0099' as IncidentId, ADA))).toMatchObject({ code: 'not_found', message: 'There is no incident INC-2026-0099.' });
  });
});

describe('what Holdfast itself says', () => {
  it('is one transaction, told once after the outermost commit', () => {
    const { db, open, incidents, told } = openIncidents();
    const { id } = open();
    const before = told('incident').length;
    db.write.transaction(() => {
      incidents.append(id, [{ type: 'monitoringLost', data: { signals: [] }, texts: {} }, { type: 'monitoringBack', data: { signals: [] }, texts: {} }], { actor: HOLDFAST });
      incidents.append(id, [{ type: 'monitoringLost', data: { signals: [] }, texts: {} }], { actor: HOLDFAST });
      expect(told('incident')).toHaveLength(before);
    });
    expect(told('incident').slice(before)).toMatchObject([{ version: 4 }]);
    incidents.tellAgain([id]);
    expect(told('incident').slice(before)).toHaveLength(2);
  });

  it('is done although somebody could not be told of it', () => {
    const { deps, journal } = openIncidents();
    const lines: string[] = [];
    const incidents = createIncidents({ ...deps, log: { ...deps.log, error: (message) => void lines.push(message) }, emit: () => expect.fail('the line is dead') });
    const { id } = incidents.open({ title: 'Nobody can pay', severity: 'P0', kind: null, services: [], origin: 'person', impactStartedAt: null, isDrill: false }, ADA);
    expect([incidents.get(id, ADA).title, journal.stream(id).length, lines]).toEqual(['Nobody can pay', 1, ['a change of an incident could not be told everywhere']]);
  });

  it('records that were closed of late are found by when they were closed', async () => {
    const { clock, open, act, incidents } = openIncidents();
    const { id } = open();
    act(id, { type: 'resolve' });
    const closedAt = clock.nowMs();
    await clock.advance(MINUTE);
    open();
    expect(incidents.closedSince(closedAt).map((record) => record.id)).toEqual([id]);
    expect(incidents.closedSince(clock.nowMs())).toEqual([]);
  });
});

describe('history from elsewhere', () => {
  const rows = (extra = '') => `title,severity,impactStartedAt,detectedAt,acknowledgedAt,resolvedAt,cause\nDNS corrupted,P0,2025-03-01T10:00:00Z,2025-03-01T10:02:00Z,,2025-03-01T22:00:00Z,routine change\n${extra}`;
  const take = (world: ReturnType<typeof openIncidents>, text: string) =>
    createImporter({ clock: world.clock, services: () => [], known: (...about) => world.incidents.known(...about), write: (past, actor) => world.incidents.importPast(past, actor), note: () => {} })({ format: 'csv', text, file: 'old.csv', commit: true }, ADA.actor);

  it('keeps its instants and their gaps, makes no sound, and is not taken twice', async () => {
    const world = openIncidents();
    expect(await take(world, rows())).toMatchObject({ imported: 1, rows: [{ incident: 'INC-2025-0001' }] });
    const past = world.incidents.get('INC-2025-0001' as IncidentId, ADA);
    expect(past).toMatchObject({ origin: 'import', state: 'resolved', severity: 'P0', impactStartedAt: '2025-03-01T10:00:00.000Z', resolvedAt: '2025-03-01T22:00:00.000Z', acknowledgedAt: null, mitigatedAt: null });
    expect(past.instants.resolvedAt).toMatchObject([{ source: 'import', recordedAt: world.now(), by: ADA.actor }]);
    expect([world.told('alarm'), world.told('incident'), world.hooks]).toEqual([[], [], []]);
    expect(await take(world, rows('Login slow,P2,2025-04-01T10:00:00Z,,,2025-04-01T11:00:00Z,\n'))).toMatchObject({ imported: 1, duplicate: 1, rows: [{ verdict: 'duplicate', problems: ['here already as INC-2025-0001'] }, { incident: 'INC-2025-0002' }] });
    expect(world.list().items.map(({ id }) => id)).toEqual(['INC-2025-0002', 'INC-2025-0001']);
  });

  it('is all there or not at all', () => {
    const world = openIncidents();
    const [good, bad] = [{ entries: [{ at: world.clock.nowMs(), fact: opened({ origin: 'import' }) }] }, { entries: [] }];
    expect(() => world.incidents.importPast([good, bad], ADA.actor)).toThrow('begins with "opened"');
    expect([world.list().items, world.journal.head()]).toEqual([[], null]);
  });
});

describe('pages', () => {
  it('of a list meet end to end while things change in between', async () => {
    const { clock, open, act, list } = openIncidents();
    for (let index = 0; index < 25; index += 1) {
      await clock.advance(1_000);
      const { id } = open({ severity: (['P0', 'P1', 'P2'] as const)[index % 3]! });
      if (index % 2 === 0) act(id, { type: 'resolve' });
    }
    const all = list().items.map(({ id }) => id);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = list({ limit: 4, cursor });
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all);
    expect(new Set(paged).size).toBe(25);
    expect(list({ show: 'closed', limit: 1_000 }).items).toHaveLength(13);
    expect(list({ query: ' PAY ' }).items).toHaveLength(25);
    expect(list({ query: '0007' }).items.map(({ id }) => id)).toEqual(['INC-2026-0007']);
    expect(list({ service: 'login' }).items).toEqual([]);
    expect(refusal(() => list({ cursor: 'x' })).message).toBe('cursor: expected the "next" of an earlier page, or nothing for the first one.');
  });

  it('of a timeline meet in either order, also where something was told later', async () => {
    const { clock, open, act, timeline } = openIncidents();
    const { id } = open();
    for (let index = 0; index < 9; index += 1) {
      await clock.advance(MINUTE);
      act(id, { type: 'note', text: `n${index}`, ...(index === 8 ? { at: '2026-01-15T12:03:30.000Z' } : {}) });
    }
    for (const order of ['asc', 'desc'] as const) {
      const all = timeline(id, { order }).items;
      const first = timeline(id, { order, limit: 6 });
      act(id, { type: 'note', text: 'meanwhile' });
      const second = timeline(id, { order, limit: 100, cursor: first.next ?? '' });
      expect([...first.items, ...second.items].filter(({ data }) => data['text'] !== 'meanwhile')).toEqual(all.filter(({ data }) => data['text'] !== 'meanwhile'));
    }
    expect(timeline(id).items.map(({ data }) => data['text']).slice(3, 6)).toEqual(['n2', 'n8', 'n3']);
    expect(refusal(() => timeline(id, { cursor: 'x' })).code).toBe('invalid_input');
  });
});
