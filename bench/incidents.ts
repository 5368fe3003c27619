import { join } from 'node:path';
import { measureEvidence, type EvidenceResult } from './incidents/evidence.ts';
import { measureJournal, type JournalResult } from './incidents/journal.ts';
import { measureFleet, measureStorm, type StormResult } from './incidents/storm.ts';
import { measureTick, type TickResult } from './incidents/tick.ts';
import { numberFlag } from './lib/args.ts';
import { withFolder } from './lib/folder.ts';
import { machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';

/**
 * What alerts and incidents cost the engine's thread: each second while many are open, the moment in which many rules fire together,
 * an entry of the journal and the check of all of them, and the evidence that is kept. All parts run as in the engine, on the real
 * store in memory and on disk, with a clock that is moved by hand, so that hours pass in seconds.
 * `node bench/incidents.ts [--seconds 60] [--rows 100000] [--json]`
 */
const seconds = numberFlag('seconds', 60);
const rows = numberFlag('rows', 100_000);
const OPEN = [0, 10, 1_000];
const TICK_GOAL_MS = 20;
const MEMORY = ':memory:';

const where = ({ disk }: { readonly disk: boolean }): string => (disk ? 'on disk' : 'in memory');

function reportTicks(ticks: readonly TickResult[]): boolean {
  table(Object.fromEntries(ticks.map((tick) => [`${tick.open} open, ${where(tick)}`, { 'CPU ms a second': tick.meanCpuMs, 'wall p50 ms': tick.wallMs.p50, p99: tick.wallMs.p99, max: tick.wallMs.max, 'CPU ms to open one': tick.openingCpuMs }])));
  line(`Looking after alerts, incidents and clocks once a second, over ${seconds} s, with 500 signals of 100 services. Goal: ≤ ${TICK_GOAL_MS} ms of CPU a second with 1,000 open.`);
  return ticks.every(({ meanCpuMs }) => meanCpuMs <= TICK_GOAL_MS);
}

function reportStorms(storms: readonly StormResult[]): void {
  table(Object.fromEntries(storms.map((storm) => [`${storm.what}, ${where(storm)}`, { alerts: storm.alerts, incidents: storm.incidents, 'all fire: CPU ms': storm.fired.cpuMs, 'by the clock': storm.fired.wallMs, 'all end: CPU ms': storm.ended.cpuMs, 'by the clock ': storm.ended.wallMs }])));
  line('One transaction each: alerts, journal, incident and its record; nothing else runs in the engine meanwhile.');
}

function reportRest(journal: JournalResult, evidence: EvidenceResult): void {
  const { appendMs } = journal;
  line(`Journal on disk: an entry in a transaction of its own ${appendMs.p50} ms (p95 ${appendMs.p95}, p99 ${appendMs.p99}, max ${appendMs.max}), among a thousand ${journal.appendTogetherMs} ms; ${journal.rows} rows are verified in ${journal.verifySeconds} s (${journal.verifyRowsPerSecond} a second); ${journal.bytesPerRow} bytes a row.`);
  line(`Evidence of ${evidence.signals} signals at one sample a second: ${evidence.kbPerHour} kB an hour packed (${evidence.bytesPerSample} bytes a sample), ${evidence.fileKbPerHour} kB in the database.`);
}

async function run(folder: string): Promise<void> {
  const before = machine();
  const ticks: TickResult[] = [];
  for (const open of OPEN)
    for (const file of [MEMORY, join(folder, `tick-${open}.db`)]) {
      ticks.push(await measureTick(open, file, seconds));
      note(`${open} open incidents measured ${file === MEMORY ? 'in memory' : 'on disk'}`);
    }
  const storms: StormResult[] = [];
  for (const file of [MEMORY, join(folder, 'storm.db')]) storms.push(await measureStorm(500, file));
  for (const file of [MEMORY, join(folder, 'fleet.db')]) storms.push(await measureFleet(5_000, file));
  note('storms measured');
  const journal = measureJournal(rows, join(folder, 'journal.db'));
  const evidence = await measureEvidence(Math.random);
  const met = reportTicks(ticks);
  reportStorms(storms);
  reportRest(journal, evidence);
  line(`load ${before.load1} at the start on ${before.cpus} cores`);
  finish({ bench: 'incidents', seconds, machine: before, ticks, storms, journal, evidence, goal: { tickCpuMs: TICK_GOAL_MS }, met });
}

await withFolder(run);
