import { useState } from 'react';
import { useDraftOwner } from '../features/session/index.ts';
import { PlatformProvider } from '../platform/context.tsx';
import type { Platform } from '../platform/ports.ts';
import { ErrorBoundary } from '../ui/kit/ErrorBoundary.tsx';
import { ThemeProvider } from '../ui/ThemeProvider.tsx';
import { TilesProvider } from '../wall/tiles.tsx';
import { Frame } from './Frame.tsx';
import './page.css';

/** Everything below one platform. After pairing all of it starts anew: nothing that was refused may linger. */
export function App({ platform }: { platform: Platform }) {
  const [pairings, setPairings] = useState(0);
  return (
    <ThemeProvider>
      <ErrorBoundary what="This page">
        <PlatformProvider key={pairings} platform={platform}>
          <TilesProvider>
            <DraftOwner />
            <Frame onPaired={() => setPairings(pairings + 1)} />
          </TilesProvider>
        </PlatformProvider>
      </ErrorBoundary>
    </ThemeProvider>
  );
}

/** Stands beside the pairing screen as well: what was typed here goes when this seat does. */
function DraftOwner() {
  useDraftOwner();
  return null;
}
