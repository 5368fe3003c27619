import type { ReactNode } from 'react';
import type { OverallState, StateKind } from '../../shared/model/state.ts';
import type { EpochMs } from '../../shared/model/units.ts';
import { plain } from '../../shared/text/plain.ts';
import { overallWord } from '../../shared/text/state-words.ts';
import { formatDuration, formatSpan, formatUtcTime, formatZoneTime } from '../../shared/time/format.ts';
import { WINDOWS_MS, type WindowMs } from '../../shared/time/windows.ts';
import { useEngineNow, useEngineStatus, useWorkspace } from '../lib/live-store.ts';
import { Button } from '../ui/kit/Button.tsx';
import { StateMark } from '../ui/kit/StateMark.tsx';
import { Heartbeat } from './Heartbeat.tsx';
import { MARK_OF } from '../ui/kit/marks.ts';
import styles from './header.module.css';

/** Both clocks on the engine's time: this screen's own clock may be wrong. */
function Clocks({ timeZone }: { timeZone: string }) {
  const now = useEngineNow();
  if (now === null) return <span className={styles.clocks}>--:--:-- UTC</span>;
  const zone = formatZoneTime(now, timeZone);
  return (
    <span className={styles.clocks} role="timer" aria-live="off">
      <span>{formatUtcTime(now)} UTC</span>
      {zone === null ? null : <span className={styles.zone}>{zone}</span>}
    </span>
  );
}

/** What is said before the first picture has come. */
const LINK_WORD = { connecting: 'connecting', live: 'connecting', stopped: 'engine stopped', unreachable: 'unreachable' } as const;
/** States of which the first question is how long already. */
const LASTING: ReadonlySet<StateKind> = new Set<StateKind>(['P0', 'P1', 'blind']);

function Lasted({ since }: { since: EpochMs | null }) {
  const now = useEngineNow();
  return since === null || now === null ? null : <p className={styles.lasted}>{formatDuration(now - since)}</p>;
}

export interface WallBarProps {
  readonly page: number;
  readonly pages: number;
  readonly held: boolean;
  readonly windowMs: WindowMs;
  readonly sound: ReactNode;
}

/** The first line of the wall: whose it is, whether anything is wrong, what time it is, and that it lives. */
export function WallHeader({ overall, kiosk, bar }: { overall: OverallState; kiosk: boolean; bar: WallBarProps }) {
  const workspace = useWorkspace();
  const engine = useEngineStatus();
  const known = workspace !== null;
  return (
    <header className={styles.header}>
      <h1 className={styles.workspace} dir="auto">
        {workspace === null ? 'Holdfast' : plain(workspace.name, 60)}
      </h1>
      {workspace?.demo === true && kiosk && !/^demo$/i.test(workspace.name.trim()) ? <span className={styles.demo}>DEMO</span> : null}
      <p className={styles.overall} data-kind={overall.kind} role="status">
        <StateMark state={MARK_OF[overall.kind]} word={known ? overallWord(overall) : LINK_WORD[engine.state]} />
      </p>
      {known && LASTING.has(overall.kind) ? <Lasted since={overall.since} /> : null}
      {overall.kind === 'blind' || overall.total === 0 ? null : (
        <p className={styles.blind} data-some={overall.counts.blind > 0 ? '' : undefined}>
          <StateMark state="blind" word={`${overall.counts.blind} blind`} />
        </p>
      )}
      <span className={styles.space} />
      {kiosk ? <KioskFacts {...bar} /> : null}
      <Clocks timeZone={workspace?.timeZone ?? 'UTC'} />
      <Heartbeat />
    </header>
  );
}

function KioskFacts({ page, pages, held, windowMs, sound }: WallBarProps) {
  return (
    <span className={styles.facts}>
      <span>
        {pages > 1 ? `page ${page + 1}/${pages}${held ? ' held' : ''} · ` : ''}
        {formatSpan(windowMs)}
      </span>
      {sound}
    </span>
  );
}

export interface WallFootProps extends WallBarProps {
  readonly onPage: (page: number) => void;
  readonly onWindow: (windowMs: WindowMs) => void;
  readonly onKiosk: () => void;
}

/** What a person at a desk can change; below the tiles, for it is never what is looked at first. */
export function WallFoot({ page, pages, held, onPage, windowMs, onWindow, onKiosk, sound }: WallFootProps) {
  return (
    <footer className={styles.bar}>
      <span className={styles.windows} role="group" aria-label="Time shown in the charts">
        {WINDOWS_MS.map((each, index) => (
          <button key={each} type="button" className={styles.window} aria-pressed={each === windowMs} aria-keyshortcuts={String(index + 1)} onClick={() => onWindow(each)}>
            {formatSpan(each)}
          </button>
        ))}
      </span>
      {pages > 1 ? (
        <span className={styles.pager}>
          <Button kind="quiet" onClick={() => onPage(page - 1)} label="Previous page" shortcut="PageUp">
            ‹
          </Button>
          <span>
            page {page + 1} of {pages}
            {held ? ', held' : ''}
          </span>
          <Button kind="quiet" onClick={() => onPage(page + 1)} label="Next page" shortcut="PageDown">
            ›
          </Button>
        </span>
      ) : null}
      <span className={styles.space} />
      {sound}
      <Button kind="quiet" onClick={onKiosk} shortcut="K">
        Kiosk
      </Button>
    </footer>
  );
}
