import fc from 'fast-check';
import { hash } from 'node:crypto';
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SignalId, SourceId, type IncidentId } from '../../../shared/model/ids.ts';
import { durationMs, type DurationMs } from '../../../shared/model/units.ts';
import type { ResolvedRetention } from '../../config/resolved.ts';
import { temporaryFolder } from '../../store/testing/fixtures.ts';
import { addChunk, saveSeries } from '../evidence/repo.ts';
import { ADA, BOB, byOf, EVE, openIncidents } from '../incidents/testing/open-incidents.ts';
import { HOLDFAST } from '../journal/journal.ts';
import { searchFollower } from '../search/follower.ts';
import { purgeIndexStep } from '../search/repo.ts';
import { silentLog } from '../testing/manual-clock.ts';
import { CLOSED_SQL } from './repo.ts';
import { isHeld } from './rules.ts';
import { createRetention, GRACE_MS } from './service.ts';

const DAY = 86_400_000;
const days = (count: number): DurationMs => durationMs(count * DAY);
const FOR_EVER: ResolvedRetention = { rollupsMs: days(30), textsMs: null, evidenceMs: null, alertsMs: null, shiftNotesMs: null };
const APPROVER = byOf('eve', ['view', 'publish', 'operate', 'approve']);
const SIGNAL = SignalId.parse('checkout-p95');

function openRetention(file?: string, purgeStep = purgeIndexStep) {
  const opened = openIncidents({ followers: [searchFollower] }, file === undefined ? {} : { file });
  const { db, clock, journal, incidents } = opened;
  let keep = FOR_EVER;
  const retention = createRetention({
    db, clock, journal,
    log: silentLog,
    keep: () => keep,
    record: (id) => incidents.record(id),
    append: (id, fact) => void incidents.append(id, [fact], { actor: HOLDFAST }),
    forgetWords: (id) => incidents.forgetWords(id),
    purgeStep,
  });
  /** An incident that is over, with a note, an alert, and a frozen series. */
  const past = (words: string): IncidentId => {
    const rule = `rule-${words}`;
    const id = opened.fires(rule, { title: `${words} title` });
    if (id === null) throw new Error('no incident');
    opened.act(id, { type: 'note', text: `${words} noted` });
    opened.ends(rule);
    opened.act(id, { type: 'resolve', how: `${words} mended` });
    saveSeries(db.write, { incident: id, signal: SIGNAL, name: 'p95', unit: 's', kind: 'latency', query: 'q', source: SourceId.parse('prom'), from: clock.nowMs(), to: clock.nowMs(), asked: true, note: null });
    addChunk(db.write, id, SIGNAL, [{ time: clock.nowMs(), value: 1 }]);
    return id;
  };
  /** Everything that is kept of an incident, as it stands in the database. */
  const everything = (id: IncidentId): string =>
    JSON.stringify([
      db.read.all('SELECT t.seq, t.field, t.text, hex(t.salt) AS salt FROM journal_texts t JOIN journal j ON j.seq = t.seq WHERE j.stream = ? ORDER BY t.id', id),
      db.read.all('SELECT record FROM incident_records WHERE id = ?', id),
      db.read.all('SELECT * FROM evidence_series WHERE incident = ?', id),
      db.read.all('SELECT id, hex(data) AS data FROM evidence_chunks WHERE incident = ?', id),
      db.read.all('SELECT * FROM alerts WHERE incident = ?', id),
    ]);
  /** Under these settings, for a day and a bit, in which the job has its turn. */
  const run = async (settings: Partial<ResolvedRetention>, turns = 200): Promise<void> => {
    keep = { ...FOR_EVER, ...settings };
    retention.tick();
    await clock.advance(GRACE_MS);
    for (let turn = 0; turn < turns; turn += 1) retention.tick();
  };
  const preview = async (settings: Partial<ResolvedRetention>) => {
    const effects = retention.preview({ ...FOR_EVER, ...settings });
    for (let turn = 0; turn < 50; turn += 1) await clock.advance(1);
    return Object.fromEntries((await effects).map((effect) => [effect.kind, effect]));
  };
  return { ...opened, retention, past, everything, run, preview };
}

describe('retention settings', () => {
  it('delete nothing unless told, however old it is', async () => {
    const { past, everything, run, clock } = openRetention();
    const id = past('alpha');
    const before = everything(id);
    await clock.advance(4_000 * DAY);
    await run({});
    expect(everything(id)).toBe(before);
  });

  it('say what they would delete, and then delete just that', async () => {
    const { past, everything, run, preview, clock, journal, db, open } = openRetention();
    const [old, young] = [past('alpha'), (await clock.advance(50 * DAY), past('beta'))];
    open({ title: 'still open' });
    const settings = { textsMs: days(40), evidenceMs: days(40), alertsMs: days(400) };
    const effects = await preview(settings);
    expect(effects['texts']).toMatchObject({ keep: '40d', incidents: 1, examples: [old], held: 0, heldExamples: [] });
    expect(effects['evidence']).toMatchObject({ count: 1, incidents: 1, examples: [old] });
    expect(effects['alerts']).toMatchObject({ count: 0, incidents: 0 });
    const [beforeOld, beforeYoung] = [everything(old), everything(young)];
    const texts = Number(db.read.get<{ n: number }>('SELECT count(*) AS n FROM journal_texts t JOIN journal j ON j.seq = t.seq WHERE j.stream = ? AND t.text IS NOT NULL', old)?.n);
    expect(effects['texts']?.count).toBe(texts);
    expect(everything(old)).toBe(beforeOld);
    await run(settings);
    expect(everything(young)).toBe(beforeYoung);
    expect(db.read.get('SELECT count(*) AS n FROM journal_texts t JOIN journal j ON j.seq = t.seq WHERE j.stream = ? AND t.text IS NOT NULL', old)).toEqual({ n: 0 });
    expect(journal.entries({ stream: null, type: 'retentionApplied', order: 'desc', limit: 5 }).map(({ fact }) => fact.data)).toEqual([{ incidents: 1, held: 0, texts, series: 1, alerts: 0, shiftTexts: 0, updates: 0 }]);
    expect((await preview(settings))['texts']).toMatchObject({ count: 0, incidents: 0 });
  });

  it('leave figures, instants and the chain of hashes whole; the timeline says what went', async () => {
    const { past, run, clock, journal, incidents, timeline, list } = openRetention();
    const id = past('alpha');
    const before = incidents.get(id, ADA);
    await clock.advance(100 * DAY);
    await run({ textsMs: days(90), alertsMs: days(90) });
    const after = incidents.get(id, ADA);
    const { severity, impactStartedAt, resolvedAt, services, instants, signature, state } = before;
    expect(after).toMatchObject({ severity, impactStartedAt, resolvedAt, services, instants, signature, state, title: '(title removed)' });
    expect(journal.verify()).toMatchObject({ ok: true, redacted: 0, firstBad: null });
    expect(journal.verify().erased).toBeGreaterThan(2);
    expect(timeline(id).items.filter(({ type }) => type === 'erased').map(({ data }) => data['what'])).toEqual(['texts', 'alerts']);
    expect(timeline(id).items.find(({ type }) => type === 'note')).toMatchObject({ data: { text: null }, redacted: ['text'] });
    incidents.rebuild();
    expect(list({ show: 'closed' }).items.map(({ title }) => title)).toEqual(['(title removed)']);
  });

  it('wait ten minutes after a start and after each change, so that a slip can be noticed', async () => {
    const { past, everything, run, retention, clock } = openRetention();
    const id = past('alpha');
    const before = everything(id);
    await clock.advance(100 * DAY);
    retention.tick();
    await run({ textsMs: days(1) }, 0);
    await clock.advance(-1_000);
    await run({ textsMs: days(2) }, 0);
    expect(everything(id)).toBe(before);
    retention.tick();
    expect(everything(id)).not.toBe(before);
  });

  it('erase what is older only, and what was written down later once it is as old', async () => {
    const { past, run, clock, act, timeline } = openRetention();
    const id = past('alpha');
    await clock.advance(100 * DAY);
    act(id, { type: 'note', text: 'an afterthought' });
    await run({ textsMs: days(90) });
    const notes = () => timeline(id, { type: 'note' }).items.map(({ data }) => data['text']);
    expect(notes()).toEqual([null, 'an afterthought']);
    await clock.advance(100 * DAY);
    await run({ textsMs: days(90), evidenceMs: days(5_000) });
    expect(notes()).toEqual([null, null]);
  });

  it('erase notes of the shift and hand-overs by their own setting, and nothing else of the workspace', async () => {
    const { journal, clock, run, preview } = openRetention();
    journal.append(null, { type: 'shiftNote', data: {}, texts: { text: 'a quiet night' } }, { actor: ADA.actor });
    journal.append(null, { type: 'configRefused', data: { errors: 1 }, texts: { first: 'line 3' } }, { actor: ADA.actor });
    await clock.advance(40 * DAY);
    const later = journal.append(null, { type: 'shiftNote', data: {}, texts: { text: 'today' } }, { actor: ADA.actor });
    expect((await preview({ shiftNotesMs: days(30) }))['shiftNotes']).toMatchObject({ count: 1, bytes: 13 });
    await run({ shiftNotesMs: days(30) });
    const texts = journal.entries({ stream: null, order: 'asc', limit: 50 }).flatMap(({ fact }) => Object.values(fact.texts));
    expect(texts).toEqual([null, 'line 3', 'today']);
    expect(journal.entry(later.seq)?.fact.texts).toEqual({ text: 'today' });
    expect(journal.verify()).toMatchObject({ ok: true, erased: 1 });
  });

  /** How many of forty words, each said in a note of one of ten incidents, can be read off the disk after their texts were erased. */
  async function readable(purge: typeof purgeIndexStep): Promise<number> {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    const { open, act, run, clock, db, raw } = openRetention(file, purge);
    const word = (number: number): string => hash('sha256', `said ${number}`).slice(0, 24);
    const ids = Array.from({ length: 10 }, () => open().id);
    for (let number = 0; number < 40; number += 1) act(ids[number % ids.length] ?? open().id, { type: 'note', text: `it was ${word(number)}` });
    for (const id of ids) act(id, { type: 'resolve' });
    await clock.advance(100 * DAY);
    await run({ textsMs: days(90) });
    expect(db.read.all('SELECT rowid FROM search WHERE search MATCH ?', word(7))).toEqual([]);
    const bytes = Buffer.concat(['', '-wal'].map((end) => fs.readFileSync(file + end)));
    raw.close();
    /* The index keeps of each word only how it differs from the one before. */
    return Array.from({ length: 40 }, (_, number) => word(number)).filter((each) => bytes.includes(each.slice(-16))).length;
  }

  it('leave no word of a note on the disk, neither in the journal nor in the index; without going through the index, they do', async () => {
    expect(await readable(purgeIndexStep)).toBe(0);
    expect(await readable(() => true)).toBeGreaterThan(0);
  });

  it('control arm: a text that is gone without an entry that says so is found by the check of the chain', async () => {
    const { past, run, clock, journal, raw } = openRetention();
    past('alpha');
    const other = past('beta');
    await clock.advance(100 * DAY);
    const seq = Number(raw.prepare(`SELECT min(seq) FROM journal WHERE stream = ?`).pluck().get(other));
    raw.prepare('UPDATE journal_texts SET text = NULL, salt = NULL WHERE seq = ?').run(seq);
    expect(journal.verify()).toMatchObject({ ok: false, firstBad: { seq } });
    await run({ alertsMs: days(90) });
    expect(journal.verify()).toMatchObject({ ok: false, firstBad: { seq } });
  });

  it('walk over closed incidents by their index', () => {
    const { db } = openRetention();
    expect(db.read.explain(CLOSED_SQL, 0, 0, 0, 1)).toEqual([expect.stringMatching(/SEARCH incidents USING (COVERING )?INDEX incidents_closed \(closed_at>\? AND closed_at<\?\)/) as string]);
  });
});

describe('legal hold', () => {
  const settings = fc.record({ textsMs: fc.option(fc.integer({ min: 1, max: 400 }).map(days), { nil: null }), evidenceMs: fc.option(fc.integer({ min: 1, max: 400 }).map(days), { nil: null }), alertsMs: fc.option(fc.integer({ min: 1, max: 400 }).map(days), { nil: null }) });

  it('keeps every byte of an incident, whatever the settings and the time; without one, the same settings take them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(settings, fc.integer({ min: 1, max: 500 })), { minLength: 1, maxLength: 4 }), async (rounds) => {
        const { past, act, everything, run, clock } = openRetention();
        const [held, free] = [past('held'), past('free')];
        act(held, { type: 'hold', reason: 'claim 4711' });
        const [beforeHeld, beforeFree] = [everything(held), everything(free)];
        let takes = false;
        let age = 0;
        for (const [keep, wait] of rounds) {
          await clock.advance(wait * DAY);
          age += wait * DAY;
          await run(keep, 60);
          takes ||= [keep.textsMs, keep.evidenceMs, keep.alertsMs].some((kept) => kept !== null && kept <= age);
        }
        expect(everything(held)).toBe(beforeHeld);
        expect(everything(free) === beforeFree).toBe(!takes);
      }),
      { numRuns: 25 },
    );
  });

  it('is counted in the preview, and lets go of nothing until it is lifted by who may approve', async () => {
    const { past, act, run, preview, clock, timeline } = openRetention();
    const id = past('alpha');
    act(id, { type: 'hold', reason: 'claim 4711' });
    await clock.advance(100 * DAY);
    expect((await preview({ textsMs: days(90) }))['texts']).toMatchObject({ count: 0, incidents: 0, held: 1, heldExamples: [id] });
    await run({ textsMs: days(90) });
    expect(timeline(id, { type: 'note' }).items[0]?.data['text']).toBe('alpha noted');
    act(id, { type: 'liftHold', reason: 'settled' }, APPROVER);
    await clock.advance(2 * DAY);
    await run({ textsMs: days(91) });
    expect(timeline(id, { type: 'note' }).items[0]?.data['text']).toBeNull();
  });

  it('refuses redactions, and says why', () => {
    const { past, act, timeline } = openRetention();
    const id = past('alpha');
    const seq = timeline(id, { type: 'note' }).items[0]?.seq ?? 0;
    act(id, { type: 'askRedaction', seq, field: 'text', reason: 'x' });
    act(id, { type: 'hold', reason: 'claim 4711' });
    expect(() => act(id, { type: 'approveRedaction', seq, field: 'text' }, BOB)).toThrow(`${id} is under legal hold: nothing of it may be removed until the hold is lifted.`);
    expect(() => act(id, { type: 'askRedaction', seq, field: 'text', reason: 'x' }, EVE)).toThrow('under legal hold');
  });

  it('goes with what is merged, either way, and stands after everything is made anew', () => {
    const { open, act, incidents } = openRetention();
    const heldNow = (id: IncidentId): boolean => {
      const record = incidents.record(id);
      return record !== null && isHeld(record, (other) => incidents.record(other));
    };
    const [source, target] = [open().id, open().id];
    act(source, { type: 'hold', reason: 'claim 4711' });
    act(source, { type: 'merge', into: target });
    const [loose, held] = [open().id, open().id];
    act(held, { type: 'hold', reason: 'claim 4712' });
    act(loose, { type: 'merge', into: held });
    incidents.rebuild();
    expect([source, target, loose, held].map(heldNow)).toEqual([true, true, true, true]);
    expect(incidents.record(target)?.hold?.reason).toBe(`${source}, which was merged into it, is on hold: claim 4711`);
    expect(heldNow(open().id)).toBe(false);
  });
});

describe('a cycle of merges', () => {
  it('is no hold, and ends', () => {
    const { open, incidents } = openRetention();
    const record = incidents.record(open().id);
    if (record === null) throw new Error('no incident');
    const merged = { ...record, mergedInto: record.id };
    expect(isHeld(merged, () => merged)).toBe(false);
  });
});
