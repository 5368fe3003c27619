import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT, freeId, readDraft, typesSecret, YES, type DraftProblems, type SetupDraft } from './draft.ts';

const draft = (change: Partial<SetupDraft>): SetupDraft => ({ ...EMPTY_DRAFT, id: 'prometheus', url: 'http://prometheus.test:9090', ...change });
const problems = (change: Partial<SetupDraft>): DraftProblems => {
  const read = readDraft(draft(change));
  return read.ok ? {} : read.problems;
};
const setup = (change: Partial<SetupDraft>) => {
  const read = readDraft(draft(change));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.setup;
};
const typed = (text: string) => ({ kind: 'typed', text }) as const;

describe('the form of a source', () => {
  it('is a setup as soon as it has an address', () => {
    expect(setup({})).toEqual({ id: 'prometheus', type: 'prometheus', url: 'http://prometheus.test:9090', timeout: '10s' });
  });

  it.each([
    ['nothing', ''],
    ['a bare name', 'prometheus'],
    ['another protocol', 'ftp://prometheus.test'],
    ['a script', 'javascript:alert(1)'],
    ['credentials inside', 'http://jo:secret@prometheus.test'],
  ])('refuses an address that is %s, and does not repeat it', (_, url) => {
    const { url: said } = problems({ url });
    expect(said).toMatch(/address/);
    expect(said).not.toContain('secret');
  });

  it('names secrets by where they are, so that only a reference is written', () => {
    expect(setup({ auth: 'bearer', token: { kind: 'env', text: 'PROM_TOKEN' } })).toMatchObject({ auth: { bearer: '${env:PROM_TOKEN}' } });
    expect(setup({ auth: 'basic', username: 'jo', password: { kind: 'file', text: '/run/secrets/prom' } })).toMatchObject({ auth: { basic: { username: 'jo', password: '${file:/run/secrets/prom}' } } });
    expect(problems({ auth: 'bearer', token: { kind: 'env', text: 'PROM-TOKEN' } }).token).toContain('such as PROM_TOKEN');
    expect(problems({ auth: 'bearer', token: { kind: 'file', text: 'a}b' } }).token).toContain('path');
  });

  it('wants user name and password together, and nothing of them where there is no authentication', () => {
    expect(Object.keys(problems({ auth: 'basic' })).sort()).toEqual(['password', 'username']);
    expect(setup({ auth: 'none', username: 'jo', password: typed('left over') })).not.toHaveProperty('auth');
  });

  it('takes headers with a name and a value, each name once', () => {
    const row = (key: number, name: string, value: string) => ({ key, name, value: typed(value) });
    expect(setup({ headers: [row(1, ' X-Scope-OrgID ', 'team-a')] })).toMatchObject({ headers: { 'X-Scope-OrgID': 'team-a' } });
    expect(problems({ headers: [row(1, 'bad name', 'x')] }).headers).toContain('“bad name”');
    expect(problems({ headers: [row(1, 'X-A', '1'), row(2, 'x-a', '2')] }).headers).toContain('twice');
    expect(problems({ headers: [row(1, 'X-A', '')] }).headers).toContain('no value');
  });

  it('reads the time limit in seconds, with either decimal sign', () => {
    expect(setup({ timeoutSeconds: '2,5' })).toMatchObject({ timeout: '2500ms' });
    for (const timeoutSeconds of ['', '0', '-1', '121', 'ten', 'NaN']) expect(problems({ timeoutSeconds }).timeout).toBe('Expected 0.1 to 120 seconds');
  });

  it('takes an authority as PEM or as a file', () => {
    const caPem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    expect(setup({ ca: 'pem', caPem })).toMatchObject({ tls: { ca: caPem } });
    expect(problems({ ca: 'pem', caPem: 'MIIB' }).ca).toContain('BEGIN CERTIFICATE');
    expect(setup({ ca: 'file', caFile: '/etc/ssl/own.pem' })).toMatchObject({ tls: { ca: '${file:/etc/ssl/own.pem}' } });
    expect(setup({ ca: 'system', caPem })).not.toHaveProperty('tls');
  });

  it('knows when saving would have to keep a secret', () => {
    expect(typesSecret(draft({ auth: 'bearer', token: typed('t') }))).toBe(true);
    expect(typesSecret(draft({ auth: 'bearer', token: typed('${env:T}') }))).toBe(false);
    expect(typesSecret(draft({ auth: 'bearer', token: { kind: 'env', text: 'T' } }))).toBe(false);
    expect(typesSecret(draft({ auth: 'none', token: typed('t') }))).toBe(false);
    expect(typesSecret(draft({ headers: [{ key: 1, name: 'X-Api-Key', value: typed('k') }] }))).toBe(true);
    expect(typesSecret(draft({ headers: [{ key: 1, name: 'X-Scope-OrgID', value: typed('team-a') }] }))).toBe(false);
  });

  it('finds an id that is free', () => {
    expect(freeId('prometheus', [])).toBe('prometheus');
    expect(freeId('prometheus', ['prometheus', 'prometheus-2'])).toBe('prometheus-3');
  });
});

describe('the form of a type that has fields of its own', () => {
  const datadog = (change: Partial<SetupDraft> = {}): SetupDraft => ({ ...EMPTY_DRAFT, type: 'datadog', id: 'dd', ...change });

  it('names what is missing as the field is called', () => {
    expect(readDraft(datadog())).toMatchObject({ ok: false, problems: { apiKey: 'Type the API key', applicationKey: 'Type the application key' } });
  });

  it('is the entry that would be written, and holds nothing of another type', () => {
    const secrets = { apiKey: { kind: 'env', text: 'DD_API_KEY' }, applicationKey: typed('abc') } as const;
    const read = readDraft(datadog({ url: 'http://prometheus.test:9090', auth: 'bearer', secrets }));
    expect(read).toMatchObject({ ok: true, setup: { id: 'dd', type: 'datadog', site: 'US1', apiKey: '${env:DD_API_KEY}', applicationKey: 'abc' } });
    expect(read.ok && Object.keys(read.setup)).not.toContain('auth');
    expect(read).toMatchObject({ setup: { alerts: false } });
    expect(readDraft(datadog({ secrets, texts: { alerts: YES } }))).toMatchObject({ ok: true, setup: { alerts: true } });
    expect(typesSecret(datadog({ secrets }))).toBe(true);
    expect(typesSecret(datadog({ secrets: { ...secrets, applicationKey: { kind: 'file', text: '/run/key' } } }))).toBe(false);
  });
});
