import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../engine/sources/testing/processes.ts';
import { HAS_PROC, processesWith } from './testing/processes.ts';
import { spawnTethered } from './tethered-process.ts';

const MODULE = new URL('tethered-process.ts', import.meta.url).href;

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-tether-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const program = async (name: string, text: string): Promise<string> => {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
};
const FOREVER = 'setInterval(() => undefined, 1000);';

describe.skipIf(!HAS_PROC)('a program tied to our life (looks into /proc: Linux only)', () => {
  it('ends when asked, and leaves nothing', async () => {
    const file = await program('forever.cjs', FOREVER);
    const tethered = spawnTethered(process.execPath, [file], folder);
    await waitUntil('the program runs', async () => (await processesWith(file)).length > 0);
    await tethered.close();
    await waitUntil('nothing is left', async () => (await processesWith(file)).length === 0);
  });

  it('tells what a program said that ended by itself', async () => {
    const file = await program('dies.cjs', 'process.stderr.write("the disk is full\\n"); process.exitCode = 3;');
    expect(await spawnTethered(process.execPath, [file], folder).ended).toContain('the disk is full');
    await waitUntil('nothing is left', async () => (await processesWith(file)).length === 0);
  });

  it('kills a program that will not end when asked', async () => {
    const file = await program('stubborn.cjs', `process.on('SIGTERM', () => undefined); ${FOREVER}`);
    const tethered = spawnTethered(process.execPath, [file], folder);
    await waitUntil('the program runs', async () => (await processesWith(file)).length >= 2);
    await tethered.close();
    await waitUntil('nothing is left', async () => (await processesWith(file)).length === 0);
  });

  it('hands over none of our environment but what a program needs to run', async () => {
    process.env['HOLDFAST_TETHER_TEST'] = 'a secret';
    const file = await program('env.cjs', 'process.stderr.write(Object.keys(process.env).join(","));');
    const output = await spawnTethered(process.execPath, [file], folder).ended;
    delete process.env['HOLDFAST_TETHER_TEST'];
    expect(output).toContain('PATH');
    expect(output).not.toContain('HOLDFAST');
  });

  /** A parent that starts the program in the way given and is then killed without a chance to tidy up. */
  const orphan = async (file: string, start: string): Promise<void> => {
    const parent = spawn(process.execPath, ['--input-type=module', '-e', `${start} ${FOREVER}`], { stdio: 'ignore' });
    await waitUntil('the program runs', async () => {
      const pids = await processesWith(file);
      return pids.some((pid) => pid !== parent.pid);
    });
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  };

  it('does not outlive a parent that is killed with -9', async () => {
    const file = await program('forever.cjs', FOREVER);
    await orphan(file, `import { spawnTethered } from '${MODULE}'; spawnTethered(process.execPath, ['${file}'], '${folder}');`);
    await waitUntil('nothing is left', async () => (await processesWith(file)).length === 0);
  });

  it('would outlive it untied (control)', async () => {
    const file = await program('forever.cjs', FOREVER);
    await orphan(file, `import { spawn } from 'node:child_process'; spawn(process.execPath, ['${file}'], { stdio: 'ignore' });`);
    const left = await processesWith(file);
    expect(left).toHaveLength(1);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    await waitUntil('the control is gone', async () => (await processesWith(file)).length === 0);
  });
});
