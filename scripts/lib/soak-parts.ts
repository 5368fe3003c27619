import { parseArgs } from 'node:util';

export interface SoakPart {
  readonly name: string;
  readonly files: readonly string[];
  /** The variable by which the tests are told how often. */
  readonly variable: string;
  readonly runs: number;
}

const PARTS: readonly SoakPart[] = [
  { name: 'damage', files: ['src/main/store/salvage/salvage.test.ts'], variable: 'HOLDFAST_DAMAGES', runs: 5_000 },
  { name: 'kill', files: ['src/main/store/crash.test.ts'], variable: 'HOLDFAST_KILLS', runs: 1_000 },
  { name: 'outbox', files: ['src/main/engine/messaging/outbox/outbox.kill.test.ts'], variable: 'HOLDFAST_OUTBOX_KILLS', runs: 2_000 },
  { name: 'journal', files: ['src/main/engine/journal/verify.test.ts'], variable: 'HOLDFAST_ALTERATIONS', runs: 10_000 },
  { name: 'configuration', files: ['src/main/config/load.fuzz.test.ts', 'src/main/config/edit.test.ts', 'src/main/config/edit-items.test.ts'], variable: 'HOLDFAST_FUZZ_RUNS', runs: 2_000 },
  { name: 'races', files: ['src/main/engine/continuity/dns/rfc2136/races.real.test.ts'], variable: 'HOLDFAST_RACES', runs: 20_000 },
  { name: 'dns-kill', files: ['src/main/engine/continuity/runs/dns-kill.real.test.ts'], variable: 'HOLDFAST_DNS_KILLS', runs: 1_000 },
];

/** Which parts are asked for, and how often each runs: all of it, or the share that is given. */
export function readSoak(args: readonly string[]): readonly SoakPart[] {
  const { values, positionals } = parseArgs({ args: [...args], options: { share: { type: 'string', default: '1' } }, allowPositionals: true });
  const share = Number(values.share);
  if (!(share > 0 && share <= 1)) throw new Error(`--share: expected a number above 0 and up to 1, found "${values.share}"`);
  const names = PARTS.map(({ name }) => name);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`expected one of ${names.join(', ')}, found "${unknown}"`);
  return PARTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)).map((part) => ({ ...part, runs: Math.ceil(part.runs * share) }));
}
