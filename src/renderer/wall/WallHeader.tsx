import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { OverallState, StateKind } from '../../shared/model/state.ts';
import type { EpochMs } from '../../shared/model/units.ts';
import { counted } from '../../shared/text/counted.ts';
import { plain } from '../../shared/text/plain.ts';
import { formatDuration, formatSpan, formatUtcTime, formatZoneTime } from '../../shared/time/format.ts';
import { WINDOWS_MS, type WindowMs } from '../../shared/time/windows.ts';
import { useAlertCounts, useDeafSources, useEngineNow, useEngineStatus, useWorkspace } from '../lib/live-store.ts';
import { Button } from '../ui/kit/Button.tsx';
import { StateMark } from '../ui/kit/StateMark.tsx';
import { Heartbeat } from './Heartbeat.tsx';
import { SoundTest, SoundWords } from './sound.tsx';
import { useHeadline } from './use-headline.ts';
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
}

/** What is blind leads to where one sees why: how each source answers. */
function Sources({ linked, children }: { linked: boolean; children: ReactNode }) {
  if (!linked) return children;
  return (
    <Link href="/settings" className={styles.sources ?? ''} title="How each source answers">
      {children}
    </Link>
  );
}

/** The first line of the wall: whose it is, whether anything is wrong, what time it is, and that it lives. */
export function WallHeader({ overall, kiosk, bar }: { overall: OverallState; kiosk: boolean; bar: WallBarProps }) {
  const workspace = useWorkspace();
  const engine = useEngineStatus();
  const known = workspace !== null;
  const headline = useHeadline();
  const blind = overall.counts.blind + useDeafSources().length;
  return (
    <header className={styles.header}>
      <h1 className={styles.workspace} dir="auto">
        {workspace === null ? 'Holdfast' : plain(workspace.name, 60)}
      </h1>
      {workspace?.demo === true && kiosk && !/^demo$/i.test(workspace.name.trim()) ? <span className={styles.demo}>DEMO</span> : null}
      <p className={styles.overall} data-kind={headline.kind} role="status">
        <Sources linked={known && headline.kind === 'blind' && !overall.engineSilent}>
          <StateMark state={MARK_OF[headline.kind]} word={known ? headline.word : LINK_WORD[engine.state]} />
        </Sources>
      </p>
      {known && LASTING.has(headline.kind) ? <Lasted since={headline.since} /> : null}
      {headline.kind === 'blind' || (overall.total === 0 && blind === 0) ? null : (
        <p className={styles.blind} data-some={blind > 0 ? '' : undefined}>
          <Sources linked={blind > 0}>
            <StateMark state="blind" word={`${blind} blind`} />
          </Sources>
        </p>
      )}
      {headline.kind === 'maintenance' || overall.counts.maintenance === 0 ? null : (
        <p className={styles.blind}>
          <StateMark state="maintenance" word={`${overall.counts.maintenance} maintenance`} />
        </p>
      )}
      <span className={styles.space} />
      {kiosk ? <KioskFacts {...bar} /> : null}
      <Clocks timeZone={workspace?.timeZone ?? 'UTC'} />
      <Heartbeat />
    </header>
  );
}

function KioskFacts({ page, pages, held, windowMs }: WallBarProps) {
  return (
    <span className={styles.facts}>
      <span>
        {pages > 1 ? `page ${page + 1}/${pages}${held ? ' held' : ''} · ` : ''}
        {formatSpan(windowMs)}
      </span>
      <SoundWords />
    </span>
  );
}

/** How many alerts there are at all: a wall shows the services, not each of a thousand alerts. */
function Alerts() {
  const { firing, suppressed } = useAlertCounts();
  if (firing + suppressed === 0) return null;
  const parts = [firing > 0 ? counted(firing, 'alert fires', 'alerts fire') : null, suppressed > 0 ? `${suppressed.toLocaleString('en')} kept silent` : null];
  return (
    <Link href="/incidents" className={styles.alerts ?? ''}>
      {parts.filter((part) => part !== null).join(', ')}
    </Link>
  );
}

export interface WallFootProps extends WallBarProps {
  readonly onPage: (page: number) => void;
  readonly onWindow: (windowMs: WindowMs) => void;
  readonly onKiosk: () => void;
}

/** What a person at a desk can change; below the tiles, for it is never what is looked at first. */
export function WallFoot({ page, pages, held, onPage, windowMs, onWindow, onKiosk }: WallFootProps) {
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
      <Alerts />
      <span className={styles.space} />
      <SoundTest />
      <Button kind="quiet" onClick={onKiosk} shortcut="K">
        Kiosk
      </Button>
    </footer>
  );
}
