import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileSecretStore } from './file-secret-store.ts';
import { parseConfig } from './load.ts';
import { Redactor } from './redactor.ts';
import { createSecretResolver } from './secrets.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'holdfast-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);
const readOnly = createFileSecretStore({ file: '', keyFile: null });
function resolver(env: Record<string, string> = {}, store = readOnly) {
  const redactor = new Redactor();
  return { redactor, resolve: createSecretResolver({ file: at('holdfast.yaml'), env, store, redactor }) };
}
const keyed = (key = 'a long random key, thirty-two of them') => {
  writeFileSync(at('key'), `${key}\n`);
  return createFileSecretStore({ file: at('secrets.json'), keyFile: at('key') });
};

describe('references to secrets', () => {
  it('are replaced by what they refer to, wherever they stand in the text', async () => {
    writeFileSync(at('token.txt'), 'from-file\r\n');
    const store = keyed();
    await store.set('api', 'from-store');
    const { resolve } = resolver({ TOKEN: 'from-env' }, store);
    expect(await resolve('a ${env:TOKEN} b ${file:token.txt} c ${secret:api} $${env:TOKEN}')).toBe('a from-env b from-file c from-store ${env:TOKEN}');
    expect(await resolve('nothing to do')).toBe('nothing to do');
  });

  it('are looked up anew each time, so that a rotated secret counts', async () => {
    const { resolve } = resolver();
    writeFileSync(at('token'), 'old');
    expect(await resolve('${file:token}')).toBe('old');
    writeFileSync(at('token'), 'new');
    expect(await resolve('${file:token}')).toBe('new');
  });

  it.each([
    ['${env:MISSING}', '${env:MISSING}: the environment variable MISSING is not set'],
    ['${env:EMPTY}', '${env:EMPTY}: the value is empty'],
    ['${file:none.txt}', '${file:none.txt}: the file does not exist'],
    ['${file:.}', '${file:.}: expected a regular file'],
    ['${file:pipe}', '${file:pipe}: expected a regular file'],
    ['${file:big}', '${file:big}: expected at most 1048576 bytes, found 1048577'],
    ['${file:binary}', '${file:binary}: expected UTF-8 text'],
    ['${secret:none}', '${secret:none}: no secret is stored under the name "none"'],
    ['${vault:x}', 'expected ${env:NAME}, ${file:path} or ${secret:name}, found a reference that is none of them'],
    ['hunter2 ${env:', 'expected ${env:NAME}, ${file:path} or ${secret:name}, found a reference that is none of them'],
  ])('%s is refused with a sentence that names it and holds no value', async (text, message) => {
    writeFileSync(at('big'), 'x'.repeat(1_048_577));
    writeFileSync(at('binary'), Buffer.from([0xff, 0xfe, 0x00]));
    execFileSync('mkfifo', [at('pipe')]);
    const { resolve } = resolver({ EMPTY: '', OTHER: 'hunter2' });
    await expect(resolve(text)).rejects.toMatchObject({ message });
  });
});

describe('the encrypted store', () => {
  it('keeps secrets over a restart, in a file only its owner can read, in which no value can be found', async () => {
    const store = keyed();
    await Promise.all([store.set('one', 'hunter2-hunter2'), store.set('two', 'zwei'), store.set('__proto__', 'odd name')]);
    await store.delete('two');
    const again = keyed();
    expect(await again.get('one')).toBe('hunter2-hunter2');
    expect(await again.get('__proto__')).toBe('odd name');
    expect(await again.get('two')).toBeNull();
    expect(await again.describe()).toMatchObject({ canStore: true, names: ['__proto__', 'one'] });
    expect(statSync(at('secrets.json')).mode & 0o777).toBe(0o600);
    const redactor = new Redactor();
    redactor.add('hunter2-hunter2');
    const onDisk = readFileSync(at('secrets.json'), 'utf8');
    expect(redactor.mask(onDisk)).toBe(onDisk);
  });

  it('refuses the wrong key, and the right one still opens it', async () => {
    await keyed().set('one', 'hunter2');
    const other = keyed('another long random key, also good');
    const message = 'The key of HOLDFAST_SECRET_KEY_FILE is not the one that the stored secrets were encrypted with.';
    await expect(other.get('one')).rejects.toThrow(message);
    await expect(other.set('two', 'x')).rejects.toThrow(message);
    expect(await other.describe()).toEqual({ canStore: false, how: message, names: [] });
    expect(await keyed().get('one')).toBe('hunter2');
  });

  it('notices that entries were exchanged or changed on disk', async () => {
    const store = keyed();
    await store.set('harmless', 'public');
    await store.set('admin', 'root');
    const file = JSON.parse(readFileSync(at('secrets.json'), 'utf8')) as { entries: { name: string }[] };
    for (const entry of file.entries) entry.name = { harmless: 'admin', admin: 'harmless' }[entry.name] ?? entry.name;
    writeFileSync(at('secrets.json'), JSON.stringify(file));
    await expect(store.get('admin')).rejects.toThrow('The stored secret "admin" is damaged; set it again.');
    writeFileSync(at('secrets.json'), '{');
    await expect(store.get('admin')).rejects.toThrow('The file of stored secrets is damaged');
  });

  it.each([
    ['missing', null, 'The file that HOLDFAST_SECRET_KEY_FILE names cannot be read (ENOENT).'],
    ['short', 'abc', 'The file that HOLDFAST_SECRET_KEY_FILE names holds fewer than 16 characters; expected a long random key.'],
  ])('says that the key is %s', async (_name, key, message) => {
    if (key !== null) writeFileSync(at('key'), key);
    const store = createFileSecretStore({ file: at('secrets.json'), keyFile: at('key') });
    expect(await store.describe()).toEqual({ canStore: false, how: message, names: [] });
    await expect(store.set('a', 'b')).rejects.toThrow(message);
  });

  it('without a key says how to supply a secret, and stores nothing', async () => {
    const { canStore, how } = await readOnly.describe();
    expect(canStore).toBe(false);
    expect(how).toContain('${env:NAME}');
    await expect(readOnly.set('a', 'b')).rejects.toThrow(how);
    expect(await readOnly.get('a')).toBeNull();
  });

  it('refuses a name that no reference could hold', async () => {
    await expect(keyed().set('../x', 'y')).rejects.toThrow('expected 1 to 64 letters');
  });
});

describe('the redactor', () => {
  const ways: Record<string, (value: string, before: string) => string> = {
    plain: (value) => value,
    json: (value) => JSON.stringify({ value }),
    'json in json': (value) => JSON.stringify({ line: JSON.stringify({ value }) }),
    'basic auth': (value, before) => Buffer.from(`${before}:${value}`).toString('base64'),
    base64url: (value, before) => Buffer.from(before + value).toString('base64url'),
    hex: (value) => Buffer.from(value).toString('hex'),
    query: (value) => new URLSearchParams({ token: value }).toString(),
    component: (value) => encodeURIComponent(value),
    'lower-case component': (value) => encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase()),
  };
  it.each(Object.keys(ways))('masks a secret that went through: %s', (way) => {
    const secret = fc.string({ minLength: 12, maxLength: 60, unit: 'grapheme' }).filter((text) => text.trim() === text && text.isWellFormed());
    fc.assert(
      fc.property(secret, fc.string({ maxLength: 5 }), (value, before) => {
        const redactor = new Redactor();
        redactor.add(value);
        const text = ways[way]!(value, before);
        const masked = redactor.mask(`GET /x ${text} 200`);
        expect(masked).toContain('[secret]');
        // What is left of an encoding is at most the neighbours' bits.
        expect(masked.length).toBeLessThan(`GET /x ${text} 200`.length);
        expect(masked).not.toContain(value);
      }),
    );
  });

  it('masks each line of a key, and leaves everything else as it is', () => {
    const redactor = new Redactor();
    expect(redactor.mask('nothing known yet')).toBe('nothing known yet');
    redactor.add('-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\nZZZZIBADANBgkqhkiG9w0BAQ\n-----END PRIVATE KEY-----');
    expect(redactor.mask('line 2 was ZZZZIBADANBgkqhkiG9w0BAQ')).toBe('line 2 was [secret]');
    expect(redactor.mask('-----BEGIN PRIVATE KEY-----')).toBe('-----BEGIN PRIVATE KEY-----');
    redactor.add('abc');
    expect(redactor.mask('abc')).toBe('abc');
    redactor.add('a.c*d');
    expect(redactor.mask('abcd a.c*d')).toBe('abcd [secret]');
  });
});

describe('no secret leaves through the configuration', () => {
  const SLOTS = ['auth: { bearer: "$" }', 'auth: { basic: { username: me, password: "$" } }', 'headers: { X-Key: "$" }', 'tls: { cert: "$", key: "$" }'];
  it('not through its JSON, and not through an issue, whatever is wrong with the file', async () => {
    const canary = 'canary-4711-canary';
    const { resolve } = resolver({ CANARY: canary });
    for (const slot of SLOTS) {
      const text = (value: string) => `version: 1\nworkspace: { name: A }\nsources:\n  - { id: p, type: prometheus, url: http://a, ${slot.replaceAll('$', value)} }\n`;
      const { config, issues } = parseConfig(text('${env:CANARY}'), { file: 'f' });
      expect(issues).toEqual([]);
      expect(await resolve('${env:CANARY}')).toBe(canary);
      expect(JSON.stringify(config)).not.toContain(canary);
    }
    for (const step of [`webhook: "ftp://a/${canary}"`, `webhook: "https://${canary}@a"`, `webhook: [${canary}]`, `webhook: "https://a", headers: { X: [${canary}] }`, `webhook: "https://a", headers: { Authorization: ${canary} }`, `webhook: "https://a", headers: { X: "\${env:${canary}" }`, `webhook: "https://a", headers: ${canary}`]) {
      const { issues } = parseConfig(`version: 1\nworkspace: { name: A }\nincidents: { escalation: { steps: [{ ${step} }] } }\n`, { file: 'f' });
      expect(issues.length, step).toBeGreaterThan(0);
      for (const { message } of issues) expect(message).not.toContain(canary);
    }
    // A person may write the secret itself, in the right place, the wrong place or with the wrong type.
    const wrong = SLOTS.flatMap((slot) => ['12345678', `{ ${canary}: 1 }`, `[${canary}]`, canary, `\${env:${canary}`].map((value) => slot.replaceAll('"$"', value)));
    for (const slot of wrong) {
      const { issues } = parseConfig(`version: 1\nworkspace: { name: A }\nsources:\n  - { id: p, type: prometheus, url: ftp://me:${canary}@host, ${slot} }\n`, { file: 'f' });
      expect(issues.length).toBeGreaterThan(0);
      for (const { message } of issues) expect(message.replaceAll(/unknown key `[^`]*`/g, '')).not.toMatch(/12345678|canary/);
    }
  });
});
