import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openStore } from './open.ts';
import { fakeClock, recordingLog, temporaryFolder } from './testing/fixtures.ts';
import { announcedSeed, seededRandom } from './testing/random.ts';

/** `npm run soak` does a thousand. */
const KILLS = Number(process.env['HOLDFAST_KILLS'] ?? 10);
const WRITER = path.join(import.meta.dirname, 'testing/crash-writer.ts');

/** Starts the writer, kills it at a random instant after some acknowledgements, and returns the last one it gave. */
async function writeUntilKilled(file: string, acknowledge: 'after' | 'before', random: () => number): Promise<number> {
  const child = spawn(process.execPath, [WRITER, file, acknowledge], { stdio: ['ignore', 'pipe', 'inherit'] });
  const wanted = 1 + Math.floor(random() * 40);
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (!child.killed && said.split('\n').length > wanted) {
      await pause(random() * 4);
      child.kill('SIGKILL');
    }
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return Number(said.split('\n').findLast((line, index, all) => line !== '' && index < all.length - 1));
}

/** How many of 1…`acknowledged` are missing, after what the next start finds. */
function missingAfterRestart(file: string, acknowledged: number, seed: number): number {
  const store = openStore({ file, clock: fakeClock(), log: recordingLog() });
  expect(store.problems(), `seed ${seed}`).toEqual([]);
  expect(store.read.all('PRAGMA integrity_check'), `seed ${seed}`).toEqual([{ integrity_check: 'ok' }]);
  const rows = store.read.all<{ minute: number; data: Uint8Array }>('SELECT minute, data FROM rollup_minutes ORDER BY minute');
  for (const { minute, data } of rows) expect([data.length, data[0]], `seed ${seed}`).toEqual([600, minute % 256]);
  store.close();
  return acknowledged - rows.filter(({ minute }) => minute <= acknowledged).length;
}

describe('kill -9 of the writing process', () => {
  it(`loses no confirmed entry, ${KILLS} times in a row on the same file`, async () => {
    using folder = temporaryFolder();
    const seed = announcedSeed('kill -9');
    const random = seededRandom(seed);
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const acknowledged = await writeUntilKilled(folder.file('holdfast.db'), 'after', random);
      expect(missingAfterRestart(folder.file('holdfast.db'), acknowledged, seed), `kill ${kill}, seed ${seed}`).toBe(0);
    }
  }, 30_000 + KILLS * 5_000);

  it('control arm: acknowledging before the commit does lose entries, so the test can see a loss', async () => {
    using folder = temporaryFolder();
    const seed = announcedSeed('kill -9, control arm');
    const random = seededRandom(seed);
    let missing = 0;
    for (let kill = 1; kill <= 20 && missing === 0; kill += 1) {
      const acknowledged = await writeUntilKilled(folder.file('holdfast.db'), 'before', random);
      missing = missingAfterRestart(folder.file('holdfast.db'), acknowledged, seed);
    }
    expect(missing, `seed ${seed}`).toBeGreaterThan(0);
  }, 60_000);
});
