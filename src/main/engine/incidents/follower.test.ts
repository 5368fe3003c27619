import { describe, expect, it } from 'vitest';
import type { Follower, Saved } from './follower.ts';
import { openIncidents } from './testing/open-incidents.ts';

/** Keeps the titles of incidents in a table of its own, and remembers what it was told. */
function titles(version = 1) {
  const told: (Pick<Saved, 'anew'> & { readonly id: string; readonly types: string[] })[] = [];
  const follower: Follower = {
    name: 'titles',
    version,
    saved: (write, { record, entries, anew }) => {
      told.push({ id: record.id, anew, types: entries.map(({ fact }) => fact.type) });
      write.run('CREATE TABLE IF NOT EXISTS titles (id TEXT PRIMARY KEY, title TEXT)');
      write.run('INSERT INTO titles (id, title) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title', record.id, record.title);
    },
    clear: (write) => void write.run('DROP TABLE IF EXISTS titles'),
  };
  return { follower, told };
}

describe('a projection that follows incidents', () => {
  it('is written in the transaction of the record: what is rolled back leaves nothing in either', () => {
    const { follower } = titles();
    const { incidents, open, raw, db } = openIncidents({ followers: [follower] });
    const { id } = open({ title: 'Nobody can pay' });
    const kept = (): unknown => raw.prepare('SELECT title FROM titles').pluck().all();
    expect(() =>
      db.write.transaction(() => {
        incidents.append(id, [{ type: 'titleChanged', data: {}, texts: { title: 'Lost' } }], { actor: { kind: 'holdfast', id: 'holdfast', name: 'Holdfast' } });
        throw new Error('power cut');
      }),
    ).toThrow('power cut');
    expect(kept()).toEqual(['Nobody can pay']);
  });

  it('is told once of what changes many times in one go, with every entry', () => {
    const { follower, told } = titles();
    const { incidents, fires, db, act } = openIncidents({ followers: [follower] });
    const id = fires('slow');
    if (id === null) throw new Error('no incident');
    told.length = 0;
    db.write.transaction(() =>
      incidents.together(() => {
        act(id, { type: 'acknowledge' });
        act(id, { type: 'note', text: 'x' });
      }),
    );
    expect(told).toEqual([{ id, anew: false, types: ['acknowledged', 'note'] }]);
  });

  it('is made anew when its form has changed, with all that the journal says, and only then', () => {
    const before = titles(1);
    const opened = openIncidents({ followers: [before.follower] });
    const { id } = opened.open();
    opened.act(id, { type: 'acknowledge' });
    before.told.length = 0;
    opened.restart();
    expect(before.told).toEqual([]);
    const after = titles(2);
    Object.assign(opened.deps, { followers: [after.follower] });
    opened.restart();
    expect(after.told).toEqual([{ id, anew: true, types: ['opened', 'acknowledged'] }]);
    expect(opened.incidents.get(id, { seesPrivate: true, mayOperate: true }).state).toBe('acknowledged');
  });

  it('is told to forget where a text was redacted', () => {
    const { follower, told } = titles();
    const { open, act, timeline } = openIncidents({ followers: [follower] });
    const { id } = open();
    act(id, { type: 'note', text: 'a secret' });
    const seq = timeline(id).items.find(({ type }) => type === 'note')?.seq ?? 0;
    act(id, { type: 'askRedaction', seq, field: 'text', reason: 'a secret' });
    told.length = 0;
    act(id, { type: 'approveRedaction', seq, field: 'text' }, { seesPrivate: true, mayOperate: true, actor: { kind: 'person', id: 'bob', name: 'Bob' }, rights: ['view', 'publish', 'operate'] });
    expect(told.at(-1)?.anew).toBe(true);
  });
});
