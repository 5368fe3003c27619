import { GroupId, PersonId, PlanId } from '../../../../../shared/model/ids.ts';
import { StepConfig } from '../../../../../shared/model/continuity/step-config.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { MIGRATIONS } from '../../../../store/migrations/index.ts';
import { openStore } from '../../../../store/open.ts';
import { silentLog } from '../../../testing/manual-clock.ts';
import { createReducer } from '../../core/reduce.ts';
import { RULES } from '../../core/rules.ts';
import { stepDeps } from '../../steps/testing/deps.ts';
import { frozenSteps, openSteps, type FrozenText } from '../../steps/open.ts';
import { createRuns } from '../service.ts';
import { realClock } from '../../../testing/real-clock.ts';

/**
 * Run as a process: begins a plan of three calls, or goes on with it, and says how it ended. Arguments: file, address of what is called,
 * and `careless` for the mistake of sending again, after a crash, whatever was under way.
 */
const [file = '', url = '', how = ''] = process.argv.slice(2);
const store = openStore({ file, clock: realClock, log: silentLog, migrations: MIGRATIONS });
const { write } = store;
if (write === null) throw new Error('the store is read-only');
const group = GroupId.parse('shop');
const text: FrozenText = {
  steps: ['one', 'two', 'three'].map((id) => StepConfig.parse({ id, kind: 'http', timeout: '5s', request: { url: `${url}/${id}` }, readBack: { http: { url: `${url}/${id}`, expect: { contains: 'done' } } } })),
  values: {},
  programs: [],
  providers: [],
  confirmed: {},
};
const open = (frozen: string) => openSteps(JSON.parse(frozen) as FrozenText, 'live', stepDeps());
const reduce = createReducer(how === 'careless' ? { ...RULES, afterRestart: () => 'again' } : RULES);
const runs = createRuns({ db: { read: store.read, write }, clock: realClock, log: silentLog, open, onEffects: () => {}, reduce });

if (runs.state(group).run === null) {
  const by = PersonId.parse('ada');
  const plan = { id: PlanId.parse('go'), kind: 'failover' as const, coolDownMs: durationMs(60_000), steps: frozenSteps(open(JSON.stringify(text)), 'live') };
  runs.send(group, { type: 'arm', by, plan: plan.id, mode: 'live' });
  runs.send(group, { type: 'confirm', by, intent: 'one', plan, mode: 'live', shown: 'x', live: 'x', blocked: [], overridden: [] }, { text: JSON.stringify(text), shown: 'x', incident: null, trigger: null, overridden: [] });
}
const timer = setInterval(() => {
  runs.tick();
  const { run } = runs.state(group);
  if (run === null || run.phase === 'running') return;
  clearInterval(timer);
  // What was read back as not done waits for a person, who says: once more.
  if (run.phase === 'stopped' && run.why === 'notDone') {
    runs.send(group, { type: 'retry', by: PersonId.parse('ada'), epoch: runs.state(group).epoch });
    const again = setInterval(() => {
      const now = runs.state(group).run;
      if (now?.phase === 'running') return;
      clearInterval(again);
      end(now?.phase ?? 'gone');
    }, 20);
  } else end(run.phase);
}, 20);

function end(phase: string): void {
  process.stdout.write(`${phase}\n`);
  runs.close();
  store.close();
}
