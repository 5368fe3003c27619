import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchCalls } from '../../../shared/contract/search-calls.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import type { SearchHit } from '../../../shared/model/search.ts';
import { ADA, BOB, openIncidents, WALL } from '../incidents/testing/open-incidents.ts';
import type { By, Viewer } from '../incidents/view.ts';
import { serviceId } from '../incidents/testing/alerts.ts';
import { facet } from './document.ts';
import { searchFollower } from './follower.ts';
import { SAID_SQL } from './repo.ts';
import { createSearch, RANKED_TOGETHER } from './service.ts';

function openSearch() {
  const opened = openIncidents({ followers: [searchFollower] });
  const search = createSearch({ db: opened.db, record: (id) => opened.incidents.record(id), mustSee: (id, viewer) => opened.incidents.mustSee(id, viewer) });
  const page = (query: Record<string, unknown>, viewer: Viewer | By = ADA) => search.find(searchCalls['search.find'].input.parse(query), viewer);
  const find = (query: Record<string, unknown> | string, viewer: Viewer | By = ADA): IncidentId[] => page(typeof query === 'string' ? { q: query } : query, viewer).items.map(({ id }) => id);
  const hit = (query: Record<string, unknown> | string): SearchHit | undefined => page(typeof query === 'string' ? { q: query } : query).items[0];
  /** Fixed at once. */
  const fixed = (title: string, how: string, services = ['checkout']): IncidentId => {
    const { id } = opened.open({ title, services });
    opened.act(id, { type: 'resolve', how });
    return id;
  };
  return { ...opened, page, find, hit, fixed };
}

describe('searching history', () => {
  it('finds an incident by its number, title, services, severity and everything that was said in it', () => {
    const { open, act, find, incidents } = openSearch();
    const { id } = open({ title: 'Nobody can pay', kind: 'infrastructure' });
    act(id, { type: 'note', text: 'Kafka lags behind' });
    act(id, { type: 'recordUpdate', audience: 'public', text: 'Payments are delayed' });
    act(id, { type: 'setImpact', field: 'regions', text: 'Bavaria', source: 'billing' });
    act(id, { type: 'addLink', kind: 'ticket', label: 'OPS-4711', url: 'https://tickets.test/1' });
    act(id, { type: 'addAction', text: 'Raise the quota' });
    act(id, { type: 'mitigate', how: 'Restarted the brokers' });
    incidents.edit(id, incidents.get(id, ADA).version, { severity: { to: 'P0', reason: 'Everybody is affected' } }, ADA);
    open({ title: 'Something else', services: ['login'] });
    for (const words of [id, 'nobody pay', 'checkout', 'infrastructure', 'p0', 'kafka', 'delayed', 'bavaria', 'billing', 'ops-4711', 'quota', 'brokers', 'everybody']) expect([words, find(words)]).toEqual([words, [id]]);
  });

  it('wants all of the words, wherever in the incident they stand; phrases, beginnings and what must not be there', () => {
    const { open, act, find } = openSearch();
    const certificate = open({ title: 'Checkout down' }).id;
    act(certificate, { type: 'note', text: 'The certificate of the edge expired' });
    const disk = open({ title: 'Checkout slow' }).id;
    act(disk, { type: 'note', text: 'The disk of the edge is full; no expired certificate this time' });
    expect(find('checkout certificate down')).toEqual([certificate]);
    expect(find('"edge expired"')).toEqual([certificate]);
    expect(find('certif* full')).toEqual([disk]);
    expect(find('certificate -full')).toEqual([certificate]);
    expect(find('-full')).toEqual([certificate]);
    expect(find('certificate router')).toEqual([]);
    expect(find('   ')).toEqual([]);
  });

  it('ranks the title before cause and fix, those before notes, and the newer before the older', async () => {
    const { open, act, fixed, find, clock } = openSearch();
    const [titled, noted, newerNoted] = [open({ title: 'Failover stuck' }).id, open({ title: 'A' }).id, open({ title: 'B' }).id];
    act(noted, { type: 'note', text: 'failover did nothing' });
    act(newerNoted, { type: 'note', text: 'failover, failover, failover' });
    await clock.advance(60_000);
    const mended = fixed('C', 'failover by hand');
    expect(find('failover')).toEqual([titled, mended, newerNoted, noted]);
    expect(find({ q: 'failover', sort: 'newest' })).toEqual([mended, newerNoted, noted, titled]);
  });

  it('weighs a rare word more than one that stands everywhere', () => {
    const { open, act, find } = openSearch();
    const ids = Array.from({ length: 6 }, (_, index) => open({ title: index === 0 ? 'Zookeeper' : 'Timeout' }).id);
    for (const id of ids) act(id, { type: 'note', text: 'zookeeper had a timeout' });
    for (let more = 0; more < 20; more += 1) open({ title: 'Timeout' });
    expect(find('timeout zookeeper')[0]).toBe(ids[0]);
  });

  it('shows what was said with the words marked and the row of the timeline, and how it was fixed', () => {
    const { open, act, hit, timeline } = openSearch();
    const { id } = open({ title: 'Checkout <b>down</b>' });
    act(id, { type: 'note', text: 'The certificate had expired' });
    act(id, { type: 'resolve', how: 'Renewed it by hand' });
    const found = hit('certificate');
    expect(found).toMatchObject({ id, title: 'Checkout <b>down</b>', titleMarks: [], state: 'resolved', fix: { kind: 'fix', text: 'Renewed it by hand', by: { id: 'ada' } } });
    expect(found?.texts).toMatchObject([{ kind: 'note', text: 'The certificate had expired', marks: [{ from: 4, to: 15 }] }]);
    expect(timeline(id).items.find(({ seq }) => seq === found?.texts[0]?.seq)?.type).toBe('note');
  });

  it('looks only at what counts now: not at replaced titles, nor at links that were taken away', () => {
    const { open, act, find, incidents } = openSearch();
    const { id } = open({ title: 'Kafka lags' });
    incidents.edit(id, 1, { title: 'Quota reached' }, ADA);
    act(id, { type: 'addLink', kind: 'other', label: 'Runbook', url: 'https://docs.test' });
    expect([find('kafka'), find('quota'), find('runbook')]).toEqual([[], [id], [id]]);
    const item = incidents.get(id, ADA).links[0]?.id;
    if (item === undefined) throw new Error('no link');
    act(id, { type: 'removeLink', item });
    expect(find('runbook')).toEqual([]);
  });
});

describe('filters', () => {
  it('narrow by service, severity, kind, author, kind of text and time', async () => {
    const { open, act, find, clock, now } = openSearch();
    const first = open({ title: 'Timeout one', services: ['checkout', 'login'], severity: 'P0', kind: 'bug' }).id;
    act(first, { type: 'note', text: 'proxy is slow' }, BOB);
    await clock.advance(3_600_000);
    const middle = now();
    const second = open({ title: 'Timeout two', services: ['search'], severity: 'P2' }).id;
    act(second, { type: 'resolve', how: 'proxy restarted' });
    expect(find({ q: 'timeout', service: 'login' })).toEqual([first]);
    expect(find({ q: 'timeout', severity: 'P2' })).toEqual([second]);
    expect(find({ q: 'timeout', kind: 'bug' })).toEqual([first]);
    expect(find({ q: 'timeout', author: 'bob' })).toEqual([first]);
    expect(find({ q: 'proxy', in: 'fix' })).toEqual([second]);
    expect(find({ q: 'proxy', in: 'note' })).toEqual([first]);
    expect(find({ q: 'timeout', from: middle })).toEqual([second]);
    expect(find({ q: 'timeout', to: middle })).toEqual([first]);
    expect(find({ from: middle })).toEqual([second]);
    expect(find({ service: 'checkout', severity: 'P2' })).toEqual([]);
  });

  it('are never found as words', () => {
    const { open, find } = openSearch();
    open({ title: 'Nobody can pay' });
    for (const word of [facet.any, facet.service(serviceId('checkout'))]) expect([find(word), find(word.slice(1))]).toEqual([[], []]);
  });
});

describe('how it was fixed last time', () => {
  it('is asked for a service, and for an incident: the same rule first, then its services, itself never', () => {
    const { fires, act, ends, fixed, find, page, open } = openSearch();
    const before = fires('slow');
    if (before === null) throw new Error('no incident');
    ends('slow');
    act(before, { type: 'resolve', how: 'Scaled the pool' });
    const other = fixed('Card forms empty', 'Rolled back');
    open({ title: 'Never mended', services: ['login'] });
    expect(find({ in: 'fix', service: 'checkout' })).toEqual([other, before]);
    expect(page({ in: 'fix', service: 'checkout' }).items.map(({ fix }) => fix?.text)).toEqual(['Rolled back', 'Scaled the pool']);
    const now = fires('slow');
    if (now === null) throw new Error('no incident');
    expect(find({ in: 'fix', like: now })).toEqual([before, other]);
    expect(find({ in: 'fix', like: now, q: 'pool' })).toEqual([before]);
  });
});

describe('private incidents', () => {
  it('are never found, counted or quoted for who may not see them, and are again once they are public', () => {
    const { open, find, page, incidents, act } = openSearch();
    const { id } = open({ title: 'Credentials leaked', kind: 'security' });
    act(id, { type: 'note', text: 'Rotate the keys' });
    const shown = open({ title: 'Keys rejected' }).id;
    expect(find('keys')).toEqual([shown, id]);
    for (const query of ['keys', 'rotate', 'credentials', id]) expect(find(query, WALL)).not.toContain(id);
    expect(page({ q: 'keys' }, WALL)).toMatchObject({ found: 1, more: false, next: null });
    expect(() => page({ like: id }, WALL)).toThrow('is private');
    incidents.edit(id, incidents.get(id, ADA).version, { private: { to: false, reason: 'over' } }, { ...ADA, rights: [...ADA.rights, 'admin'] });
    expect(find('rotate', WALL)).toEqual([id]);
    incidents.edit(shown, incidents.get(shown, ADA).version, { private: { to: true, reason: 'sensitive' } }, ADA);
    expect(find('rejected', WALL)).toEqual([]);
  });
});

describe('pages', () => {
  it('go through everything once, in one order, whatever comes in between', () => {
    const { open, find, page } = openSearch();
    for (let number = 0; number < 45; number += 1) open({ title: `Timeout ${number}` });
    const all = page({ q: 'timeout', limit: 50 });
    expect([all.items.length, all.found, all.more, all.next]).toEqual([45, 45, false, null]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = page({ q: 'timeout', limit: 10, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...items.map(({ id }) => id));
      cursor = next ?? undefined;
      open({ title: 'Timeout, again' });
    } while (cursor !== undefined);
    expect(seen).toEqual(all.items.map(({ id }) => id));
    expect(() => find({ q: 'timeout', cursor: 'x' })).toThrow('cursor: expected');
  });

  it('go on past those that are ranked together', () => {
    const { db, page, open } = openSearch();
    const { id } = open({ title: 'Timeout' });
    db.write.transaction(() => {
      for (let doc = 1; doc <= RANKED_TOGETHER + 5; doc += 1) {
        db.write.run('INSERT INTO search_docs (doc, incident, started_at, private) VALUES (?, ?, 0, 0)', doc, `other ${doc}`);
        db.write.run(`INSERT INTO search (rowid, note) VALUES (?, 'timeout')`, doc);
      }
    });
    const first = page({ q: 'timeout', limit: 50 });
    expect([first.items.map((hit) => hit.id), first.found, first.more]).toEqual([[id], RANKED_TOGETHER, true]);
    let pages = 1;
    for (let { next } = first; next !== null; pages += 1) ({ next } = page({ q: 'timeout', limit: 50, cursor: next }));
    expect(pages).toBe(RANKED_TOGETHER / 50 + 1);
  });
});

describe('the index', () => {
  it('costs an alert storm nothing once an incident is open', () => {
    const { fires, ends, db, open, act } = openSearch();
    fires('slow');
    const written = (): unknown => db.read.get(`SELECT sum(length(block)) AS bytes FROM search_data`);
    const before = written();
    for (let again = 0; again < 10; again += 1) {
      ends('slow');
      fires('slow');
    }
    expect(written()).toEqual(before);
    act(open().id, { type: 'note', text: 'words' });
    expect(written()).not.toEqual(before);
  });

  it('is the same whether it grew with the incidents or was made anew from the journal', () => {
    const { open, act, find, incidents, fixed } = openSearch();
    const words = ['alpha', 'beta', 'gamma', 'delta'];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...words), fc.constantFrom('open', 'note', 'fix', 'title')), { maxLength: 12 }), (steps) => {
        for (const [word, step] of steps) {
          const id = step === 'fix' ? fixed(word, `${word} mended`) : open({ title: `${word} ${step}` }).id;
          if (step === 'note') act(id, { type: 'note', text: `${word} noted` });
          if (step === 'title') incidents.edit(id, 1, { title: `${word} again` }, ADA);
        }
        const answers = () => words.map((word) => find({ q: `${word} -again`, limit: 50 }));
        const grown = answers();
        incidents.rebuild();
        expect(answers()).toEqual(grown);
      }),
      { numRuns: 15 },
    );
  });

  it('reads what was said in an incident through the index of its stream', () => {
    const { db } = openSearch();
    expect(db.read.explain(SAID_SQL, 'INC-2026-0001').join('; ')).toMatch(/SEARCH j USING INDEX journal_stream.*SEARCH t USING INDEX sqlite_autoindex_journal_texts/);
  });
});
