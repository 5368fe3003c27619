import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileSecretStore } from '../../../config/file-secret-store.ts';
import { renewedToken } from './renewed-token.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-renewed-'));
  writeFileSync(join(folder, 'key'), randomBytes(48).toString('base64'), { mode: 0o600 });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As after each start: the file alone remembers. `given` is what the variable holds. */
const start = (given: string, keyFile: string | null = join(folder, 'key')) => renewedToken('${env:REFRESH}', { resolveSecrets: () => Promise.resolve(given), secrets: createFileSecretStore({ file: join(folder, 'secrets.json'), keyFile }) });

test('the newest token is found again after a restart, encrypted, under a name that tells nothing', async () => {
  const before = await start('first-token');
  expect(await before.newest()).toBe('first-token');
  await before.keep('second-token');
  await before.keep('third-token');
  expect(await (await start('first-token')).newest()).toBe('third-token');
  expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).not.toMatch(/(?:first|second|third)-token/);
});

test('whoever configures another token begins anew', async () => {
  await (await start('first-token')).keep('second-token');
  expect(await (await start('made-by-hand')).newest()).toBe('made-by-hand');
});

test('where nothing can be stored, keeping says so and how it can be mended', async () => {
  const token = await start('first-token', null);
  expect(await token.newest()).toBe('first-token');
  await expect(token.keep('second-token')).rejects.toThrow(/HOLDFAST_SECRET_KEY_FILE/);
});
