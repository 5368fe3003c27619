import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toRfc3339 } from '../../../shared/model/units.ts';
import { openStore } from '../../store/open.ts';
import type { WriteDb } from '../../store/sql.ts';
import { createJournal } from '../journal/service.ts';
import { HOLDFAST } from '../journal/journal.ts';
import { createManualClock, silentLog } from '../testing/manual-clock.ts';
import type { TakeOver } from './ports.ts';
import { createTermService, type TermService } from './service.ts';

const clock = createManualClock();

/** One console with a journal of its own, and whether it was told to open anew for reading. */
function open(name: string): { readonly term: TermService; readonly note: () => void; readonly head: () => { seq: number; hash: string } | null; readonly reopened: () => number } {
  const store = openStore({ file: ':memory:', clock, log: silentLog });
  const { read, write } = store;
  if (write === null) throw new Error('memory can be written');
  const journal = createJournal({ db: { read, write }, clock, randomBytes: (count) => randomBytes(count) });
  let reopened = 0;
  const ports = { writable: <T>(work: (to: WriteDb) => T): T => work(write), onStoodDown: () => void (reopened += 1) };
  const term = createTermService({ db: { read, write }, clock, log: silentLog, journal, ports, address: () => `http://${name}.test`, onChange: () => {} });
  return { term, note: () => void journal.append(null, { type: 'shiftNote', data: {}, texts: { text: name } }, { actor: HOLDFAST }), head: () => journal.head(), reopened: () => reopened };
}
const order = (by: string, at = clock.nowMs()): TakeOver => ({ at: toRfc3339(at), by: { id: by, name: by }, reason: 'no power', from: 'http://a.test', copyAt: toRfc3339(at) });
const toldBy = (console: TermService) => {
  const told = console.due();
  if (told === null) throw new Error('nothing is due');
  return told;
};

describe('the term of a console', () => {
  it('rises with a take-over, once for each order, and the old one yields to it and to nothing lower', () => {
    const [a, b] = [open('a'), open('b')];
    b.term.takeOver(order('ada'));
    const again = order('ada');
    b.term.takeOver(again);
    expect(b.term.view().term).toBe(2);
    const told = toldBy(b.term);
    expect(a.term.meet({ ...told, term: 1 })).toMatchObject({ stoodDown: false, term: 1 });
    expect(a.term.meet(told)).toMatchObject({ stoodDown: true, term: 2 });
    // Told once more it has nothing to do; a higher one it believes again.
    expect(a.term.meet(told)).toMatchObject({ stoodDown: true, term: 2 });
    expect(a.reopened()).toBe(1);
    expect(a.term.meet({ ...told, term: 3, at: toRfc3339(clock.nowMs()) })).toMatchObject({ stoodDown: true, term: 3 });
    expect(a.term.view()).toMatchObject({ role: 'stoodDown', term: 3 });
  });

  it('is one console’s alone: of two that took over from the same engine the one acts that the engine heard of first', async () => {
    const [a, b, c] = [open('a'), open('b'), open('c')];
    b.term.takeOver(order('ada'));
    await clock.advance(5);
    const second = order('cem');
    c.term.takeOver(second);
    const [first, late] = [toldBy(b.term), toldBy(c.term)];
    b.term.heard(first, a.term.meet(first));
    c.term.heard(late, a.term.meet(late));
    expect(b.term.view()).toMatchObject({ role: 'engine', tookOver: { metAt: expect.any(String) as string } });
    expect(c.term.view()).toMatchObject({ role: 'stoodDown', term: 2, stoodDown: { by: { name: 'ada' }, address: 'http://b.test' } });
    // And it does not take over anew when its machine starts again with the same order.
    c.term.takeOver(second);
    expect(c.term.view().role).toBe('stoodDown');
  });

  it('of a console that was only seen to be higher is explained when that one tells, and never lowered', () => {
    const a = open('a');
    const b = open('b');
    b.term.takeOver(order('ada'));
    a.term.seeHigher(2, 'http://b.test');
    a.term.seeHigher(1, 'http://c.test');
    expect(a.term.view()).toMatchObject({ role: 'stoodDown', stoodDown: { by: null, reason: null, address: 'http://b.test' } });
    expect(a.term.meet(toldBy(b.term))).toMatchObject({ stoodDown: true });
    expect(a.term.view()).toMatchObject({ stoodDown: { by: { name: 'ada' }, reason: 'no power' } });
    expect(a.reopened()).toBe(1);
  });

  it('comes with how much the old one has that the new one does not, and with nothing where their histories are not the same', () => {
    const [a, b] = [open('a'), open('b')];
    a.note();
    const head = a.head();
    a.note();
    a.note();
    b.term.takeOver(order('ada'));
    expect(a.term.meet({ ...toldBy(b.term), head })).toMatchObject({ stoodDown: true, entries: 2 });
    const other = open('other');
    other.note();
    expect(other.term.meet({ ...toldBy(b.term), head: head === null ? null : { ...head, hash: 'f'.repeat(64) } })).toMatchObject({ stoodDown: true, entries: null });
  });
});
