import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { assertPresent } from '../../shared/model/result.ts';
import type { Platform } from '../platform/ports.ts';
import { pairFromFragment } from '../platform/web/pairing.ts';
import { App } from './App.tsx';

/** zod would build its parsers with `new Function`, which the content security policy refuses (rightly). */
z.config({ jitless: true });

/** Draws the whole of Holdfast for one platform. A pairing code in the address is used, and removed from it, before anything else. */
export function start(platform: Platform): void {
  const root = createRoot(assertPresent(document.getElementById('root'), 'the page has no #root'));
  const draw = () =>
    root.render(
      <StrictMode>
        <App platform={platform} />
      </StrictMode>,
    );
  if (platform.pair === null) draw();
  else void pairFromFragment(platform.pair).then(draw, draw);
}
