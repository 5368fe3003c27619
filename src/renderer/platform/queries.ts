import { QueryClient } from '@tanstack/react-query';
import type { CallName } from '../../shared/contract/contract.ts';
import type { EventName, LiveEvent } from '../../shared/contract/events.ts';
import { HoldfastError } from '../../shared/model/result.ts';

/** Failures that a second attempt may cure; anything else is shown at once. */
const PASSING = new Set(['unavailable', 'internal', 'rate_limited']);

export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && error instanceof HoldfastError && PASSING.has(error.code),
      },
      mutations: { networkMode: 'always' },
    },
  });

/** Which answers an event makes old. Signals and services are read from the live store, so readings touch nothing here. */
const STALE_AFTER: Partial<Record<EventName, readonly CallName[]>> = {
  snapshot: ['workspace.get', 'services.list', 'services.get', 'signals.list', 'signals.get', 'sources.list', 'sources.health', 'config.get', 'session.get', 'demo.faults', 'incidents.list', 'incidents.get', 'incidents.timeline', 'changes.list', 'reviews.list', 'reviews.get', 'reviews.story', 'reviews.compare', 'causes.list', 'causes.get', 'correctiveActions.list', 'reports.get', 'alerts.list', 'rules.list', 'rules.get', 'policy.get', 'maintenance.list', 'silences.list', 'shift.list', 'scorecard.get', 'scorecard.trend', 'scorecard.dots', 'scorecard.incidents', 'scorecard.sides', 'scorecard.blind', 'incidents.blind', 'updates.list', 'updates.get', 'updates.preview', 'deliveries.list', 'channels.list', 'suppressions.list', 'plans.list', 'plans.get', 'runs.list', 'runs.get', 'runs.journal', 'triggers.list', 'console.get', 'console.unmerged'],
  source: ['sources.list', 'sources.health'],
  problem: ['problems.list', 'config.get'],
  presence: ['presence.list', 'seats.list'],
  demo: ['demo.faults'],
  incident: ['reviews.list', 'reviews.get', 'reviews.story', 'reviews.compare', 'causes.list', 'causes.get', 'correctiveActions.list', 'reports.get', 'incidents.list', 'incidents.get', 'incidents.timeline', 'incidents.blind', 'incidents.evidence', 'changes.list', 'alerts.list', 'shift.draft'],
  maintenance: ['maintenance.list'],
  silences: ['silences.list', 'alerts.list'],
  delivery: ['deliveries.list', 'updates.get', 'suppressions.list'],
  update: ['updates.list', 'updates.get'],
  channels: ['channels.list'],
  changes: ['changes.list', 'reports.get'],
  run: ['runs.list', 'runs.get', 'runs.journal', 'plans.list', 'plans.get'],
  console: ['console.get', 'console.unmerged'],
  plans: ['plans.list', 'plans.get', 'triggers.list'],
};

/** An answer is asked for anew at most this often, however many events make it old: a mailing to a thousand readers is two thousand of them. */
const ANEW_EVERY_MS = 1_000;

export interface Invalidation {
  on(event: LiveEvent): void;
  close(): void;
}

/** Asks anew for what an event makes old: at once, and what becomes old again soon after once more when its time has come. */
export function createInvalidation(queries: Pick<QueryClient, 'invalidateQueries'>): Invalidation {
  const resting = new Map<CallName, { again: boolean; readonly timer: ReturnType<typeof setTimeout> }>();
  const anew = (name: CallName): void => {
    const timer = setTimeout(() => {
      const isOld = resting.get(name)?.again === true;
      resting.delete(name);
      if (isOld) anew(name);
    }, ANEW_EVERY_MS);
    resting.set(name, { again: false, timer });
    void queries.invalidateQueries({ queryKey: [name] });
  };
  return {
    on: ({ event }) => {
      for (const name of STALE_AFTER[event] ?? []) {
        const rest = resting.get(name);
        if (rest === undefined) anew(name);
        else rest.again = true;
      }
    },
    close: () => {
      for (const { timer } of resting.values()) clearTimeout(timer);
      resting.clear();
    },
  };
}
