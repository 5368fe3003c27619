import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ImportMapping, type ImportReport } from '../../../shared/contract/incident-inputs.ts';
import { IncidentId, type ServiceId } from '../../../shared/model/ids.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { createManualClock, settle, type ManualClock } from '../testing/manual-clock.ts';
import { foldEntries } from '../incidents/fold.ts';
import { instantOf } from '../incidents/record.ts';
import { createImporter, type PastIncident } from './service.ts';

const ADA = { kind: 'person', id: 'ada', name: 'Ada' } as const;
const SERVICES = [{ id: 'checkout' as ServiceId, name: 'Checkout API' }];

interface Options {
  readonly format?: 'csv' | 'json';
  readonly mapping?: unknown;
  readonly commit?: boolean;
  readonly known?: (signature: string, title: string) => IncidentId | null;
  /** After so many incidents were written the disk is full. */
  readonly room?: number;
}

function openImport(clock: ManualClock, { known = () => null, room = Infinity }: Options = {}) {
  const written: PastIncident[] = [];
  const batches: number[] = [];
  const noted: { incidents: number; skipped: number }[] = [];
  const importPast = createImporter({
    clock, known,
    services: () => SERVICES,
    write: (incidents) => {
      if (written.length + incidents.length > room) throw new Error('the disk is full');
      batches.push(incidents.length);
      return incidents.map((incident) => IncidentId.parse(`INC-2026-${String(written.push(incident)).padStart(4, '0')}`));
    },
    note: ({ incidents, skipped }) => void noted.push({ incidents, skipped }),
  });
  const run = (text: string, { format = 'csv', mapping, commit = false }: Options = {}): Promise<ImportReport> => importPast({ format, text, file: 'history.csv', mapping: mapping === undefined ? undefined : ImportMapping.parse(mapping), commit }, ADA);
  return { run, written, batches, noted };
}

async function importing(text: string, options: Options = {}): Promise<{ report: ImportReport; written: PastIncident[] }> {
  const { run, written } = openImport(createManualClock(), options);
  return { report: await run(text, options), written };
}

const HEAD = 'Key,Summary,Priority,Service,Start time,Detected,Resolved at,Root cause\n';
const problemsOf = async (text: string, mapping?: unknown): Promise<string[]> => (await importing(HEAD + text, { mapping })).report.rows[0]?.problems ?? [];

describe('importing past incidents', () => {
  it('guesses what the columns are and imports nothing unless asked', async () => {
    const text = `${HEAD}OPS-1,Checkout down,Critical,Checkout API,2025-11-01T10:00:00Z,2025-11-01T10:04:00Z,2025-11-01T11:00:00Z,DNS record removed\n`;
    const { report, written } = await importing(text);
    expect(report).toMatchObject({ ready: 1, duplicate: 0, wrong: 0, imported: 0, problems: [], mapping: { columns: { Key: 'id', Summary: 'title', Priority: 'severity', Service: 'services', 'Start time': 'impactStartedAt', Detected: 'detectedAt', 'Resolved at': 'resolvedAt', 'Root cause': 'cause' } } });
    expect(written).toEqual([]);
    const done = await importing(text, { commit: true });
    expect(done.report).toMatchObject({ imported: 1, rows: [{ row: 2, verdict: 'ready', incident: 'INC-2026-0001' }] });
    expect(done.written[0]?.entries.map(({ fact, at }) => [fact.type, new Date(at).toISOString()])).toEqual([
      ['opened', '2025-11-01T10:04:00.000Z'],
      ['resolved', '2025-11-01T11:00:00.000Z'],
      ['note', '2025-11-01T11:00:00.000Z'],
    ]);
    expect(done.written[0]?.entries[0]?.fact.data).toMatchObject({ severity: 'P1', services: ['checkout'], impactStartedAt: '2025-11-01T10:00:00.000Z', detectedAt: '2025-11-01T10:04:00.000Z', origin: 'import' });
  });

  it.each([
    ['DNS record removed', 'DNS record removed'],
    ['  DNS\nrecord   removed ', 'DNS record removed'],
    ['', null],
    ['unknown', null],
    ['N/A', null],
    ['TBD.', null],
    ['–', null],
    ['Unknown certificate', 'Unknown certificate'],
    ['x'.repeat(200), 'x'.repeat(200)],
    ['x'.repeat(201), null],
  ])('takes a cause of %j for %j', async (text, cause) => {
    const { report, written } = await importing(`title,severity,start,resolved,cause\nT,P1,2025-11-01T10:00:00Z,2025-11-01T11:00:00Z,"${text}"\n`, { commit: true });
    expect(written[0]?.cause ?? null).toBe(cause);
    expect(report.rows[0]?.problems).toEqual(text.length > 200 ? ['cause: longer than 200 characters; kept as a note, and not counted as a cause'] : []);
  });

  it.each([
    ['a date that is none', 'A,T,P1,,2025-13-01T10:00:00Z,,,', 'impact start: expected a time such as'],
    ['a date of which nobody knows the order of day and month', 'A,T,P1,,03/04/2025 10:00,,,', 'impact start: expected a time such as'],
    ['a time in the future', 'A,T,P1,,2031-01-01T00:00:00Z,,,', 'impact start: expected a time in the past'],
    ['an end before the beginning', 'A,T,P1,,2025-11-01T10:00:00Z,,2025-11-01T09:00:00Z,', 'expected impact start before resolution, found it 3600 s after'],
    ['a detection before the impact', 'A,T,P1,,2025-11-01T10:00:00Z,2025-11-01T09:59:00Z,,', 'expected impact start before detection, found it 60 s after'],
    ['no title', 'A,,P1,,2025-11-01T10:00:00Z,,,', 'title: expected some words'],
    ['no time at all', 'A,T,P1,,,,,', 'expected when it began, was detected or was declared'],
  ])('says of %s what was expected', async (_, row, problem) => {
    const { report, written } = await importing(`${HEAD}${row}\n`, { commit: true });
    expect(report.rows[0]?.verdict).toBe('wrong');
    expect(report.rows[0]?.problems[0]).toContain(problem);
    expect(written).toEqual([]);
  });

  it('reads zones row by row, and refuses local times that exist twice or never', async () => {
    const columns = { Key: 'id', Summary: 'title', 'Start time': 'impactStartedAt' };
    const mapping = { columns, timeZone: 'Europe/Berlin' };
    const { written } = await importing(`${HEAD}A,T,,,2025-07-01 12:00,,,\nB,U,,,2025-07-01T12:00:00+09:00,,,\nC,V,,,1751364000,,,\n`, { mapping, commit: true });
    expect(written.map(({ entries }) => (entries[0]!.fact.data as { impactStartedAt: string }).impactStartedAt).sort()).toEqual(['2025-07-01T03:00:00.000Z', '2025-07-01T10:00:00.000Z', '2025-07-01T10:00:00.000Z']);
    expect((await problemsOf('A,T,,,2025-10-26 02:30,,,', mapping))[0]).toContain('came twice in Europe/Berlin');
    expect((await problemsOf('A,T,,,2025-03-30 02:30,,,', mapping))[0]).toContain('did not exist in Europe/Berlin');
    expect((await importing(HEAD, { mapping: { columns, timeZone: 'Mars/Base' } })).report.problems[0]).toContain('timeZone: expected a zone such as');
  });

  it('finds duplicates within the file and among what is here already', async () => {
    const row = (id: string) => `${id},Login slow,P2,,2025-11-02T10:00:00Z,,2025-11-02T11:00:00Z,\n`;
    const { report } = await importing(HEAD + row('A') + row('A') + row('B'), { known: (signature) => (signature === 'import/B' ? ('INC-2025-0007' as IncidentId) : null) });
    expect(report.rows.map(({ verdict, problems }) => [verdict, problems[0]])).toEqual([
      ['ready', undefined],
      ['duplicate', 'the same as row 2'],
      ['duplicate', 'here already as INC-2025-0007'],
    ]);
  });

  it('keeps a row whose severity or service nobody knows, and says what became of them', async () => {
    const { report } = await importing(`${HEAD}A,T,Catastrophe,Billing,2025-11-01T10:00:00Z,,2025-11-01T11:00:00Z,\n`);
    expect(report.rows[0]).toMatchObject({ verdict: 'ready', problems: ['severity: "Catastrophe" is not mapped, taken as P2', 'service: no service is called "Billing"; imported without it'] });
    expect(report.unmapped).toEqual({ severities: ['Catastrophe'], services: ['Billing'] });
    expect(report.examples).toMatchObject({ Priority: ['Catastrophe'], 'Root cause': [] });
    expect((await importing(`${HEAD}A,T,Catastrophe,Billing,2025-11-01T10:00:00Z,,2025-11-01T11:00:00Z,\n`, { mapping: { columns: { Summary: 'title', Priority: 'severity', Service: 'services', 'Start time': 'impactStartedAt', 'Resolved at': 'resolvedAt' }, severities: { Catastrophe: 'P0' }, services: { Billing: 'checkout' } } })).report.rows[0]?.problems).toEqual([]);
  });

  it('reads what a spreadsheet writes: semicolons, quotes, line breaks in a cell, a byte order mark', async () => {
    const { report } = await importing('\uFEFFtitle;start;notes\n"Login; slow";2025-11-01T10:00:00Z;"first line\nsecond ""line"""\nNext;2025-11-02T10:00:00Z;\n');
    expect(report.rows.map(({ row, title }) => [row, title])).toEqual([[3, 'Login; slow'], [4, 'Next']]);
  });

  it('reads JSON, our own export of a list as well', async () => {
    const { report } = await importing(JSON.stringify({ items: [{ id: 'X-1', title: 'Search down', severity: 'P0', services: ['checkout'], impactStartedAt: '2025-11-01T10:00:00Z', resolvedAt: '2025-11-01T10:30:00Z' }] }), { format: 'json' });
    expect(report).toMatchObject({ ready: 1, rows: [{ row: 1, title: 'Search down', problems: [] }] });
  });

  it('takes the example that ships as it is, for the services of the demo', async () => {
    const text = readFileSync(new URL('../../../../resources/examples/incidents.csv', import.meta.url), 'utf8');
    const services = ['checkout', 'login', 'payments', 'edge', 'search', 'queue'].map((id) => ({ id: id as ServiceId, name: id }));
    const importPast = createImporter({ clock: createManualClock(Date.parse('2026-11-10T00:00:00Z')), services: () => services, known: () => null, write: () => [], note: () => {} });
    const { rows, ready, problems, unmapped } = await importPast({ format: 'csv', text, file: 'incidents.csv', mapping: undefined, commit: false }, ADA);
    expect({ rows: rows.length, ready, problems, unmapped }).toEqual({ rows: 60, ready: 60, problems: [], unmapped: { severities: [], services: [] } });
    expect(rows.flatMap((row) => row.problems)).toEqual(['resolution: not told; taken as over, and when is not recorded']);
  });

  it('takes a duration for an end that is not told', async () => {
    const { written } = await importing('title,start,duration\nT,2025-11-01T10:00:00Z,90\n', { commit: true });
    expect(written[0]?.entries.at(-1)?.at).toBe(epochMs(Date.parse('2025-11-01T10:01:30Z')));
  });

  it.each([
    ['csv', '', 'Expected a first line'],
    ['csv', 'a,"b\n', 'This is no CSV'],
    ['csv', 'title,title\n', 'found "title" twice'],
    ['json', '{', 'This is no JSON'],
    ['json', '{"a":1}', 'Expected an array of incidents'],
    ['json', '[1]', 'entry 1 is none'],
    ['csv', 'when,what\n', 'Expected a column for the title.'],
  ] as const)('refuses a file that is none (%s %j)', async (format, text, problem) => expect((await importing(text, { format })).report.problems[0]).toContain(problem));

  it('takes history as over where it does not tell when: an open incident would sound and escalate', async () => {
    const { report, written } = await importing('title,start,severity,cause\nT,2025-11-01T10:00:00Z,P0,DNS\n', { commit: true });
    expect(report.rows[0]).toMatchObject({ verdict: 'ready', problems: ['resolution: not told; taken as over, and when is not recorded'] });
    const record = foldEntries((written[0]?.entries ?? []).map(({ fact, at }, index) => ({ seq: index + 1, stream: IncidentId.parse('INC-2025-0001'), at, recordedAt: at, actor: ADA, fact, evidence: null, fromMemory: false, redactions: [], hash: '' })));
    expect([record?.state, record?.standing, record === null ? null : instantOf(record, 'resolvedAt'), record?.closedAt === null]).toEqual(['resolved', 'declared', null, false]);
  });

  it.each([
    ['csv', `title,start\n${'T,2025-11-01T10:00:00Z\n'.repeat(20_001)}`, 'Expected at most 20000 rows, found more.'],
    ['csv', `${Array.from({ length: 201 }, (_, index) => `c${index}`).join(',')}\n`, 'Expected at most 200 columns, found more.'],
    ['json', JSON.stringify(Array.from({ length: 20_000 }, (_, index) => ({ [`k${index}`]: 1 }))), 'Expected at most 200 columns, found more.'],
  ] as const)('refuses what is too large before anything is made of it (%s)', async (format, text, problem) => {
    const started = process.threadCpuUsage();
    expect((await importing(text, { format })).report.problems[0]).toContain(problem);
    expect(process.threadCpuUsage(started).user / 1_000).toBeLessThan(2_000);
  });

  it('checks and writes a long file some at a time, notes it once, and lets nobody else begin meanwhile', async () => {
    const clock = createManualClock();
    const { run, batches, noted } = openImport(clock);
    const rows = Array.from({ length: 620 }, (_, index) => `T${index},2025-11-01T10:00:00Z,2025-11-01T11:00:00Z\n`);
    const running = run(`title,start,resolved\n${rows.join('')}`, { commit: true });
    await settle();
    expect(batches).toEqual([]);
    await expect(run('title,start\n', { commit: true })).rejects.toThrow('Another import is under way.');
    await clock.advance(1);
    expect((await running).imported).toBe(620);
    expect(batches).toEqual([...Array.from({ length: 12 }, () => 50), 20]);
    expect(noted).toEqual([{ incidents: 620, skipped: 0 }]);
  });

  it('notes what is here where it ended early, and a second try leaves that out', async () => {
    const clock = createManualClock();
    const { run, written, noted } = openImport(clock, { room: 60 });
    const rows = Array.from({ length: 120 }, (_, index) => `T${index},2025-11-01T10:00:00Z,2025-11-01T11:00:00Z\n`);
    const running = expect(run(`title,start,resolved\n${rows.join('')}`, { commit: true })).rejects.toThrow('the disk is full');
    await clock.advance(1);
    await running;
    expect([written.length, noted]).toEqual([50, [{ incidents: 50, skipped: 70 }]]);
    expect((await run('title,start\n')).problems).toEqual([]);
  });
});
