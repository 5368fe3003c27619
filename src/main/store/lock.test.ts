import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { acquireLock, type EngineLock } from './lock.ts';
import { temporaryFolder } from './testing/fixtures.ts';

const HOLDER = path.join(import.meta.dirname, 'testing/lock-holder.ts');
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Another process that holds the lock of the folder and has announced its address. */
async function startHolder(folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [HOLDER, folder, 'http://127.0.0.1:7420/'], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = await once(child.stdout, 'data');
  expect(String(said)).toBe('held\n');
  return child;
}

function mustHold(folder: string): EngineLock {
  const result = acquireLock(folder, process.pid);
  if (!result.held) throw new Error('expected to get the lock');
  return result.lock;
}

describe('one engine per data folder', () => {
  it('tells a second start where the running one is', async () => {
    using folder = temporaryFolder();
    const child = await startHolder(folder.path);
    expect(acquireLock(folder.path, process.pid)).toEqual({ held: false, holder: { pid: child.pid, address: 'http://127.0.0.1:7420/' } });
  });

  it('is free again the moment its holder is killed, with its note still lying there', async () => {
    using folder = temporaryFolder();
    const child = await startHolder(folder.path);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(fs.existsSync(folder.file('holdfast.lock.json'))).toBe(true);
    mustHold(folder.path).release();
  });

  it('control arm: a note with a process number in it, alone, stops nobody', () => {
    using folder = temporaryFolder();
    fs.writeFileSync(folder.file('holdfast.lock.json'), JSON.stringify({ pid: process.pid, address: 'http://127.0.0.1:1/' }));
    mustHold(folder.path).release();
  });

  it('holds against a second engine in the same process, until released', () => {
    using folder = temporaryFolder();
    const lock = mustHold(folder.path);
    expect(acquireLock(folder.path, 99)).toEqual({ held: false, holder: { pid: process.pid, address: null } });
    lock.release();
    lock.release();
    expect(fs.existsSync(folder.file('holdfast.lock.json'))).toBe(false);
    mustHold(folder.path).release();
  });

  it('is lifted when the worker thread that held it crashes, so that the shell can start another', async () => {
    using folder = temporaryFolder();
    const worker = new Worker(HOLDER, { argv: [folder.path, 'http://127.0.0.1:7421/'], stdout: true });
    await once(worker.stdout, 'data');
    expect(acquireLock(folder.path, 99).held).toBe(false);
    await worker.terminate();
    mustHold(folder.path).release();
  });

  it('says that the holder is unknown where its note is unreadable', () => {
    using folder = temporaryFolder();
    const lock = mustHold(folder.path);
    for (const text of ['', '{"pid":', '[]', '{"pid":"7"}']) {
      fs.writeFileSync(folder.file('holdfast.lock.json'), text);
      expect(acquireLock(folder.path, 99)).toEqual({ held: false, holder: null });
    }
    lock.release();
  });
});
