import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { revisionOf } from './file.ts';
import { readOnDisk, watchConfig, type ConfigOnDisk, type ConfigWatch } from './watch.ts';

let folder = '';
let file = '';
const watches: ConfigWatch[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'holdfast-watch-'));
  file = path.join(folder, 'holdfast.yaml');
  writeFileSync(file, 'One');
});
afterEach(() => {
  for (const watch of watches.splice(0)) watch.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A watcher that looks when it is told to, whatever the file system says meanwhile. */
async function watched() {
  const told: string[] = [];
  const due: (() => void)[] = [];
  const watch = watchConfig(file, await readOnDisk(file), (now) => void told.push(textOf(now)), { after: (_, run) => (due.push(run), () => void due.splice(due.indexOf(run), 1)) });
  watches.push(watch);
  return { watch, told, look: () => due.splice(0).forEach((run) => run()) };
}
const textOf = (now: ConfigOnDisk): string => (now.kind === 'text' ? now.file.text : now.kind);
const put = (text: string) => {
  writeFileSync(file, text);
  return { text, revision: revisionOf(text) };
};

describe('a file that is watched while we write to it ourselves', () => {
  it('tells nothing of a write of our own that takes long, whenever it is looked at, and of everything else', async () => {
    const ours = await watched();
    /** Control: who did not write it is told. */
    const other = await watched();
    await ours.watch.ownWrite(async () => {
      ours.look();
      const written = put('Two');
      await vi.waitFor(() => {
        ours.look();
        other.look();
        expect(other.told).toEqual(['Two']);
      }, { interval: 5, timeout: 20_000 });
      return written;
    });
    put('Six');
    await vi.waitFor(() => {
      ours.look();
      expect(ours.told).toEqual(['Six']);
    }, { interval: 5, timeout: 20_000 });
  });

  it('looks again after a write that failed', async () => {
    const ours = await watched();
    await expect(ours.watch.ownWrite(async () => {
      put('Ten');
      ours.look();
      await readOnDisk(file);
      throw new Error('somebody was faster');
    })).rejects.toThrow('faster');
    await vi.waitFor(() => {
      ours.look();
      expect(ours.told).toEqual(['Ten']);
    }, { interval: 5, timeout: 20_000 });
  });
});
