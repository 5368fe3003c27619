import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { PlatformProvider } from '../../../src/renderer/platform/context.tsx';
import { TimeChart } from '../../../src/renderer/ui/charts/TimeChart.tsx';
import type { ChartSeries } from '../../../src/renderer/ui/charts/chart-types.ts';
import { Banner } from '../../../src/renderer/ui/kit/Banner.tsx';
import { Button } from '../../../src/renderer/ui/kit/Button.tsx';
import { EmptyState, ErrorState } from '../../../src/renderer/ui/kit/EmptyState.tsx';
import { CheckField, Field, SelectField } from '../../../src/renderer/ui/kit/Field.tsx';
import { Num } from '../../../src/renderer/ui/kit/Num.tsx';
import { StateMark } from '../../../src/renderer/ui/kit/StateMark.tsx';
import { Table, type Column } from '../../../src/renderer/ui/kit/Table.tsx';
import { STATE_WORD, type StateName } from '../../../src/renderer/ui/kit/state.ts';
import { ThemeProvider } from '../../../src/renderer/ui/ThemeProvider.tsx';
import { epochMs } from '../../../src/shared/model/units.ts';
import { above, createFakeEngine, noise, signalId, type FakeSignal } from './fake-engine.ts';
import './gallery.css';

/** Every state of the charts and the kit on one page, to look at. `?kit` shows the kit, `?stop` an engine that falls silent; `#light` the other scheme. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const now = Date.now();
const wave = (at: number, seed: number, base: number, swing: number) => base + swing * (0.5 + 0.5 * Math.sin(at / (7 * MINUTE) + seed)) + swing * 0.5 * noise(at, seed);
const limit = [above(0.8)];
const fake = (id: string, more: Omit<FakeSignal, 'id' | 'intervalMs'> & { intervalMs?: number }): FakeSignal => ({ id: signalId(id), intervalMs: 5_000, ...more });
const spike = (at: number) => (Math.abs(at - (now - 23 * MINUTE)) < 4_000 ? 1.9 : 0);

const signals: FakeSignal[] = [
  fake('calm', { unit: 's', valueAt: (at) => wave(at, 1, 0.1, 0.03), thresholds: limit }),
  fake('over', { unit: 's', valueAt: (at) => (at > now - 7 * MINUTE ? wave(at, 2, 2.1, 0.5) : wave(at, 2, 0.3, 0.1)), thresholds: limit }),
  fake('p50', { unit: 's', valueAt: (at) => wave(at, 3, 0.08, 0.02) }),
  fake('p95', { unit: 's', valueAt: (at) => wave(at, 4, 0.3, 0.15) + spike(at) }),
  fake('p99', { unit: 's', valueAt: (at) => wave(at, 5, 0.55, 0.3) + spike(at) }),
  fake('gap', { unit: 'ratio', valueAt: (at) => (at > now - 31 * MINUTE && at < now - 22 * MINUTE ? NaN : wave(at, 6, 0.002, 0.003)) }),
  fake('late', { unit: 's', freshness: 'late', valueAt: (at) => (at > now - 90_000 ? NaN : wave(at, 7, 0.2, 0.1)) }),
  fake('blind', { unit: 's', freshness: 'blind', valueAt: (at) => (at > now - 19 * MINUTE ? NaN : wave(at, 8, 0.2, 0.1)), thresholds: limit }),
  fake('empty', { unit: 'perSecond', freshness: 'blind', valueAt: () => NaN }),
  fake('errors', { unit: 'ratio', valueAt: (at) => (at > now - 7 * MINUTE ? 0.99 + 0.009 * noise(at, 9) : 0.0002), thresholds: [above(0.05)] }),
  fake('traffic', { unit: 'perSecond', valueAt: (at) => wave(at, 10, 1_200, 500) }),
  fake('up', { unit: 'bool', valueAt: (at) => (at > now - 12 * MINUTE && at < now - 9 * MINUTE ? 0 : 1) }),
  fake('lone', { unit: 's', valueAt: (at) => (Math.floor(at / 5_000) % 60 === 0 ? 0.4 : NaN) }),
];
const engine = createFakeEngine(signals, () => Date.now());
const ticks = setInterval(engine.tick, 1_000);
if (location.search === '?stop') setTimeout(() => clearInterval(ticks), 2_000);

const one = (id: string, tone: ChartSeries['tone'] = 'normal'): ChartSeries => ({ signal: signalId(id), label: id, tone });
const three: ChartSeries[] = [one('p50', 'quiet'), one('p95', 'normal'), one('p99', 'strong')];

function Cell({ title, children, big = false }: { title: string; children: ReactNode; big?: boolean }) {
  return (
    <section className="cell" data-big={big}>
      <h2>{title}</h2>
      <div className="chart">{children}</div>
    </section>
  );
}

function Charts() {
  const tile = { unit: 's', windowMs: HOUR, thresholds: [], size: 'tile' } as const;
  const marks = [{ at: epochMs(now - 40 * MINUTE), word: 'deploy' }];
  return (
    <main className="charts">
      <Cell title="calm, limit far above"><TimeChart {...tile} series={[one('calm')]} thresholds={limit} label="calm" /></Cell>
      <Cell title="over its limit"><TimeChart {...tile} series={[one('over')]} thresholds={limit} label="over" /></Cell>
      <Cell title="gap"><TimeChart {...tile} unit="ratio" series={[one('gap')]} label="gap" /></Cell>
      <Cell title="errors"><TimeChart {...tile} unit="ratio" series={[one('errors')]} thresholds={[above(0.05)]} label="errors" /></Cell>
      <Cell title="late"><TimeChart {...tile} series={[one('late')]} windowMs={15 * MINUTE} label="late" /></Cell>
      <Cell title="blind"><TimeChart {...tile} series={[one('blind')]} thresholds={limit} label="blind" /></Cell>
      <Cell title="nothing"><TimeChart {...tile} unit="perSecond" series={[one('empty')]} label="empty" /></Cell>
      <Cell title="up or down"><TimeChart {...tile} unit="bool" series={[one('up')]} label="up" /></Cell>
      <Cell title="traffic, 24 h"><TimeChart {...tile} unit="perSecond" windowMs={24 * HOUR} series={[one('traffic')]} label="traffic" /></Cell>
      <Cell title="single samples"><TimeChart {...tile} series={[one('lone')]} label="lone" /></Cell>
      <Cell title="three series, page" big>
        <TimeChart {...tile} size="page" series={three} thresholds={limit} marks={marks} label="three" />
      </Cell>
      <Cell title="7 d, page" big>
        <TimeChart {...tile} size="page" windowMs={7 * 24 * HOUR} series={three} thresholds={limit} label="three, a week" />
      </Cell>
    </main>
  );
}

const STATES = Object.keys(STATE_WORD) as StateName[];

const COLUMNS: Column<{ a: string }>[] = [
  { key: 'a', title: 'Source', cell: (row) => row.a },
  { key: 'b', title: 'p95', align: 'end', cell: () => <Num value={0.12} unit="s" /> },
];

function Kit() {
  return (
    <main className="kit">
      <p>{STATES.map((state) => <span key={state} className="state"><StateMark state={state} /></span>)}</p>
      <p className="numbers"><Num value={2.41} unit="s" /> <Num value={0.991} unit="ratio" /> <Num value={0.0002} unit="ratio" /> <Num value={null} noValue="NaN" unit="s" /></p>
      <Banner level="error" actions={<Button kind="quiet">Show</Button>}>Prometheus has not answered since 14:02:11 (connection refused).</Banner>
      <Banner level="warning">The clock of prom is 3.2 s ahead of ours.</Banner>
      <Banner level="info">DEMO: a local API with made-up traffic.</Banner>
      <p className="row"><Button kind="primary">Save</Button> <Button>Test the connection</Button> <Button kind="danger">Remove</Button> <Button kind="quiet">Cancel</Button> <Button busy>Busy</Button> <Button disabled>Off</Button></p>
      <div className="form">
        <Field label="Address" value="http://127.0.0.1:9090" onChange={() => {}} hint="As it stands in the browser" />
        <Field label="Password" kind="secret" value="abc" onChange={() => {}} error="Expected 8 characters or more" />
        <SelectField label="Authentication" value="none" options={[{ value: 'none', label: 'None' }]} onChange={() => {}} />
        <CheckField label="Only tier 1" checked onChange={() => {}} />
      </div>
      <Table label="Sources" columns={COLUMNS} rows={[{ a: 'prom' }, { a: 'edge' }]} rowKey={(row) => row.a} empty="None yet" />
      <EmptyState title="Incidents will appear here" actions={<Button kind="primary">Declare one</Button>}>They open by themselves when a rule fires.</EmptyState>
      <ErrorState title="The sources could not be loaded" message="Holdfast cannot be reached from this screen." onRetry={() => {}} />
    </main>
  );
}

const root = document.getElementById('root');
if (location.hash === '#light') localStorage.setItem('holdfast-colour-scheme', 'light');
else localStorage.removeItem('holdfast-colour-scheme');
if (root)
  createRoot(root).render(
    <StrictMode>
      <ThemeProvider>
        <PlatformProvider platform={engine.platform}>{location.search === '?kit' ? <Kit /> : <Charts />}</PlatformProvider>
      </ThemeProvider>
    </StrictMode>,
  );
