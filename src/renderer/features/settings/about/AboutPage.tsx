import type { CallOutput } from '../../../../shared/contract/contract.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useEngineNow, useWorkspace } from '../../../lib/live-store.ts';
import { usePlatform } from '../../../platform/context.tsx';
import { useCall } from '../../../platform/use-call.ts';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Facts } from '../../../ui/kit/Facts.tsx';
import { Table } from '../../../ui/kit/Table.tsx';
import { AdminGate } from '../Gate.tsx';
import { Page, Section } from '../Page.tsx';
import { agoText, sizeText } from '../words.ts';

type Figures = CallOutput<'diagnostics.get'>;

const SYNCHRONOUS: Readonly<Record<number, string>> = { 0: 'off', 1: 'normal', 2: 'full', 3: 'extra' };
const LOOK_EVERY_MS = 2_000;

/** What runs here, and what it costs. */
export function AboutPage() {
  const workspace = useWorkspace();
  const { shell, live } = usePlatform();
  return (
    <Page title="About">
      <Section title="Holdfast">
        <Facts
          facts={[
            ['Version', workspace?.version ?? 'not known yet'],
            ['Workspace', workspace === null ? 'not known yet' : `${plain(workspace.name, 80)}${workspace.demo ? ' (demo)' : ''}`],
            ['Store', workspace === null ? 'not known yet' : workspace.writable ? 'written safely' : 'read only; nothing new is kept'],
            ['Events not understood', live.badEvents() === 0 ? null : counted(live.badEvents(), 'event')],
            ['API', shell.kind === 'browser' ? <a key="api" href="/api/v1/openapi.json" target="_blank" rel="noreferrer">OpenAPI document</a> : '/api/v1/openapi.json of the wall server'],
            ['Licence', 'Apache License 2.0'],
          ]}
        />
      </Section>
      <AdminGate what="Seeing what Holdfast costs">
        <Diagnostics />
      </AdminGate>
    </Page>
  );
}

function Diagnostics() {
  const figures = useCall('diagnostics.get', {}, { refetchMs: LOOK_EVERY_MS });
  if (figures.data === undefined) return figures.isError ? <ErrorState title="The figures could not be read" message={figures.error.message} onRetry={() => void figures.refetch()} /> : <Skeleton units={32} label="Loading the figures" />;
  return <Shown figures={figures.data} />;
}

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

function Shown({ figures }: { figures: Figures }) {
  const now = useEngineNow();
  const { eventLoopLagMs: lag, polls, store, slowQueries } = figures;
  return (
    <>
      <Section title="Engine">
        <Facts
          facts={[
            ['Started', agoText(figures.startedAt, now)],
            ['Epoch', figures.epoch],
            ['Polls', `${polls.perMinute} a minute, ${polls.failedPerMinute} of them failed, ${polls.inFlight} under way`],
            ['Event-loop lag', `p50 ${ms(lag.p50)}, p99 ${ms(lag.p99)}, longest ${ms(lag.max)}`],
          ]}
        />
      </Section>
      <Section title="Store">
        <Facts
          facts={[
            ['File', <code key="path">{plain(store.path, 400)}</code>],
            ['Size', `${sizeText(store.bytes)}, of which history ${sizeText(store.rollupBytes)}`],
            ['SQLite', store.sqlite],
            ['Synchronous', SYNCHRONOUS[store.synchronous] ?? String(store.synchronous)],
          ]}
        />
      </Section>
      <Section title="Slow queries">
        {slowQueries.length === 0 ? (
          <p>None since the start.</p>
        ) : (
          <Table
            label="Slow queries"
            columns={[
              { key: 'at', title: 'When', cell: (query) => agoText(query.at, now) },
              { key: 'ms', title: 'Took', align: 'end', cell: (query) => ms(query.ms) },
              { key: 'sql', title: 'SQL', cell: (query) => plain(query.sql, 300) },
            ]}
            rows={slowQueries}
            rowKey={(query) => `${query.at} ${query.sql}`}
            empty="None"
          />
        )}
      </Section>
    </>
  );
}
