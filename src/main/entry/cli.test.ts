import { describe, expect, it } from 'vitest';
import { parseCli } from './cli.ts';

describe('the command line', () => {
  it('starts without a word', () => expect(parseCli([])).toMatchObject({ ok: true, command: { name: 'start', options: { port: null, open: true, demo: false } } }));
  it('reads the options of start', () => {
    expect(parseCli(['start', '--headless', '--port', '0', '--config', 'a.yaml', '--data', 'd', '--no-open', '--demo'])).toMatchObject({
      ok: true,
      command: { options: { port: 0, config: 'a.yaml', data: 'd', open: false, demo: true } },
    });
  });
  it('reads what it connects to', () => {
    expect(parseCli(['--connect', 'https://ops-1:7420/', '--code', 'ABCD-2345'])).toMatchObject({ ok: true, command: { options: { connect: { origin: 'https://ops-1:7420', code: 'ABCD-2345', fingerprint: null } } } });
    expect(parseCli([])).toMatchObject({ command: { options: { connect: null } } });
  });
  it.each([
    [['--port', '70000'], /--port expects a number/],
    [['--port', '12x'], /--port expects a number/],
    [['frobnicate'], /unknown command "frobnicate"/],
    [['--headless', '--desktop'], /exclude each other/],
    [['check-config'], /exactly one file/],
    [['check-config', 'a', 'b'], /exactly one file/],
    [['verify', 'a', 'b'], /verify expects one backup or nothing, got "a b"/],
    [['backup'], /exactly one file or folder/],
    [['restore', 'a', 'b'], /exactly one backup/],
    [['export'], /--incident/],
    [['export', '--incident', 'INC-2026-0001'], /--format expects md, html or json/],
    [['export', '--incident', 'INC-2026-0001', '--format', 'pdf'], /got "pdf"/],
    [['import'], /exactly one file/],
    [['import', 'a', 'b'], /exactly one file/],
    [['check'], /--collection/],
    [['check', 'a.json', '--collection', 'a.json'], /no further words, got "a.json"/],
    [['check', '--collection', 'a.json', '--timeout', '0s'], /--timeout expects a duration from 1s to 10m, got "0s"/],
    [['check', '--collection', 'a.json', '--secret', 'token=abc-def'], /^--secret expects NAME=VARIABLE: [^"]*$/],
    [['--code', 'ABCD-2345'], /belong to --connect/],
    [['--connect', 'ops-1:7420'], /--connect expects an address such as https:\/\/ops-1:7420, got "ops-1:7420"/],
    [['--connect', 'https://ops-1:7420/wall'], /--connect expects an address/],
    [['--connect', 'https://ops-1:7420', '--demo'], /exclude each other/],
    [['--connect', 'https://ops-1:7420', '--fingerprint', 'AA:BB'], /--fingerprint expects 32 pairs/],
    [['--nonsense'], /nonsense/],
    [['start', 'now'], /no further words/],
  ])('%j is a usage error in one sentence', (args, message) => {
    const result = parseCli(args);
    expect(result.ok).toBe(false);
    expect(result.ok ? '' : result.message).toMatch(message);
  });
  it('verifies a data folder, the usual one unless told', () => {
    expect(parseCli(['verify'])).toEqual({ ok: true, command: { name: 'verify', data: null, file: null, json: false } });
    expect(parseCli(['verify', '--data', 'd', '--json'])).toEqual({ ok: true, command: { name: 'verify', data: 'd', file: null, json: true } });
    expect(parseCli(['verify', 'x.tar'])).toEqual({ ok: true, command: { name: 'verify', data: null, file: 'x.tar', json: false } });
  });
  it('backs up and restores', () => {
    expect(parseCli(['backup', 'x.tar', '--data', 'd', '--config', 'c'])).toEqual({ ok: true, command: { name: 'backup', to: 'x.tar', data: 'd', config: 'c', json: false } });
    expect(parseCli(['restore', 'x.tar', '--json'])).toEqual({ ok: true, command: { name: 'restore', file: 'x.tar', data: null, config: null, json: true } });
  });
  it('exports and imports', () => {
    expect(parseCli(['export', '--incident', 'INC-2026-0001', '--format', 'md', '--out', 'x'])).toEqual({ ok: true, command: { name: 'export', incident: 'INC-2026-0001', format: 'md', out: 'x', data: null, config: null } });
    expect(parseCli(['import', 'x.json', '--check', '--data', 'd'])).toEqual({ ok: true, command: { name: 'import', file: 'x.json', checkOnly: true, json: false, data: 'd', config: null } });
  });
  it('checks with a collection', () => {
    expect(parseCli(['check', '--collection', 'c.json'])).toEqual({ ok: true, command: { name: 'check', options: { collection: 'c.json', environment: null, folder: null, secrets: [], junit: null, timeoutMs: 60_000, runner: null, json: false } } });
    expect(parseCli(['check', '--collection', 'c.json', '--environment', 'e.json', '--folder', 'F', '--secret', 'api token=TOKEN', '--secret', 'b=B', '--junit', 'o.xml', '--timeout', '2m', '--runner', '/n', '--json'])).toEqual({
      ok: true,
      command: { name: 'check', options: { collection: 'c.json', environment: 'e.json', folder: 'F', secrets: [['api token', 'TOKEN'], ['b', 'B']], junit: 'o.xml', timeoutMs: 120_000, runner: '/n', json: true } },
    });
  });
  it('checks a configuration', () => expect(parseCli(['check-config', 'x.yaml', '--json'])).toEqual({ ok: true, command: { name: 'check-config', file: 'x.yaml', json: true } }));
});
