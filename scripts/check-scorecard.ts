/**
 * `npm run check:scorecard -- --data DIR [--epoch INSTANT] [--json]`: figures of past incidents as the scorecard tells them, for every CSV
 * file of a folder (`start_time,end_time,status,service`; seconds from the epoch, 2010-01-01 unless told). Exit 0 ok, 1 a file or a row is
 * not of that form, 2 usage, 3 nothing there to read.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Console } from 'node:console';
import { parseArgs } from 'node:util';
import { EXIT } from '../src/main/entry/cli.ts';
import { systemClock } from '../src/main/entry/system.ts';
import { fromRfc3339, type EpochMs } from '../src/shared/model/units.ts';
import { pastFigures, type PastFigures } from './lib/past-figures.ts';

const EPOCH = '2010-01-01T00:00:00Z';

interface Request {
  readonly folder: string;
  readonly epoch: EpochMs;
  readonly json: boolean;
}

function end(code: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

function request(): Request {
  try {
    const { values } = parseArgs({ args: process.argv.slice(2), options: { data: { type: 'string' }, epoch: { type: 'string' }, json: { type: 'boolean' } }, strict: true });
    if (values.data === undefined) end(EXIT.usage, '--data: expected a folder with CSV files of past incidents');
    return { folder: values.data, epoch: epochOf(values.epoch ?? EPOCH), json: values.json ?? false };
  } catch (error) {
    return end(EXIT.usage, error instanceof Error ? error.message : String(error));
  }
}

/** An instant, or whole seconds since 1970. */
function epochOf(text: string): EpochMs {
  const at = /^\d{1,11}$/.test(text) ? ((Number(text) * 1_000) as EpochMs) : /^\d{4}-\d\d-\d\d(?:[Tt ].*)?$/.test(text) ? fromRfc3339(text) : null;
  if (at === null) end(EXIT.usage, `--epoch: expected an instant such as ${EPOCH}, or seconds since 1970, found "${text}"`);
  return at;
}

function filesOf(folder: string): string[] {
  try {
    const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory() && entry.name.toLowerCase().endsWith('.csv'));
    if (names.length === 0) end(EXIT.environment, `${folder}: there is no CSV file in it`);
    return names.map(({ name }) => name).sort();
  } catch (error) {
    return end(EXIT.environment, `${folder}: expected a folder that can be read (${error instanceof Error ? error.message : String(error)})`);
  }
}

const { folder, epoch, json } = request();
const figures: Record<string, PastFigures> = {};
let isGood = true;
for (const name of filesOf(folder)) {
  let text: string;
  try {
    text = readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    end(EXIT.environment, `${join(folder, name)}: cannot be read (${error instanceof Error ? error.message : String(error)})`);
  }
  const found = await pastFigures(name, text, { epoch, clock: systemClock });
  figures[name] = found.figures;
  for (const problem of found.problems) process.stderr.write(`${join(folder, name)}: ${problem}\n`);
  if (found.problems.length > 0) isGood = false;
}
if (json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
else new Console(process.stdout).table(figures);
process.exitCode = isGood ? EXIT.ok : EXIT.checkFailed;
