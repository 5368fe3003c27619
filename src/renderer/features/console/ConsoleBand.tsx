import { useConsole } from '../../lib/live-store.ts';
import { CopyBand } from './CopyBand.tsx';
import { StoodDownBand } from './StoodDownBand.tsx';
import { TookOverBand } from './TookOverBand.tsx';

/** What a screen has to say about which console acts; nothing where there is but one. */
export function ConsoleBand({ kiosk }: { kiosk: boolean }) {
  const { role, connection, tookOver, stoodDown } = useConsole();
  if (role === 'seat' && connection?.state === 'unreachable') return <CopyBand connection={connection} kiosk={kiosk} />;
  if (stoodDown !== null) return <StoodDownBand stoodDown={stoodDown} kiosk={kiosk} />;
  if (tookOver !== null && tookOver.mergedAt === null) return <TookOverBand tookOver={tookOver} kiosk={kiosk} />;
  return null;
}
