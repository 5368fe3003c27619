import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../shared/model/identity.ts';
import { revisionOf, writeConfigFile } from './file.ts';
import { Redactor } from './redactor.ts';
import { ConfigService, type ConfigChange } from './service.ts';

const config = (name: string, more = '') => `version: 1\nworkspace: { name: ${name} }\n${more}`;
const SIGNALS = `sources:
  - { id: prom, type: prometheus, url: http://a }
services:
  - { id: api, name: API }
signals:
  - { id: p95, service: api, kind: latency, source: prom, query: up }
rules:
  - { id: slow, signal: p95, when: { above: 1 } }
`;

let folder = '';
let file = '';
const services: ConfigService[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'holdfast-config-'));
  file = path.join(folder, 'holdfast.yaml');
});
afterEach(() => {
  for (const service of services.splice(0)) service.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Timers of 5 s (the poll) never fire here unless asked for, so that what is seen came from the file system’s own events. */
async function open(options: { pollMs?: number } = {}) {
  const redactor = new Redactor();
  const service = await ConfigService.open(file, {
    redactor,
    after: (delay, run) => {
      if (delay >= 5_000 && options.pollMs === undefined) return () => undefined;
      const timer = setTimeout(run, delay >= 5_000 ? options.pollMs : 20);
      return () => clearTimeout(timer);
    },
  });
  services.push(service);
  const changes: ConfigChange[] = [];
  service.onChange((change) => changes.push(change));
  return { service, changes, redactor };
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });
const ada = { person: { name: 'Ada' } } as Actor;
const names = (changes: ConfigChange[]) => changes.map((change) => change.config?.workspace.name);

describe('the configuration follows its file', () => {
  it('when it is written in place, by rename, through a link, and when it comes back after it was removed', async () => {
    writeFileSync(file, config('One'));
    const { service, changes } = await open();
    expect(service.current?.workspace.name).toBe('One');

    writeFileSync(file, config('Two'));
    await until(() => expect(service.current?.workspace.name).toBe('Two'));

    writeFileSync(`${file}.tmp`, config('Three'));
    renameSync(`${file}.tmp`, file);
    await until(() => expect(service.current?.workspace.name).toBe('Three'));

    unlinkSync(file);
    await until(() => expect(service.state.issues).toEqual([expect.objectContaining({ message: 'expected the configuration file, but it does not exist' })]));
    expect(service.state.usingLastGood).toBe(true);
    expect(service.current?.workspace.name).toBe('Three');

    writeFileSync(path.join(folder, 'real.yaml'), config('Four'));
    symlinkSync('real.yaml', file);
    await until(() => expect(service.current?.workspace.name).toBe('Four'));
    expect(service.state).toMatchObject({ usingLastGood: false, issues: [] });
    expect(names(changes)).toEqual(['Two', 'Three', 'Three', 'Four']);
  });

  it('says what changed', async () => {
    writeFileSync(file, config('One', SIGNALS));
    const { changes } = await open();
    writeFileSync(file, config('One', SIGNALS.replace('above: 1', 'above: 2').replace('name: API', 'name: The API').replace('id: p95', 'id: p99').replace('signal: p95', 'signal: p99')));
    await until(() => expect(changes).toHaveLength(1));
    const none = { added: [], removed: [], changed: [] };
    expect(changes[0]?.difference).toEqual({
      sources: none,
      services: { ...none, changed: ['api'] },
      signals: { added: ['p99'], removed: ['p95'], changed: [] },
      slos: none,
      rules: { ...none, changed: ['slow'] },
      hooks: none,
      channels: none,
      dnsProviders: none,
      programs: none,
      plans: none,
      triggers: none,
      maintenance: none,
      people: none,
      sections: [],
      reordered: [],
    });
    expect(changes[0]?.differenceText).toEqual([
      'service api: name API → "The API"',
      'signal p95 removed',
      'signal p99 added: service api, kind latency, source prom, every 15s, query up',
      'rule slow: signal p95 → p99',
      'rule slow: when.above 1 → 2',
    ]);
    expect(changes[0]?.by).toBeNull();
  });

  it('tells a change of comments as a change of text only', async () => {
    writeFileSync(file, config('One'));
    const { service, changes } = await open();
    writeFileSync(file, `# why\n${config('One')}`);
    await until(() => expect(changes).toHaveLength(1));
    expect(changes[0]?.difference).toBeNull();
    expect(service.state.text).toMatch(/^# why/);
  });

  it('keeps the last good configuration while the file is broken, and says where it is', async () => {
    writeFileSync(file, config('One'));
    const { service, changes } = await open();
    writeFileSync(file, config('One', 'sorces: []\n'));
    await until(() => expect(service.state.usingLastGood).toBe(true));
    expect(service.current?.workspace.name).toBe('One');
    expect(service.state.issues).toEqual([{ file, line: 3, column: 1, path: 'sorces', message: 'unknown key `sorces`; did you mean `sources`?', level: 'error' }]);
    writeFileSync(file, Buffer.from([0xff, 0xfe, 0x41, 0x00]));
    await until(() => expect(service.state.issues[0]?.message).toBe('expected UTF-8 text'));
    writeFileSync(file, config('Two'));
    await until(() => expect(service.current?.workspace.name).toBe('Two'));
    expect(changes.at(-1)?.difference?.sections).toEqual(['workspace']);
  });

  it('does not believe an empty file at once, because a write has perhaps just begun', async () => {
    writeFileSync(file, config('One'));
    const { service, changes } = await open();
    truncateSync(file, 0);
    await until(() => expect(service.state.issues[0]?.message).toContain('found an empty file'));
    writeFileSync(file, config('Two'));
    await until(() => expect(service.current?.workspace.name).toBe('Two'));
    expect(changes).toHaveLength(2);
  });

  it('is read by polling where the file system tells nothing', async () => {
    file = path.join(folder, 'later', 'holdfast.yaml');
    const { service } = await open({ pollMs: 20 });
    expect(service.current).toBeNull();
    expect(service.state).toMatchObject({ usingLastGood: false, issues: [{ message: 'expected the configuration file, but it does not exist' }] });
    mkdirSync(path.dirname(file));
    writeFileSync(file, config('One'));
    await until(() => expect(service.current?.workspace.name).toBe('One'));
  });

  it('hears nothing after it was closed', async () => {
    writeFileSync(file, config('One'));
    const { service, changes } = await open();
    const other = await open();
    service.close();
    writeFileSync(file, config('Two'));
    await until(() => expect(other.service.current?.workspace.name).toBe('Two'));
    expect(changes).toEqual([]);
  });

  it('masks secrets that were written in plain text', async () => {
    writeFileSync(file, config('One', 'sources:\n  - { id: p, type: prometheus, url: http://a, auth: { bearer: hunter2 } }\n'));
    const { redactor } = await open();
    expect(redactor.mask('sent hunter2')).toBe('sent [secret]');
  });
});

describe('writing the configuration', () => {
  it('is used at once, told once, and keeps the mode of the file', async () => {
    writeFileSync(file, config('One'));
    chmodSync(file, 0o640);
    const { service, changes } = await open();
    const state = await service.write(config('Two'), service.state.revision, ada);
    expect(state).toEqual(service.state);
    expect(service.current?.workspace.name).toBe('Two');
    expect(readFileSync(file, 'utf8')).toBe(config('Two'));
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['holdfast.yaml']);
    writeFileSync(file, config('Three'));
    await until(() => expect(service.current?.workspace.name).toBe('Three'));
    expect(names(changes)).toEqual(['Two', 'Three']);
    expect(changes.map(({ by, differenceText }) => [by?.person?.name, differenceText])).toEqual([
      ['Ada', ['workspace.name One → Two']],
      [undefined, ['workspace.name Two → Three']],
    ]);
    expect(service.written?.workspace).toEqual({ name: 'Three', timeZone: 'UTC' });
  });

  it('sees that somebody took its write back at once', async () => {
    writeFileSync(file, config('One'));
    const { service, changes } = await open();
    await service.write(config('Two'), service.state.revision);
    writeFileSync(file, config('One'));
    await until(() => expect(service.current?.workspace.name).toBe('One'));
    expect(names(changes)).toEqual(['Two', 'One']);
  });

  it('writes through a link instead of replacing it', async () => {
    const real = path.join(folder, 'real.yaml');
    writeFileSync(real, config('One'));
    symlinkSync('real.yaml', file);
    await writeConfigFile(file, config('Two'), revisionOf(config('One')));
    expect(readFileSync(real, 'utf8')).toBe(config('Two'));
  });

  it('is refused when somebody else was faster, with what they wrote', async () => {
    writeFileSync(file, config('One'));
    const { service } = await open();
    const mine = service.state.revision;
    writeFileSync(file, config('Theirs'));
    await expect(service.write(config('Mine'), mine)).rejects.toMatchObject({ code: 'conflict', details: { onDisk: { text: config('Theirs') } } });
    expect(readFileSync(file, 'utf8')).toBe(config('Theirs'));
    await expect(writeConfigFile(file, config('New'), null)).rejects.toMatchObject({ code: 'conflict' });
    unlinkSync(file);
    await expect(writeConfigFile(file, config('Mine'), mine)).rejects.toMatchObject({ code: 'conflict', message: 'The configuration file was removed meanwhile.' });
  });

  it('lets exactly one of many writers of the same revision win', async () => {
    writeFileSync(file, config('One'));
    const { service } = await open();
    const { revision } = service.state;
    const results = await Promise.allSettled(['A', 'B', 'C'].map((name) => service.write(config(name), revision)));
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    const created = path.join(folder, 'new.yaml');
    const creations = await Promise.allSettled(['A', 'B', 'C', 'D'].map((name) => writeConfigFile(created, config(name), null)));
    expect(creations.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  it('is refused when the text has errors, and the file stays as it is', async () => {
    writeFileSync(file, config('One'));
    const { service } = await open();
    await expect(service.write('version: 2\nworkspace: { name: A }\n', service.state.revision)).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'The configuration was not written: line 1: version: expected 1, found the number 2',
    });
    expect(readFileSync(file, 'utf8')).toBe(config('One'));
  });

  it('creates a file that only its owner can read, and its folder', async () => {
    file = path.join(folder, 'new', 'holdfast.yaml');
    const { service } = await open();
    await service.write(config('New'), null);
    expect(service.current?.workspace.name).toBe('New');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
