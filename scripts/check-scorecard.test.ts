import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../src/main/entry/system.ts';
import { epochMs, type EpochMs } from '../src/shared/model/units.ts';
import { pastFigures } from './lib/past-figures.ts';

const EPOCH = epochMs(Date.UTC(2019, 0, 1));
const HEAD = 'start_time,end_time,status,service\n';
const of = (rows: string, epoch: EpochMs = EPOCH) => pastFigures('past.csv', HEAD + rows, { epoch, clock: systemClock });

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));
const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-past-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
};
const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, 'check-scorecard.ts'), ...args], (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }));
  });

const SHARED = process.env['HOLDFAST_SHARED'];
const PAST = SHARED === undefined ? undefined : join(SHARED, 'data', 'incidents');

interface Golden {
  readonly n: number;
  readonly mttr_s: number;
  readonly ttr_p50_s: number;
  readonly ttr_p90_s: number;
  readonly recurrence_within_7d: number;
}

describe('figures of past incidents, by import and scorecard', () => {
  it('two incidents that are the same both count, and so does one that took no time', async () => {
    expect(await of('0,60,0.5,api\n0,60,0.5,api\n100,100,0.1,api\n')).toEqual({ figures: { n: 3, mean: 40, p50: 60, p90: 60, repeatsWithin7d: 2 }, problems: [] });
  });

  it('one without an end is no incident of no time', async () => {
    expect((await of('0,,0.5,api\n10,40,0.5,\n')).figures).toEqual({ n: 1, mean: 30, p50: 30, p90: 30, repeatsWithin7d: 1 });
    expect((await of('')).figures).toEqual({ n: 0, mean: null, p50: null, p90: null, repeatsWithin7d: 0 });
  });

  it('7 days are within 7 days, whatever the order of the rows; a second more is not', async () => {
    expect((await of(`${7 * 86_400},${7 * 86_400 + 60},1,api\n0,60,1,api\n`)).figures.repeatsWithin7d).toBe(1);
    expect((await of(`0,60,1,api\n${7 * 86_400 + 1},${7 * 86_400 + 60},1,api\n`)).figures.repeatsWithin7d).toBe(0);
  });

  it('does not depend on the epoch, not even where it lies in the future or on a day on which clocks change', async () => {
    const rows = '0,4800.5,1,api\n296400.25,298800,0.1,api\n301200,302400,0.1,api\n';
    const [here] = [await of(rows)];
    for (const epoch of ['1999-12-31T23:59:59.999Z', '2026-03-29T00:30:00Z', '2044-02-29T12:00:00Z']) expect(await of(rows, epochMs(Date.parse(epoch)))).toEqual(here);
  });

  it('says of each bad row what was expected, and counts the others', async () => {
    const { figures, problems } = await of('0,60,1,api\nsoon,60,1,api\n100,40,1,api\n\n200,never,1,api\n1e99,60,1,api\n');
    expect(figures.n).toBe(1);
    expect(problems).toEqual([
      'line 3: expected seconds such as 4800.0, found "soon"',
      'line 6: expected seconds such as 4800.0, found "never"',
      'line 7: expected seconds such as 4800.0, found "1e99"',
      'line 4: expected impact start before resolution, found it 60 s after',
    ]);
  });

  it('refuses a file of another form', async () => {
    expect((await pastFigures('x.csv', 'a,b\n1,2\n', { epoch: EPOCH, clock: systemClock })).problems).toEqual(['expected the columns start_time, end_time, status, service, found no start_time and no end_time and no status and no service']);
    expect((await pastFigures('x.csv', '', { epoch: EPOCH, clock: systemClock })).problems).toEqual(['Expected a first line with the names of the columns, found an empty file.']);
  });

  describe.skipIf(PAST === undefined || !existsSync(PAST))('public status histories (HOLDFAST_SHARED names a folder with data/incidents)', () => {
    const golden = PAST === undefined || !existsSync(PAST) ? {} : (JSON.parse(readFileSync(join(PAST, 'expected.json'), 'utf8')) as Record<string, Golden>);

    it('knows what every file should come to', () => expect(Object.keys(golden).sort()).toEqual(readdirSync(PAST ?? '').filter((name) => name.endsWith('.csv')).sort()));

    it.each(Object.entries(golden))('%s', async (name, expected) => {
      const { figures, problems } = await pastFigures(name, readFileSync(join(PAST ?? '', name), 'utf8'), { epoch: EPOCH, clock: systemClock });
      expect(problems).toEqual([]);
      expect(figures).toEqual({ n: expected.n, mean: expect.closeTo(expected.mttr_s, 3) as number, p50: expected.ttr_p50_s, p90: expected.ttr_p90_s, repeatsWithin7d: expected.recurrence_within_7d });
    });
  });
});

describe('npm run check:scorecard', () => {
  it('prints one object, by file', async () => {
    const folder = folderWith({ 'a.csv': `${HEAD}0,60,1,api\n`, 'B.CSV': `${HEAD}0,30,1,api\n`, 'notes.txt': 'no' });
    const { code, out, err } = await run('--data', folder, '--epoch', '2020-01-01T00:00:00Z', '--json');
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toEqual({ 'B.CSV': { n: 1, mean: 30, p50: 30, p90: 30, repeatsWithin7d: 0 }, 'a.csv': { n: 1, mean: 60, p50: 60, p90: 60, repeatsWithin7d: 0 } });
    expect((await run('--data', folder)).out).toContain('repeatsWithin7d');
  });

  it.each([
    ['no folder named', [], 2, '--data: expected a folder'],
    ['a folder that is not there', ['--data', '/nowhere/at/all'], 3, '/nowhere/at/all: expected a folder that can be read'],
    ['an epoch that is none', ['--data', '.', '--epoch', 'yesterday'], 2, '--epoch: expected an instant such as 2010-01-01T00:00:00Z'],
    ['an option that nobody knows', ['--data', '.', '--fast'], 2, "Unknown option '--fast'"],
    ['a folder without such files', ['--data', import.meta.dirname], 3, 'there is no CSV file in it'],
  ])('ends with a sentence for %s', async (_, args, exit, sentence) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([exit, '']);
    expect(err).toContain(sentence);
  });

  it('fails for a bad row, names it, and gives the figures of the rest', async () => {
    const folder = folderWith({ 'a.csv': `${HEAD}0,60,1,api\nx,60,1,api\n` });
    const { code, out, err } = await run('--data', folder, '--json');
    expect([code, (JSON.parse(out) as Record<string, { n: number }>)['a.csv']?.n]).toEqual([1, 1]);
    expect(err).toBe(`${join(folder, 'a.csv')}: line 3: expected seconds such as 4800.0, found "x"\n`);
  });
});
