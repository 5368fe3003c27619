import { useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { Run } from '../../../../shared/model/continuity/run.ts';
import type { RunId } from '../../../../shared/model/ids.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useLiveStore } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { KeysHelp, useLetterKeys, useShortcuts } from '../../incidents/index.ts';
import { Failure, useRights } from '../../session/index.ts';
import { Forms } from './Forms.tsx';
import { Head } from './Head.tsx';
import { Journal } from './Journal.tsx';
import { keysOf } from './keys.ts';
import { Levers } from './Levers.tsx';
import { Report } from './Report.tsx';
import { announcement, takenOver } from './rules/announce.ts';
import type { Looker } from './rules/may.ts';
import { currentStep, isActive } from './rules/words.ts';
import { RunContext, type Ask, type RunPageContext } from './run-context.ts';
import { RUN_KEYS } from './steer-words.ts';
import { StepList } from './StepList.tsx';
import { usePersonName } from './use-person.ts';
import { useSteer, type Steer } from './use-steer.ts';
import '../../../ui/print.css';
import styles from './page.module.css';

/** One run of a plan, as it goes. */
export function RunPage({ id }: { id: RunId }) {
  return <Loaded key={id} id={id} />;
}

function Loaded({ id }: { id: RunId }) {
  const { data, isError, error, refetch } = useCall('runs.get', { id });
  if (data !== undefined) return <Page run={data} stale={isError ? error.message : null} />;
  if (isError && error.code === 'not_found')
    return (
      <Screen title="Not found" crumb={<Link href="/continuity">Continuity</Link>}>
        <EmptyState title="There is no such run" actions={<Link href="/continuity/runs">Go to the runs</Link>}>
          No run is called {id}.
        </EmptyState>
      </Screen>
    );
  return (
    <Screen title={id} crumb={<Link href="/continuity">Continuity</Link>}>
      {isError ? <ErrorState title={`${id} could not be read`} message={error.message} onRetry={() => void refetch()} /> : <Skeleton units={48} label={`Loading ${id}`} />}
    </Screen>
  );
}

function useLooker(run: Run, nameOf: (person: string) => string): Looker {
  const { known, person, may } = useRights();
  return { known, person: person?.id ?? null, operate: may('operate'), approve: may('approve'), holderName: run.holder === null ? 'Nobody' : nameOf(run.holder) };
}

function Page({ run, stale }: { run: Run; stale: string | null }) {
  const nameOf = usePersonName();
  const live = useLiveStore();
  const looker = useLooker(run, nameOf);
  const steering = useSteer(run.id);
  const [asked, setAsked] = useState<Ask | null>(null);
  const [refused, setRefused] = useState<{ readonly why: string; readonly of: string } | null>(null);
  // Done again once the PIN that it wanted was given.
  const [last, setLast] = useState<Steer | null>(null);
  const [letters, setLetters] = useLetterKeys();
  const [journal, setJournal] = useState(!isActive(run));
  // Why something could not be done is said for as long as that is so.
  const situation = `${run.state} ${run.way} ${run.epoch} ${currentStep(run)}`;
  const { run: send, busy } = steering;
  const { known, person, operate, approve, holderName } = looker;
  const context = useMemo(
    (): RunPageContext => ({
      run,
      looker: { known, person, operate, approve, holderName },
      nameOf,
      ask: (what) => {
        setRefused(null);
        setAsked(what);
      },
      steer: (what) => {
        setRefused(null);
        setLast(what);
        send(what);
      },
      refuse: (why) => setRefused({ why, of: situation }),
      busy,
      letters,
    }),
    [run, situation, known, person, operate, approve, holderName, nameOf, send, busy, letters],
  );
  useShortcuts({ ...keysOf(context, () => live.engineNow()), j: () => setJournal(!journal) }, letters);
  useShortcuts({ '?': () => setAsked({ form: 'keys' }) });
  const close = () => setAsked(null);
  return (
    <RunContext value={context}>
      <main className={styles.page} data-run={run.id} data-state={run.state}>
        <Head />
        <Spoken run={run} nameOf={nameOf} />
        <div className={styles.notices}>
          {stale === null ? null : <p className={styles.notice}>Not up to date: {plain(stale, 200)}</p>}
          <TakenOver run={run} me={person} nameOf={nameOf} />
          <p className={styles.notice} role="status">
            {refused?.of === situation ? refused.why : ''}
          </p>
          <Failure error={steering.error} what="Not done" onPin={() => (last === null ? undefined : send(last))} />
        </div>
        <div className={styles.body}>
          <div className={styles.main}>
            {run.score === null ? null : <Report run={run} score={run.score} />}
            <StepList />
            <Journal id={run.id} open={journal} onOpen={setJournal} />
          </div>
          <aside className={styles.side} aria-label="Steering">
            <Levers />
          </aside>
        </div>
      </main>
      {asked === null ? null : asked.form === 'keys' ? <KeysHelp keys={RUN_KEYS} letters={letters} onLetters={setLetters} onClose={close} /> : <Forms asked={asked} onClose={close} />}
    </RunContext>
  );
}

/** Says aloud what changed, for whoever does not see it. */
function Spoken({ run, nameOf }: { run: Run; nameOf: (person: string) => string }) {
  const before = useRef(run);
  const [said, setSaid] = useState('');
  useEffect(() => {
    const words = announcement(before.current, run, nameOf);
    before.current = run;
    if (words !== '') setSaid(words);
  }, [run, nameOf]);
  return (
    <p className="hf-visually-hidden" role="status">
      {said}
    </p>
  );
}

/** Somebody else has taken the run over since this page was opened. It stands until it was read. */
function TakenOver({ run, me, nameOf }: { run: Run; me: string | null; nameOf: (person: string) => string }) {
  const [seen, setSeen] = useState({ epoch: run.epoch, holder: run.holder });
  if (!takenOver(seen.epoch, run, me) || run.holder === null) return null;
  return (
    <div className={styles.taken} role="alert">
      <strong>
        {nameOf(run.holder)} has taken this run over{seen.holder !== null && seen.holder === me ? ' from you' : ''}.
      </strong>{' '}
      You look on. Why stands in the journal.
      <Button kind="quiet" onClick={() => setSeen({ epoch: run.epoch, holder: run.holder })}>
        I know
      </Button>
    </div>
  );
}
