import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { openIncidents } from '../../incidents/testing/open-incidents.ts';
import { serviceId } from '../../incidents/testing/alerts.ts';
import type { ChangeDraft } from '../draft.ts';
import type { NamedService } from '../rules.ts';
import { createChanges } from '../service.ts';

export const SERVICES: readonly NamedService[] = [
  { id: serviceId('checkout'), name: 'Checkout API', changes: ['acme/checkout', 'checkout-*'] },
  { id: serviceId('login'), name: 'Login' },
];

/** A message that says as little as it can. */
export const draft = (told: Partial<ChangeDraft> = {}): ChangeDraft => ({
  from: 'api', externalId: null, kind: 'deploy', title: 'Deploy', status: 'succeeded', about: [], by: null, link: null, at: null, endedAt: null, toldAt: null, before: null, after: null, ...told,
});

/** Changes over real incidents and SQLite in memory, on a clock that is moved by hand. */
export function openChanges() {
  const opened = openIncidents();
  const { db, clock } = opened;
  const told: EpochMs[] = [];
  const problems: (string | null)[] = [];
  const changes = createChanges({
    db, clock,
    services: () => SERVICES,
    openRecords: () => opened.incidents.openRecords(),
    emit: (since) => void told.push(since),
    onProblem: (message) => void problems.push(message),
  });
  /** So many minutes from now. */
  const minute = (minutes: number): EpochMs => epochMs(clock.nowMs() + minutes * 60_000);
  return {
    ...opened, changes, told, problems, minute,
    take: (message: Partial<ChangeDraft> = {}, toldBy = 'Ada') => {
      const [taken] = changes.take([draft(message)], toldBy);
      if (taken === undefined) throw new Error('nothing was taken');
      return taken;
    },
    all: (query: Partial<Parameters<typeof changes.list>[0]> = {}) => changes.list({ from: null, to: null, service: null, limit: 200, cursor: null, ...query }),
    titles: (query: Partial<Parameters<typeof changes.list>[0]> = {}) => changes.list({ from: null, to: null, service: null, limit: 200, cursor: null, ...query }).items.map(({ title }) => title),
  };
}
