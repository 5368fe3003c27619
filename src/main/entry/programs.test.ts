import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { durationMs } from '../../shared/model/units.ts';
import { waitUntil } from '../engine/sources/testing/processes.ts';
import { temporaryFolder } from '../store/testing/fixtures.ts';
import { systemPrograms } from './programs.ts';

const never = new AbortController().signal;
const node = (folder: { path: string }, script: string, more: { timeLimitMs?: number; env?: Record<string, string>; abort?: AbortSignal } = {}) =>
  systemPrograms.run({ file: process.execPath, args: ['-e', script], cwd: folder.path, env: more.env ?? {}, timeLimitMs: durationMs(more.timeLimitMs ?? 10_000) }, more.abort ?? never);
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a program', () => {
  it('is run to its end in its folder, and sees only the environment that it is given', async () => {
    using folder = temporaryFolder();
    process.env['HOLDFAST_TOKEN_OF_A_TEST'] = 'secret';
    const ended = await node(folder, 'console.log(process.cwd()); console.error(process.env.GIVEN, process.env.HOLDFAST_TOKEN_OF_A_TEST); process.exitCode = 7', { env: { GIVEN: 'yes' } });
    delete process.env['HOLDFAST_TOKEN_OF_A_TEST'];
    expect(ended).toEqual({ exitCode: 7, stopped: null, lateMs: 0, stdout: `${folder.path}\n`, stderr: 'yes undefined\n' });
  });

  it('takes its arguments as they are: no shell reads them', async () => {
    using folder = temporaryFolder();
    const ended = await systemPrograms.run({ file: process.execPath, args: ['-e', 'console.log(process.argv[1])', '$(touch broken); "'], cwd: folder.path, env: {}, timeLimitMs: durationMs(10_000) }, never);
    expect(ended.stdout).toBe('$(touch broken); "\n');
    expect(existsSync(folder.file('broken'))).toBe(false);
  });

  it('that prints without end is read and cut', async () => {
    using folder = temporaryFolder();
    const ended = await node(folder, 'for (let n = 0; n < 2000; n += 1) process.stdout.write("x".repeat(10_000)); process.stdout.once("drain", () => process.stderr.write("done"))');
    expect(ended.stdout.length).toBe(16_384);
    expect(ended).toMatchObject({ exitCode: 0, stopped: null, stderr: 'done' });
  });

  it('that cannot be started is said', async () => {
    using folder = temporaryFolder();
    await expect(systemPrograms.run({ file: process.execPath, args: [], cwd: folder.file('nowhere'), env: {}, timeLimitMs: durationMs(1_000) }, never)).rejects.toThrow('ENOENT');
  });

  it.skipIf(process.platform === 'win32')('is killed at its time limit with all that it started, even where it does not listen', async () => {
    using folder = temporaryFolder();
    const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";
    writeFileSync(folder.file('child.cjs'), deaf);
    const script = `${deaf} const { pid } = require('child_process').spawn(process.execPath, ['child.cjs']); require('fs').writeFileSync('pids', process.pid + ' ' + pid); console.log(process.pid, pid)`;
    const ended = await node(folder, script, { timeLimitMs: 1_000 });
    expect(ended).toMatchObject({ stopped: 'time' });
    const pids = ended.stdout.trim().split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await waitUntil('both are gone', () => pids.every((pid) => !alive(pid)));
  });

  it.skipIf(process.platform === 'win32')('is stopped when nobody waits for it any longer, be it before it began', async () => {
    using folder = temporaryFolder();
    const gone = new AbortController();
    const running = node(folder, "require('fs').writeFileSync('pid', String(process.pid)); for (;;);", { abort: gone.signal });
    await waitUntil('it runs', () => existsSync(folder.file('pid')));
    gone.abort();
    expect(await running).toMatchObject({ stopped: 'abort' });
    expect(await node(folder, 'for (;;);', { abort: gone.signal })).toMatchObject({ stopped: 'abort' });
  });
});

describe('looking for a program', () => {
  it('finds what is on PATH', async () => expect(await systemPrograms.find('node')).toMatch(/node/));
  it('finds nothing where there is nothing', async () => expect(await systemPrograms.find('holdfast-no-such-program')).toBeNull());
});
