import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { IncidentId } from '../../../shared/model/ids.ts';
import type { IncidentDetail } from '../../../shared/model/incident.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useCall } from '../../platform/use-call.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Failure, useRights } from '../session/index.ts';
import { Forms } from './forms/Forms.tsx';
import { KeysHelp } from './forms/KeysHelp.tsx';
import { PageContext, type Ask, type IncidentPageContext } from './page-context.ts';
import { Body } from './page/Body.tsx';
import { Clocks } from './page/Clocks.tsx';
import { Face } from './page/Face.tsx';
import { Header } from './page/Header.tsx';
import { NoteBox } from './page/NoteBox.tsx';
import { keysOf, PAGE_KEYS } from './page/page-keys.ts';
import { Spoken } from './page/Spoken.tsx';
import { mayOf } from './rules/may.ts';
import { silenceRefusal } from './rules/silence.ts';
import { useAct, type Action } from './use-act.ts';
import { useLetterKeys, useShortcuts } from './use-shortcuts.ts';
import styles from './page/page.module.css';

/** One incident. `id` as it stands in the address. */
export function IncidentPage({ id }: { id: string }) {
  const known = IncidentId.safeParse(id);
  return known.success ? <Loaded key={known.data} id={known.data} /> : <Missing id={id} />;
}

function Missing({ id }: { id: string }) {
  return (
    <main>
      <h1 className="hf-visually-hidden">Not found</h1>
      <EmptyState title="There is no such incident" actions={<Link href="/incidents">Go to the incidents</Link>}>
        No incident is called “{plain(id, 40)}”. Numbers look like “INC-2026-0042”.
      </EmptyState>
    </main>
  );
}

function Loaded({ id }: { id: IncidentId }) {
  const { data, isError, error, refetch } = useCall('incidents.get', { id });
  const rights = useRights();
  if (data === undefined && isError && error.code === 'not_found') return <Missing id={id} />;
  // What may be shown of a private one is not known before it is known who looks: until then nothing is asked for.
  if (data === undefined || (data.private && !rights.known))
    return (
      <main className={styles.waiting}>
        <h1 className="hf-visually-hidden">{id}</h1>
        {isError ? <ErrorState title={`${id} could not be read`} message={error.message} onRetry={() => void refetch()} /> : <Skeleton units={40} label={`Loading ${id}`} />}
      </main>
    );
  const hidden = data.private && !(rights.may('operate') || rights.may('approve') || rights.may('admin'));
  if (hidden) return <Face detail={data} />;
  return <Page detail={data} stale={isError ? error.message : null} />;
}

function Page({ detail, stale }: { detail: IncidentDetail; stale: string | null }) {
  const rights = useRights();
  const act = useAct(detail.id);
  const [asked, setAsked] = useState<Ask | null>(null);
  const [refused, setRefused] = useState('');
  const [, go] = useLocation();
  // Done again once the PIN that it wanted was given.
  const [last, setLast] = useState<Action | null>(null);
  const [letters, setLetters] = useLetterKeys();
  const noteField = useRef<HTMLTextAreaElement>(null);
  const { run, busy } = act;
  // Its parts are many and long: they draw anew when something of this changes, not when the page does.
  const context = useMemo(
    (): IncidentPageContext => ({
      detail,
      may: mayOf(detail, rights),
      ask: (what) => {
        setRefused('');
        setAsked(what);
      },
      act: (action) => {
        setRefused('');
        setLast(action);
        run(action);
      },
      busy,
      letters,
    }),
    [detail, rights, run, busy, letters],
  );
  useShortcuts({ ...keysOf(context, setRefused, go), n: () => noteField.current?.focus(), '/': () => noteField.current?.focus() }, letters);
  useShortcuts({ '?': () => setAsked({ form: 'keys' }) });
  useAskedByAddress(detail.id, rights.known, () => {
    const why = context.may.steer ? silenceRefusal(detail) : (context.may.why ?? 'Nothing can be silenced from here');
    return why === null ? context.ask({ form: 'silence' }) : setRefused(why);
  });
  const close = () => setAsked(null);
  return (
    <PageContext value={context}>
      <main className={styles.page} data-incident={detail.id} data-state={detail.state}>
        <Header detail={detail} />
        <Clocks />
        <Spoken detail={detail} />
        <Notices stale={stale} refused={refused} error={act.error} onPin={() => (last === null ? undefined : run(last))} />
        <Body />
        {context.may.note ? <NoteBox field={noteField} /> : null}
      </main>
      {asked === null ? null : asked.form === 'keys' ? <KeysHelp keys={PAGE_KEYS} letters={letters} onLetters={setLetters} onClose={close} /> : <Forms asked={asked} onClose={close} />}
    </PageContext>
  );
}

/** Another screen led here to silence something: once it is known who looks, the address is as it was before. */
function useAskedByAddress(id: IncidentId, known: boolean, run: () => void): void {
  const wanted = new URLSearchParams(useSearch()).get('ask') === 'silence';
  const [, go] = useLocation();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!wanted || !known) return;
    go(`/incidents/${id}`, { replace: true });
    latest.current();
  }, [wanted, known, id, go]);
}

interface NoticesProps {
  readonly stale: string | null;
  readonly refused: string;
  readonly error: ReturnType<typeof useAct>['error'];
  readonly onPin: () => void;
}

/** Why a key or a button did nothing, and that the page may be old. */
function Notices({ stale, refused, error, onPin }: NoticesProps) {
  return (
    <div className={styles.notices}>
      {stale === null ? null : <p className={styles.notice}>Not up to date: {plain(stale, 200)}</p>}
      <p className={styles.notice} role="status">
        {refused}
      </p>
      <Failure error={error} what="Not done" onPin={onPin} />
    </div>
  );
}
