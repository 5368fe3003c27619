import { GroupId, PersonId, PlanId } from '../../../../../shared/model/ids.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { MIGRATIONS } from '../../../../store/migrations/index.ts';
import { openStore } from '../../../../store/open.ts';
import { silentLog } from '../../../testing/manual-clock.ts';
import { realClock } from '../../../testing/real-clock.ts';
import { waitUntil } from '../../../sources/testing/processes.ts';
import { frozenSteps, openSteps, type StepsText, type StepDeps } from '../../steps/open.ts';
import { stepDeps } from '../../steps/testing/deps.ts';
import type { RunState } from '../../core/state.ts';
import { journalOf } from '../repo.ts';
import { createRuns, type Runs, type TimelessEvent } from '../service.ts';

export const ADA = PersonId.parse('ada');
export const BO = PersonId.parse('bo');
const GROUP = GroupId.parse('shop');

/** An engine with one group, at which people press. */
export interface Console extends Disposable {
  readonly runs: Runs;
  /** Arms and confirms what was prepared; what came of it. */
  press(text: StepsText, by?: PersonId): readonly string[];
  steer(type: 'rollBack' | 'retry' | 'abort' | 'pause'): readonly string[];
  run(): RunState | null;
  /** Resolves as soon as nothing goes on by itself. */
  settled(): Promise<string>;
  says(): string;
}

export function openConsole(deps: StepDeps = stepDeps(), file = ':memory:'): Console {
  const store = openStore({ file, clock: realClock, log: silentLog, migrations: MIGRATIONS });
  const { write } = store;
  if (write === null) throw new Error('the store is read-only');
  const open = (text: string) => openSteps(JSON.parse(text) as StepsText, 'live', deps);
  const runs = createRuns({ db: { read: store.read, write }, clock: realClock, log: silentLog, open, split: () => null, onEffects: () => {} });
  runs.recover();
  const timer = setInterval(() => runs.tick(), 20);
  const send = (event: TimelessEvent, text?: string): readonly string[] =>
    runs.send(GROUP, event, text === undefined ? {} : { origin: { text, shown: 'x', incident: null, trigger: null, overridden: [] } }).map((effect) => ('why' in effect ? `${effect.kind}:${effect.why}` : effect.kind));
  const run = (): RunState | null => runs.state(GROUP).run;
  return {
    runs,
    press: (text, by = ADA) => {
      const json = JSON.stringify(text);
      const plan = { id: PlanId.parse('go'), kind: 'failover' as const, coolDownMs: durationMs(60_000), steps: frozenSteps(open(json), 'live') };
      send({ type: 'arm', by, plan: plan.id, mode: 'live' });
      return send({ type: 'confirm', by, intent: `by ${by}`, plan, mode: 'live', shown: 'x', live: 'x', blocked: [], overridden: [] }, json);
    },
    steer: (type) => send({ type, by: run()?.holder ?? ADA, epoch: runs.state(GROUP).epoch }),
    run,
    settled: async () => {
      await waitUntil('the run waits or has ended', () => run()?.phase !== 'running', 60_000);
      const now = run();
      return `${now?.phase ?? 'none'}${now?.phase === 'stopped' ? ` ${now.why ?? ''}` : ''}`;
    },
    says: () => journalOf(store.read, 1).flatMap(({ says }) => says ?? []).join('\n'),
    [Symbol.dispose]: () => {
      clearInterval(timer);
      runs.close();
      store.close();
    },
  };
}
