import { useState, type ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { UpdateId, type IncidentId } from '../../../shared/model/ids.ts';
import type { IncidentDetail } from '../../../shared/model/incident.ts';
import type { StatusUpdateDetail } from '../../../shared/model/status-update.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useCall } from '../../platform/use-call.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Screen } from '../../ui/kit/Screen.tsx';
import { Segments } from '../../ui/kit/Segments.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { useMay } from '../session/index.ts';
import { Ledger } from './ledger/Ledger.tsx';
import { NoIncident } from './NoIncident.tsx';
import { Promises } from './Promises.tsx';
import { UPDATE_WORD } from './rules/words.ts';
import { WritePage } from './write/WritePage.tsx';
import styles from './compose.module.css';

/** Updates of one incident: for whoever may publish the form, for everybody what was sent. */
export function OfIncident({ incident }: { incident: IncidentId }) {
  const { data, error, refetch } = useCall('incidents.get', { id: incident });
  const may = useMay('publish', 'Writing an update');
  const crumb = <Link href="/compose">Compose</Link>;
  const beside = <Link href={`/incidents/${incident}`}>Incident</Link>;
  if (data === undefined) {
    if (error?.code === 'not_found') return <NoIncident incident={incident} />;
    return (
      <Screen title={`Updates of ${incident}`} crumb={crumb}>
        {error === null ? <Skeleton units={40} label={`Loading ${incident}`} /> : <ErrorState title={`${incident} could not be read`} message={plain(error.message, 300)} onRetry={() => void refetch()} />}
      </Screen>
    );
  }
  if (!may.may)
    return (
      <Screen title={`Updates of ${incident}`} crumb={crumb} beside={beside} {...(may.why !== null && { lead: may.why })}>
        <Ledger incident={incident} />
      </Screen>
    );
  return <Desk incident={data} crumb={crumb} />;
}

const VIEWS = [{ value: 'write', label: 'Write' }, { value: 'sent', label: 'What was sent' }] as const;

/** The form and the ledger of one incident, each at its address. */
function Desk({ incident, crumb }: { incident: IncidentDetail; crumb: ReactNode }) {
  const [, go] = useLocation();
  const search = new URLSearchParams(useSearch());
  const asked = UpdateId.safeParse(search.get('draft'));
  const correcting = UpdateId.safeParse(search.get('corrects'));
  const [latest, setLatest] = useState<StatusUpdateDetail | null>(null);
  const view = search.get('show') === 'sent' ? 'sent' : 'write';
  const show = (draft: string | null, next: 'write' | 'sent') => {
    const query = new URLSearchParams({ ...(draft !== null && { draft }), ...(next === 'sent' && { show: 'sent' }) }).toString();
    go(`/compose/${incident.id}${query === '' ? '' : `?${query}`}`, { replace: true });
  };
  const draft = asked.success ? asked.data : null;
  const corrects = draft === null && correcting.success ? correcting.data : null;
  return (
    <Screen
      title={`Updates of ${incident.id}`}
      crumb={crumb}
      body={view === 'write' ? 'columns' : 'page'}
      beside={
        <>
          <StateMark state={incident.severity} />
          <Link href={`/incidents/${incident.id}`} className={styles.name ?? ''} dir="auto">
            {plain(incident.title, 100)}
          </Link>
          <Segments label="Show" value={view} options={VIEWS} onChange={(next) => show(draft, next)} />
          {view === 'write' && (draft !== null || corrects !== null) ? <Button onClick={() => show(null, 'write')}>Begin another</Button> : null}
        </>
      }
    >
      {view === 'sent' ? (
        <>
          <Promises incident={incident} />
          <Ledger incident={incident.id} />
        </>
      ) : (
        <Writing
          incident={incident}
          draft={draft}
          corrects={corrects}
          latest={latest}
          onKept={(update) => {
            setLatest(update);
            show(update.id, 'write');
          }}
          onSent={() => {
            setLatest(null);
            show(null, 'sent');
          }}
          onSeeSent={() => show(null, 'sent')}
        />
      )}
    </Screen>
  );
}

interface WritingProps {
  readonly incident: IncidentDetail;
  readonly draft: UpdateId | null;
  /** What a new one would correct. */
  readonly corrects: UpdateId | null;
  /** What the engine answered last when it was kept here; newer than what was read before. */
  readonly latest: StatusUpdateDetail | null;
  readonly onKept: (update: StatusUpdateDetail) => void;
  readonly onSent: (update: StatusUpdateDetail) => void;
  readonly onSeeSent: () => void;
}

const NONE = UpdateId.parse('UPD-0000');

function Writing({ incident, draft, corrects, latest, onKept, onSent, onSeeSent }: WritingProps) {
  const found = useCall('updates.get', { id: draft ?? NONE }, { enabled: draft !== null });
  const own = latest?.id === draft ? latest : null;
  const read = draft === null ? null : (found.data ?? null);
  const kept = own !== null && (read === null || own.version > read.version) ? own : read;
  const original = kept?.corrects ?? corrects;
  const corrected = useCall('updates.get', { id: original ?? NONE }, { enabled: original !== null });
  if (draft !== null && kept === null) return found.error === null ? <Skeleton units={40} label={`Loading ${draft}`} /> : <ErrorState title={`${draft} could not be read`} message={plain(found.error.message, 300)} onRetry={() => void found.refetch()} />;
  if (kept !== null && (kept.state !== 'draft' || kept.incident !== incident.id))
    return (
      <EmptyState title={kept.incident === incident.id ? `${kept.id} is ${UPDATE_WORD[kept.state]}` : `${kept.id} is of another incident`} actions={<Button onClick={onSeeSent}>See what was sent</Button>}>
        Only a draft can be written on. What was scheduled can be taken back there.
      </EmptyState>
    );
  if (original !== null && corrected.data === undefined) return corrected.error === null ? <Skeleton units={40} label={`Loading ${original}`} /> : <ErrorState title={`${original} could not be read`} message={plain(corrected.error.message, 300)} onRetry={() => void corrected.refetch()} />;
  const before = corrected.data ?? null;
  if (before !== null && (before.incident !== incident.id || before.state !== 'published'))
    return (
      <EmptyState title={`${before.id} cannot be corrected here`} actions={<Button onClick={onSeeSent}>See what was sent</Button>}>
        {before.incident === incident.id ? 'Only what was published can be corrected.' : `It is an update of ${before.incident}.`}
      </EmptyState>
    );
  // A correction is never written on with what was typed for another.
  return <WritePage key={original ?? ''} incident={incident} kept={kept} corrects={before} onKept={onKept} onSent={onSent} />;
}
