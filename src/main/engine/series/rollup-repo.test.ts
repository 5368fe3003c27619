import { describe, expect, it } from 'vitest';
import { SignalId } from '../../../shared/model/ids.ts';
import { openStore } from '../../store/open.ts';
import { createManualClock, silentLog } from '../testing/manual-clock.ts';
import * as repo from './rollup-repo.ts';

const NOW_HOUR = Math.floor(Date.UTC(2026, 0, 15, 14) / 3_600_000);

function open() {
  const store = openStore({ file: ':memory:', clock: createManualClock(), log: silentLog });
  return { read: store.read, write: store.write! };
}

describe('stored rollups', () => {
  it('finds one signal’s hours among those of all others, oldest first, with holes left out', () => {
    const { read, write } = open();
    const numbers = ['a', 'b', 'c'].map((name) => repo.addSignal(write, SignalId.parse(name)));
    for (const no of numbers) for (const hour of [NOW_HOUR - 30, NOW_HOUR - 2, NOW_HOUR]) repo.writeBlock(write, no, hour, Uint8Array.of(no, hour % 256));
    const found = repo.readBlocks(read, numbers[1]!, NOW_HOUR - 30, NOW_HOUR);
    expect(found.map(({ hour, data }) => [hour, [...data]])).toEqual([NOW_HOUR - 30, NOW_HOUR - 2, NOW_HOUR].map((hour) => [hour, [numbers[1], hour % 256]]));
    expect(repo.readBlocks(read, numbers[1]!, NOW_HOUR - 29, NOW_HOUR - 3)).toEqual([]);
    expect(repo.readBlocks(read, numbers[1]!, NOW_HOUR, NOW_HOUR - 1)).toEqual([]);
    expect([...repo.readBlock(read, numbers[2]!, NOW_HOUR)!]).toEqual([numbers[2], NOW_HOUR % 256]);
    repo.writeBlock(write, numbers[2]!, NOW_HOUR, Uint8Array.of(7));
    expect([...repo.readBlock(read, numbers[2]!, NOW_HOUR)!]).toEqual([7]);
  });

  it('reads by integer key: a month of one signal never walks through the blocks of the others', () => {
    const plan = open().read.explain(repo.READ_BLOCKS, { first: 1, last: 2 });
    expect(plan.filter((line) => line.includes(' b'))).toEqual(['SEARCH b USING INTEGER PRIMARY KEY (rowid=?)']);
    expect(plan.join('\n')).not.toMatch(/SCAN b|AUTOMATIC/);
  });

  it('lets go of the oldest, a bounded number at a time', () => {
    const { read, write } = open();
    const no = repo.addSignal(write, SignalId.parse('a'));
    expect(repo.oldestHour(read)).toBeNull();
    for (let hour = 0; hour < 50; hour += 1) repo.writeBlock(write, no, NOW_HOUR + hour, new Uint8Array(10));
    expect(repo.oldestHour(read)).toBe(NOW_HOUR);
    expect([repo.deleteBlocksBefore(write, NOW_HOUR + 30, 20), repo.deleteBlocksBefore(write, NOW_HOUR + 30, 20)]).toEqual([20, 10]);
    expect(repo.oldestHour(read)).toBe(NOW_HOUR + 30);
    expect(write.explain('DELETE FROM rollup_blocks WHERE id < ? ORDER BY id LIMIT ?', 1, 1).join()).toContain('USING INTEGER PRIMARY KEY (rowid<?)');
  });

  it('never gives a number to another signal', () => {
    const { read, write } = open();
    const [first, kept] = [repo.addSignal(write, SignalId.parse('a')), repo.addSignal(write, SignalId.parse('b'))];
    repo.writeBlock(write, first, NOW_HOUR, Uint8Array.of(1));
    repo.writeBlock(write, kept, NOW_HOUR, Uint8Array.of(2));
    repo.deleteSignal(write, kept, NOW_HOUR - 5, NOW_HOUR + 5);
    expect(repo.readBlock(read, kept, NOW_HOUR)).toBeNull();
    expect(repo.readBlock(read, first, NOW_HOUR)).not.toBeNull();
    expect(repo.addSignal(write, SignalId.parse('b'))).toBeGreaterThan(kept);
    expect(repo.readSignals(read).map(({ signal }) => signal)).toEqual(['a', 'b']);
  });

  it('knows what it takes on disk', () => {
    const { read, write } = open();
    const before = repo.usedBytes(read);
    const no = repo.addSignal(write, SignalId.parse('a'));
    for (let hour = 0; hour < 100; hour += 1) repo.writeBlock(write, no, NOW_HOUR + hour, new Uint8Array(10_000));
    expect(repo.usedBytes(read) - before).toBeGreaterThan(1_000_000);
    repo.deleteBlocksBefore(write, NOW_HOUR + 1_000, 1_000);
    expect(repo.usedBytes(read) - before).toBeLessThan(50_000);
  });
});
