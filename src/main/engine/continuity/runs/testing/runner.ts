import { readFile } from 'node:fs/promises';
import { GroupId, PersonId, PlanId } from '../../../../../shared/model/ids.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { MIGRATIONS } from '../../../../store/migrations/index.ts';
import { openStore } from '../../../../store/open.ts';
import { silentLog } from '../../../testing/manual-clock.ts';
import { realClock } from '../../../testing/real-clock.ts';
import { createReducer } from '../../core/reduce.ts';
import { RULES } from '../../core/rules.ts';
import { openProvider } from '../../dns/open.ts';
import { KEY, serverOf, ZONE } from '../../dns/testing/bind-pair.ts';
import { unguarded } from '../../dns/testing/unguarded.ts';
import { confirmed } from '../../steps/dns/testing/bind-step.ts';
import { frozenSteps, openSteps, type StepsText } from '../../steps/open.ts';
import { stepDeps } from '../../steps/testing/deps.ts';
import { createRuns } from '../service.ts';

/** What a process is to run. */
export interface RunnerOrder {
  readonly text: StepsText;
  /** The mistake of sending again, after a crash, whatever was under way. */
  readonly careless: boolean;
  /** Changes of records without their condition. */
  readonly unguarded: boolean;
}

/**
 * Run as a process: begins a plan, or goes on with it, and says how it ended. Whoever sits there says once more where nothing was done
 * or nothing could be seen, and has everything taken back where a step was refused. Arguments: the database, and a file with the order.
 */
const [file = '', orderFile = ''] = process.argv.slice(2);
const order = JSON.parse(await readFile(orderFile, 'utf8')) as RunnerOrder;
const store = openStore({ file, clock: realClock, log: silentLog, migrations: MIGRATIONS });
const { write } = store;
if (write === null) throw new Error('the store is read-only');
const group = GroupId.parse('shop');
const by = PersonId.parse('ada');
const deps = stepDeps(
  order.unguarded
    ? {
        dns: {
          open: async (config, given) => {
            if (config.type !== 'rfc2136') throw new Error('expected a name server');
            return unguarded(await openProvider(config, given), { zone: ZONE, server: serverOf(config.server), key: KEY, timeoutMs: durationMs(5_000) }, false);
          },
        },
      }
    : {},
);
const open = (frozen: string) => openSteps(JSON.parse(frozen) as StepsText, 'live', deps);
const reduce = createReducer(order.careless ? { ...RULES, afterRestart: () => 'again' } : RULES);
const runs = createRuns({ db: { read: store.read, write }, clock: realClock, log: silentLog, open, split: () => null, onEffects: () => {}, reduce });
runs.recover();

if (runs.state(group).run === null) {
  const text = JSON.stringify(await confirmed(order.text, 'live', deps));
  const plan = { id: PlanId.parse('go'), kind: 'failover' as const, coolDownMs: durationMs(60_000), steps: frozenSteps(open(text), 'live') };
  runs.send(group, { type: 'arm', by, plan: plan.id, mode: 'live' });
  runs.send(group, { type: 'confirm', by, intent: 'one', plan, mode: 'live', shown: 'x', live: 'x', blocked: [], overridden: [] }, { origin: { text, shown: 'x', incident: null, trigger: null, overridden: [] } });
}
const MOST_RETRIES = 5;
let retries = 0;
const timer = setInterval(() => {
  runs.tick();
  const { run, epoch } = runs.state(group);
  if (run === null || run.phase === 'running') return;
  const isForward = run.phase === 'stopped' && run.way === 'forward';
  if (isForward && run.why === 'refused') runs.send(group, { type: 'rollBack', by, epoch });
  else if (run.phase === 'stopped' && run.why !== 'unknown' && run.why !== 'lost' && retries < MOST_RETRIES) {
    retries += 1;
    runs.send(group, { type: 'retry', by, epoch });
  } else {
    clearInterval(timer);
    process.stdout.write(`${run.phase}${run.phase === 'stopped' ? ` ${run.why ?? ''}` : ''}\n`);
    runs.close();
    store.close();
  }
}, 20);
