import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkConfig } from './check-command.ts';
import { newConfigText } from './edit.ts';
import { configSchemaText, writeSchemaBeside } from './schema-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'holdfast-check-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const write = (text: string | Buffer) => {
  const file = path.join(folder, 'holdfast.yaml');
  writeFileSync(file, text);
  return file;
};

describe('check-config', () => {
  it('ends with 0 for a file that is right, warnings or not', async () => {
    const file = write('version: 1\nworkspace: { name: A }\n');
    expect(await checkConfig(file, { json: false })).toEqual({ exitCode: 0, output: `${file}: ok\n` });
    const example = 'resources/examples/holdfast.yaml';
    expect(await checkConfig(example, { json: false })).toEqual({ exitCode: 0, output: `${example}: ok\n` });
    const outside = write('version: 1\nworkspace: { name: A }\nsources: [{ id: a, type: prometheus, url: http://a }]\nrules:\n  - { import: ../alerts.yml, source: a }\n');
    expect(await checkConfig(outside, { json: false })).toEqual({
      exitCode: 0,
      output: `${outside}:5:15: warning: rules[0].import: this rule file lies outside the folder of the configuration; whoever moves or backs up one must think of the other\n${outside}: 1 warning\n`,
    });
  });

  it('ends with 1 and one line for each mistake', async () => {
    const file = write('version: 1\nworkspace: { name: A, timeZone: Mars }\nsources:\n  - { id: a, type: probe, timeout: 0s }\n');
    expect(await checkConfig(file, { json: false })).toEqual({
      exitCode: 1,
      output: `${file}:2:33: error: workspace.timeZone: expected a time zone such as Europe/Berlin, found "Mars"
${file}:4:36: error: sources[0].timeout: expected a duration from 50ms to 10m, found "0s"
${file}: 2 errors\n`,
    });
    const { exitCode, output } = await checkConfig(file, { json: true });
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toMatchObject({ file, ok: false, issues: [{ line: 2, column: 33, path: 'workspace.timeZone', level: 'error' }, { line: 4 }] });
  });

  it('ends with 2 without a file, and with 3 when it cannot be read', async () => {
    expect(await checkConfig(undefined, { json: false })).toEqual({ exitCode: 2, output: 'usage: holdfast check-config FILE [--json]\n' });
    const missing = path.join(folder, 'none.yaml');
    expect(await checkConfig(missing, { json: false })).toEqual({ exitCode: 3, output: `${missing}: the file does not exist\n` });
    expect(await checkConfig(folder, { json: false })).toEqual({ exitCode: 3, output: `${folder}: expected a regular file\n` });
    const { exitCode, output } = await checkConfig(write(Buffer.from([0xff, 0xfe])), { json: true });
    expect([exitCode, JSON.parse(output)]).toEqual([3, { file: path.join(folder, 'holdfast.yaml'), ok: false, error: 'expected UTF-8 text', issues: [] }]);
  });
});

describe('the schema for editors', () => {
  it('in resources/ is the one of the code (else: node scripts/schema.ts)', () => {
    expect(readFileSync('resources/holdfast.schema.json', 'utf8')).toBe(configSchemaText());
  });

  it('accepts the example and refuses a mistyped key', () => {
    const ajv = new Ajv({ strict: false });
    addFormats(ajv);
    const validate = ajv.compile(JSON.parse(configSchemaText()) as object);
    const example = parse(readFileSync('resources/examples/holdfast.yaml', 'utf8')) as Record<string, unknown>;
    expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...example, sorces: [] })).toBe(false);
  });

  it('explains every key', () => {
    const missing: string[] = [];
    const walk = (schema: unknown, at: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties')
          for (const [name, property] of Object.entries(value as Record<string, { description?: string; const?: unknown; enum?: unknown }>))
            if (property.description === undefined && property.const === undefined && property.enum === undefined) missing.push(`${at}.${name}`);
        walk(value, `${at}.${key}`);
      }
    };
    walk(JSON.parse(configSchemaText()), '');
    expect(missing).toEqual([]);
  });

  it('is put beside a file that Settings creates, where its first line points', async () => {
    const file = write(newConfigText({ name: 'A', timeZone: 'UTC' }));
    await writeSchemaBeside(file);
    const pointed = /\$schema=(\S+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    expect(readFileSync(path.join(folder, pointed), 'utf8')).toBe(configSchemaText());
    expect(await checkConfig(file, { json: false })).toMatchObject({ exitCode: 0 });
  });
});
