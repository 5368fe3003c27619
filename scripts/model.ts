/**
 * `npm run model`: every state of the decision core that can be reached within the bounds that it prints, ten million and more, and
 * each mutant of the core caught. `-- --states 1000000` looks at fewer.
 */
import { parseArgs } from 'node:util';
import { explore, type Exploring } from '../src/main/engine/continuity/core/testing/model/explore.ts';
import { INVARIANTS } from '../src/main/engine/continuity/core/testing/model/judge.ts';
import { boundsOf, MUTANTS } from '../src/main/engine/continuity/core/testing/model/mutants.ts';
import { PRODUCTION, RECOVER } from '../src/main/engine/continuity/core/testing/model/world.ts';

const { values } = parseArgs({ options: { states: { type: 'string', default: '10000000' } } });
const mostStates = Number(values.states);
if (!Number.isInteger(mostStates) || mostStates < 1_000 || mostStates > 60_000_000) {
  console.error('expected --states N, a whole number from 1000 to 60000000');
  process.exit(2);
}

const count = (value: number): string => value.toLocaleString('en-US');
let failed = false;

function run(name: string, bounds: Exploring): void {
  const begun = performance.now();
  const { states, transitions, depth, frontier, violation } = explore(PRODUCTION, bounds);
  const rest = frontier === 0 ? 'frontier empty: every state within these bounds' : `bound: ${count(bounds.mostStates)} states; ${count(frontier)} of them not gone on from`;
  console.log(`${name} (at most ${bounds.runs} runs, ${bounds.faults} faults): ${count(states)} states, ${count(transitions)} transitions, depth ${depth}, ${((performance.now() - begun) / 1_000).toFixed(0)} s; ${rest}`);
  if (violation === null) return;
  failed = true;
  console.error(`BROKEN: ${INVARIANTS[violation.invariant]}\n  ${violation.trace.join('\n  ')}`);
}

// Most of them are looked at where everything may happen at once; each of the others is bounded to a fifth of that.
const part = Math.ceil(mostStates / 5);
run('all of it, automatic', { runs: 2, faults: 3, triggerMode: 'automatic', mostStates });
run('a run that another console takes over while the first goes on', { runs: 1, faults: 1, triggerMode: 'automatic', takeOver: true, mostStates: part });
run('one run, countdown', { runs: 1, faults: 1, triggerMode: 'countdown', mostStates: part });
run('one run with a gradual step', { runs: 1, faults: 1, triggerMode: 'automatic', plan: RECOVER, mostStates: part });
run('one run, nothing fails', { runs: 1, faults: 0, triggerMode: 'automatic', mostStates: part });
for (const mutant of MUTANTS) {
  const { violation, states } = explore(mutant.subject, { ...boundsOf(mutant), mostStates: Math.min(mostStates, 1_000_000) });
  const isCaught = violation !== null && mutant.breaks.includes(violation.invariant);
  failed ||= !isCaught;
  console.log(`${isCaught ? 'caught' : 'MISSED'}: ${mutant.name}${violation === null ? '' : ` → ${INVARIANTS[violation.invariant]} (${violation.trace.length} steps, ${count(states)} states)`}`);
}
process.exit(failed ? 1 : 0);
