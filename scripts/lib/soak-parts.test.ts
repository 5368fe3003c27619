import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSoak } from './soak-parts.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('npm run soak', () => {
  it('runs everything as often as promised, one part, or a share', () => {
    expect(readSoak([]).map(({ name, runs }) => [name, runs])).toEqual([['damage', 5_000], ['kill', 1_000], ['outbox', 2_000], ['journal', 10_000], ['configuration', 2_000], ['races', 20_000], ['dns-kill', 1_000]]);
    expect(readSoak(['kill', '--share', '0.01']).map(({ name, runs }) => [name, runs])).toEqual([['kill', 10]]);
  });

  it('says what it expected', () => {
    expect(() => readSoak(['damages'])).toThrow('expected one of damage, kill, outbox, journal, configuration, races, dns-kill, found "damages"');
    expect(() => readSoak(['--share', '0'])).toThrow('--share: expected a number above 0 and up to 1, found "0"');
  });

  it('tells each of its tests how often, by a variable that the test reads', () => {
    for (const { files, variable } of readSoak([])) for (const file of files) expect(existsSync(join(ROOT, file)) && readFileSync(join(ROOT, file), 'utf8').includes(variable), `${variable} in ${file}`).toBe(true);
  });
});
