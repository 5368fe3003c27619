import { createRoot } from 'react-dom/client';
import { PlatformProvider } from '../../../src/renderer/platform/context.tsx';
import { TimeChart } from '../../../src/renderer/ui/charts/TimeChart.tsx';
import { ThemeProvider } from '../../../src/renderer/ui/ThemeProvider.tsx';
import { above, createFakeEngine, noise, signalId } from './fake-engine.ts';
import { CHARTS, pointsAsked, runBench, SERIES } from './measure.ts';
import './page.css';

const TONES = ['quiet', 'normal', 'strong'] as const;
const thresholds = [above(0.8)];
const charts = Array.from({ length: CHARTS }, (_, chart) =>
  TONES.slice(0, SERIES).map((tone, line) => ({ signal: signalId(`c${chart}-${line}`), label: `p${line}`, tone, seed: chart * 10 + line, base: 0.1 + 0.25 * line })),
);
const engine = createFakeEngine(
  charts.flat().map(({ signal, seed, base }) => ({ id: signal, unit: 's' as const, intervalMs: 1_000, thresholds, valueAt: (at) => base + 0.2 * noise(at, seed) })),
  () => Date.now(),
);

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <ThemeProvider>
      <PlatformProvider platform={engine.platform}>
        <div className="grid">
          {charts.map((series, index) => (
            <TimeChart key={series[0]?.signal} series={series} unit="s" windowMs={pointsAsked() * 1_000} thresholds={thresholds} size="tile" label={`Chart ${index}`} />
          ))}
        </div>
      </PlatformProvider>
    </ThemeProvider>,
  );
runBench(engine.tick);
