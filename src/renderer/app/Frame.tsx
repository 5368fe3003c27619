import { useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { isSilent } from '../../shared/model/state.ts';
import { plain } from '../../shared/text/plain.ts';
import { STATE_GLYPH } from '../../shared/text/state-words.ts';
import { useEngineStatus, useWorkspace } from '../lib/live-store.ts';
import { ErrorBoundary } from '../ui/kit/ErrorBoundary.tsx';
import { useHeadline } from '../wall/use-headline.ts';
import { isKiosk } from '../wall/use-kiosk.ts';
import { ConsoleBand } from '../features/console/index.ts';
import { CommandPalette } from './CommandPalette.tsx';
import { DemoBanner } from './DemoBanner.tsx';
import { EngineBand } from './EngineBand.tsx';
import { PairingScreen } from './PairingScreen.tsx';
import { ProblemsBanner } from './ProblemsBanner.tsx';
import { Rail } from './Rail.tsx';
import { Routes } from './Routes.tsx';
import { UpdateReminders } from './UpdateReminders.tsx';
import { useAlarms } from './use-alarms.ts';
import { useFrameKeys } from './use-frame-keys.ts';
import { useIdle } from './use-idle.ts';
import { usePresenceReport } from './use-presence-report.ts';
import styles from './frame.module.css';

/** A background tab or a task bar shows nothing but the title: it carries the state, as a shape and in words. */
function useTitle(): void {
  const headline = useHeadline();
  const workspace = useWorkspace();
  const name = workspace === null ? 'Holdfast' : `${plain(workspace.name, 40)} – Holdfast`;
  const title = workspace === null ? name : `${STATE_GLYPH[headline.kind]} ${headline.word} · ${name}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}

export interface FrameProps {
  readonly onPaired: () => void;
}

/** What stands around every screen: rail, banners, the band of a silent engine, the palette. */
export function Frame({ onPaired }: FrameProps) {
  const [location] = useLocation();
  const search = useSearch();
  const engine = useEngineStatus();
  const [palette, setPalette] = useState(false);
  const kiosk = location === '/wall' && isKiosk(search);
  const idle = useIdle(kiosk);
  const silent = isSilent(engine);
  useTitle();
  useAlarms();
  useFrameKeys();
  usePresenceReport(location);
  if (engine.refused || location === '/pair') return <PairingScreen onPaired={onPaired} />;
  return (
    <div className={styles.frame} data-kiosk={kiosk ? '' : undefined} data-idle={idle ? '' : undefined}>
      {kiosk ? null : <Rail onPalette={() => setPalette(true)} />}
      <div className={styles.column}>
        {kiosk ? null : <DemoBanner />}
        <ProblemsBanner kiosk={kiosk} />
        <EngineBand />
        <ConsoleBand kiosk={kiosk} />
        {kiosk ? null : <UpdateReminders />}
        <div className={styles.screen} data-silent={silent && location !== '/wall' ? '' : undefined}>
          <ErrorBoundary key={location} what="This screen">
            <Routes />
          </ErrorBoundary>
        </div>
      </div>
      <CommandPalette open={palette} onOpen={setPalette} />
    </div>
  );
}
