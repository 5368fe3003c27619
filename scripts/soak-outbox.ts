import { parseArgs } from 'node:util';
import { VENDORS } from '../src/main/engine/messaging/outbox/testing/vendor.ts';
import type { ChannelJudgement, Judgement } from '../src/main/engine/messaging/outbox/testing/verdict.ts';
import { runTrial } from '../src/main/engine/messaging/outbox/testing/world.ts';

/**
 * `npm run soak:outbox -- [--sends 100000] [--seed S] [--faults 40] [--json]`: the outbox against nine kinds of channels that fail in every
 * way that is known, with engines that are killed. Ends with 1 if anything was lost, doubled, denied, out of order or stuck; the seed of
 * each trial that failed replays it alone.
 */
const UPDATES_A_TRIAL = 50;

const { values } = parseArgs({ args: process.argv.slice(2), options: { sends: { type: 'string', default: '100000' }, seed: { type: 'string' }, faults: { type: 'string', default: '40' }, json: { type: 'boolean', default: false } }, strict: true });
const wholeNumber = (name: string, text: string): number => {
  if (!/^\d{1,9}$/.test(text)) {
    process.stderr.write(`--${name}: expected a whole number, not "${text}"\n`);
    process.exit(2);
  }
  return Number(text);
};
const sends = wholeNumber('sends', values.sends);
const seed = values.seed === undefined ? Date.now() % 1_000_000 : wholeNumber('seed', values.seed);
const faultPercent = wholeNumber('faults', values.faults);

const totals = new Map<string, ChannelJudgement>();
const faults = new Map<string, number>();
const wrong: { seed: number; what: readonly string[] }[] = [];
let done = 0;

function count({ channels, faults: met, wrong: what, seed: of }: Judgement): void {
  for (const [id, each] of Object.entries(channels)) {
    const before = totals.get(id);
    totals.set(id, before === undefined ? each : (Object.fromEntries(Object.entries(each).map(([key, value]) => [key, value + before[key as keyof ChannelJudgement]])) as unknown as ChannelJudgement));
    done += each.sends;
  }
  for (const [name, times] of met) faults.set(name, (faults.get(name) ?? 0) + times);
  if (what.length > 0) wrong.push({ seed: of, what });
}

const startedMs = performance.now();
for (let trial = 0; done < sends; trial += 1) {
  const left = Math.ceil((sends - done) / VENDORS.length);
  count(await runTrial({ seed: seed + trial, updates: Math.min(UPDATES_A_TRIAL, left), faultPercent }));
  if (process.stderr.isTTY && trial % 10 === 0) process.stderr.write(`\r${done} of ${sends}`);
}
const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
if (values.json) process.stdout.write(`${JSON.stringify({ seed, sends: done, seconds, channels: Object.fromEntries(totals), faults: Object.fromEntries(faults), wrong })}\n`);
else {
  process.stdout.write(`seed ${seed}: ${done} sends in ${seconds} s, ${[...faults.values()].reduce((sum, times) => sum + times, 0)} faults of ${faults.size} kinds\n`);
  const columns = ['sends', 'visible', 'lost', 'doubled', 'denied', 'inverted', 'stuck', 'unknown', 'failed', 'superseded'] as const;
  process.stdout.write(`${'channel'.padEnd(14)}${columns.map((column) => column.padStart(11)).join('')}\n`);
  for (const [id, each] of totals) process.stdout.write(`${id.padEnd(14)}${columns.map((column) => String(each[column]).padStart(11)).join('')}\n`);
  for (const { seed: of, what } of wrong) process.stdout.write(`WRONG with --seed ${of}: ${what.join('; ')}\n`);
}
process.exit(wrong.length > 0 ? 1 : 0);
