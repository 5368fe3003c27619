import type { ReactNode } from 'react';
import type { HandoverDraft } from '../../../shared/model/shift.ts';
import { counted } from '../../../shared/text/counted.ts';
import { plain, plainLines } from '../../../shared/text/plain.ts';
import { useWorkspace } from '../../lib/live-store.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { Moment, useNames, useTimeWords } from '../incidents/index.ts';
import { alertsText, blindText, incidentsTitle, servicesText, windowText } from './rules/sheet-words.ts';
import { SheetIncident } from './SheetIncident.tsx';
import { useSheetNow } from './use-sheet-now.ts';
import styles from './shift.module.css';

export interface SheetProps {
  readonly draft: HandoverDraft;
  /** As it stood when it was handed over: counts to that moment, and is not printed. */
  readonly frozen: boolean;
}

/** What the next shift must know, what presses first. Every part is there, also when there is nothing in it: silence is no answer. */
export function Sheet({ draft, frozen }: SheetProps) {
  const frozenAt = frozen ? draft.at : null;
  const { full } = useTimeWords();
  const workspace = useWorkspace();
  const alerts = alertsText(draft.alerts);
  return (
    <div data-print-sheet={frozen ? undefined : ''}>
      {frozen ? null : (
        <header className={styles.sheetHead}>
          <h2 className={styles.sheetTitle}>As it stands now</h2>
          <p className={styles.printOnly}>
            Hand-over of {plain(workspace?.name ?? '', 80)}, {full(draft.at)}
          </p>
        </header>
      )}
      <Part title={incidentsTitle(draft.incidents)}>
        {draft.incidents.length === 0 ? null : (
          <ol className={styles.list}>
            {draft.incidents.map((incident) => (
              <SheetIncident key={incident.id} incident={incident} frozenAt={frozenAt} />
            ))}
          </ol>
        )}
      </Part>
      <Part title="Alerts outside incidents" none={alerts === null ? 'None.' : null}>
        {alerts === null ? null : <p className={styles.line}>{alerts}</p>}
      </Part>
      <Part title="Blind" none={draft.blind.length === 0 ? 'Nothing: every source answers.' : null}>
        <ul className={styles.list}>
          {draft.blind.map((source) => (
            <Blind key={source.source} source={source} frozenAt={frozenAt} />
          ))}
        </ul>
      </Part>
      <Part title="Maintenance" none={draft.maintenance.length === 0 ? 'None runs, and none begins soon.' : null}>
        <ul className={styles.list}>
          {draft.maintenance.map((window) => (
            <Maintenance key={`${window.id} ${window.startsAt}`} window={window} frozenAt={frozenAt} />
          ))}
        </ul>
      </Part>
      <Part title="Holdfast itself" none={draft.problems.length === 0 ? 'No problem.' : null}>
        <ul className={styles.list}>
          {draft.problems.map(({ level, message, since }) => (
            <li key={`${level} ${message}`} className={styles.item}>
              <StateMark state={level === 'info' ? 'none' : 'P2'} word={level === 'info' ? 'Note' : level === 'warning' ? 'Warning' : 'Problem'} />
              <span dir="auto">{plain(message, 400)}</span>
              <span className={styles.quiet}>
                since <Moment at={since} />
              </span>
            </li>
          ))}
        </ul>
      </Part>
      <Part title="Notes of the last 12 hours" none={draft.notes.length === 0 ? 'None.' : null}>
        <ul className={styles.list}>
          {draft.notes.map(({ seq, at, by, text }) => (
            <li key={seq} className={styles.note}>
              <p className={styles.noteHead}>
                <Moment at={at} /> · {plain(by, 60)}
              </p>
              {text === null ? <p className={styles.quiet}>Removed on request.</p> : <p className={styles.noteText} dir="auto">{plainLines(text)}</p>}
            </li>
          ))}
        </ul>
      </Part>
    </div>
  );
}

function Part({ title, none = null, children }: { title: string; none?: string | null; children: ReactNode }) {
  return (
    <section className={styles.part} data-none={none === null ? undefined : ''}>
      <h3 className={styles.partTitle}>{title}</h3>
      {none === null ? children : <p className={styles.quiet}>{none}</p>}
    </section>
  );
}

function Blind({ source, frozenAt }: { source: HandoverDraft['blind'][number]; frozenAt: string | null }) {
  const now = useSheetNow(frozenAt);
  return (
    <li className={styles.item}>
      <StateMark state="blind" word={blindText(source, now)} />
      <span dir="auto">
        {plain(source.name, 80)}
        {source.message === null ? '' : `: ${plain(source.message, 200)}`}
      </span>
      <span className={styles.quiet}>
        {counted(source.signals.length, 'signal')}, since <Moment at={source.since} />
      </span>
    </li>
  );
}

function Maintenance({ window, frozenAt }: { window: HandoverDraft['maintenance'][number]; frozenAt: string | null }) {
  const now = useSheetNow(frozenAt);
  const names = useNames();
  return (
    <li className={styles.item}>
      <StateMark state="maintenance" word={windowText(window, now)} />
      <span dir="auto">{plain(window.name, 120)}</span>
      <span className={styles.quiet} dir="auto">
        {servicesText(window.services, names.service)}; until <Moment at={window.endsAt} />
      </span>
    </li>
  );
}
