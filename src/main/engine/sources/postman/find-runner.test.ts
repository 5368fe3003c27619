import { chmodSync, copyFileSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../store/testing/fixtures.ts';
import type { ProgramEnd, Programs } from '../../ports.ts';
import { findRunner } from './find-runner.ts';
import { NEWMAN, RUN_DEPS } from './testing/collections.ts';
import { never } from './testing/running.ts';

const PRINTED: ProgramEnd = { exitCode: 0, stopped: null, lateMs: 0, stdout: '', stderr: '' };
/** A machine with these programs on PATH, each of which says its version. */
const machine = (onPath: Readonly<Record<string, string>>, versions: Readonly<Record<string, string>>): Programs => ({
  find: (name) => Promise.resolve(onPath[name] ?? null),
  run: ({ file, args }) => Promise.resolve({ ...PRINTED, stdout: versions[args.find((arg) => arg.endsWith('newman.js')) ?? file] ?? '', exitCode: 0 }),
});

describe('looking for a runner', () => {
  it('finds the real newman, as a script of a Node that keeps it from files', async () => {
    const found = await findRunner(NEWMAN, RUN_DEPS.programs, never);
    const script = realpathSync(NEWMAN);
    expect(found).toEqual({ ok: true, runner: { kind: 'newman', version: '6.2.2', file: process.execPath, args: ['--permission', '--disable-warning=DEP0176', `--allow-fs-read=${script.slice(0, script.indexOf('/newman/bin'))}`], script } });
  });

  it('takes newman before the Postman CLI, and that one where there is no other', async () => {
    using folder = temporaryFolder();
    for (const name of ['newman.js', 'postman']) writeFileSync(folder.file(name), '');
    symlinkSync(folder.file('newman.js'), folder.file('newman'));
    const versions = { [process.execPath]: 'v24.1.0', [folder.file('newman.js')]: '6.2.2', [folder.file('postman')]: '1.35.2' };
    expect(await findRunner(null, machine({ newman: folder.file('newman'), postman: folder.file('postman') }, versions), never)).toMatchObject({ runner: { kind: 'newman', version: '6.2.2' } });
    expect(await findRunner(null, machine({ postman: folder.file('postman') }, versions), never)).toEqual({ ok: true, runner: { kind: 'postman', version: '1.35.2', file: folder.file('postman') } });
  });

  it('finds newman’s script behind what npm puts in its place on Windows', async () => {
    using folder = temporaryFolder();
    mkdirSync(folder.file('node_modules/newman/bin'), { recursive: true });
    writeFileSync(folder.file('newman.cmd'), '@ECHO off');
    writeFileSync(folder.file('node_modules/newman/bin/newman.js'), '');
    const script = folder.file('node_modules/newman/bin/newman.js');
    const found = await findRunner(folder.file('newman.cmd'), machine({}, { [process.execPath]: 'v24.1.0', [script]: '6.2.2' }), never);
    expect(found).toMatchObject({ runner: { kind: 'newman', script, args: expect.arrayContaining([`--allow-fs-read=${folder.file('node_modules')}`]) as string[] } });
  });

  it('passes over a Node that cannot keep newman from files', async () => {
    using folder = temporaryFolder();
    for (const name of ['newman.js', 'node', 'node25']) writeFileSync(folder.file(name), '');
    const programs = (own: string, onPath: string): Programs => machine({ node: folder.file('node25') }, { [process.execPath]: own, [folder.file('node')]: 'v20.20.2', [folder.file('node25')]: onPath, [folder.file('newman.js')]: '6.2.2' });
    expect(await findRunner(folder.file('newman.js'), programs('v22.12.0', 'v25.0.1'), never)).toMatchObject({ runner: { file: folder.file('node25'), args: ['--permission', '--allow-net', '--disable-warning=DEP0176', expect.any(String)] } });
    expect(await findRunner(folder.file('newman.js'), programs('v22.12.0', 'v21.7.0'), never)).toEqual({ ok: false, message: 'newman needs Node 22.13 or later on PATH or beside it: only that can keep the scripts of a collection from the files of this machine' });
    expect(await findRunner(folder.file('newman.js'), programs('v22.13.0', ''), never)).toMatchObject({ runner: { file: process.execPath } });
  });

  it('says what to do where there is none, or something else', async () => {
    using folder = temporaryFolder();
    const hint = 'install one with `npm install -g newman`, or name it as the source’s `runner`';
    expect(await findRunner(null, machine({}, {}), never)).toEqual({ ok: false, message: `neither newman nor the Postman CLI is on PATH: ${hint}` });
    expect(await findRunner(folder.file('none'), machine({}, {}), never)).toEqual({ ok: false, message: `there is no program ${folder.file('none')}: ${hint}` });
    copyFileSync('/bin/sh', folder.file('newman'));
    expect(await findRunner(folder.file('newman'), RUN_DEPS.programs, never)).toMatchObject({ ok: false, message: expect.stringContaining('name newman’s own script as the source’s `runner`') as string });
    writeFileSync(folder.file('tool'), '#!/bin/sh\nexit 1\n');
    chmodSync(folder.file('tool'), 0o755);
    expect(await findRunner(folder.file('tool'), RUN_DEPS.programs, never)).toEqual({ ok: false, message: `${folder.file('tool')} does not tell its version, expected newman or the Postman CLI` });
  });
});
