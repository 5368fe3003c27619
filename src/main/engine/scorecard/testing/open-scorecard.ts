import type { z } from 'zod';
import { scorecardQuery } from '../../../../shared/contract/scorecard-calls.ts';
import type { IncidentId } from '../../../../shared/model/ids.ts';
import type { IncidentOrigin } from '../../../../shared/model/incident.ts';
import type { Severity } from '../../../../shared/model/severity.ts';
import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { serviceId } from '../../incidents/testing/alerts.ts';
import { ADA, openIncidents, WALL } from '../../incidents/testing/open-incidents.ts';
import type { IncidentDeps } from '../../incidents/service.ts';
import type { ScorecardQuery } from '../question.ts';
import { createScorecard, type ScorecardDeps, type ScorecardService } from '../service.ts';

/** An incident of the past; instants that are not given are not recorded. */
export interface Told {
  readonly start?: number | null;
  readonly detected?: number | null;
  readonly declared?: number;
  readonly acknowledged?: number;
  readonly mitigated?: number;
  readonly impactEnded?: number;
  readonly resolved?: number;
  readonly severity?: Severity;
  readonly services?: readonly string[];
  readonly signature?: string | null;
  readonly private?: boolean;
  readonly isDrill?: boolean;
  readonly noEarlierThan?: boolean;
  readonly origin?: IncidentOrigin;
  /** Corrections of the start of its impact, in order. */
  readonly startCorrected?: readonly (number | null)[];
  readonly more?: readonly { readonly at: number; readonly fact: IncidentFact }[];
}

const text = (at: number | null | undefined): string | null => (at === null || at === undefined ? null : toRfc3339(epochMs(at)));

/** The scorecard over a real journal and SQLite in memory; incidents of the past come by the product's own way. */
export function openScorecard(changes: Partial<ScorecardDeps> & { readonly deps?: Partial<IncidentDeps> } = {}) {
  let scorecard: ScorecardService | undefined;
  const opened = openIncidents({
    ...changes.deps,
    followers: [
      {
        name: 'scorecard',
        version: 1,
        saved: (write, saved) => scorecard?.follower.saved(write, saved),
        // The first time there is no scorecard yet, and nothing to take away.
        clear: (write) => scorecard?.follower.clear(write),
      },
    ],
  });
  const tiers: Readonly<Record<string, number>> = { checkout: 1, login: 1, search: 3 };
  const create = (): ScorecardService =>
    createScorecard({
      db: opened.db.read,
      clock: opened.clock,
      timeZone: () => 'Europe/Berlin',
      servicesOf: (tier) => Object.keys(tiers).filter((id) => tiers[id] === tier).map(serviceId),
      record: (id) => opened.incidents.record(id),
      underMaintenance: () => false,
      ...changes,
    });
  const made = create();
  scorecard = made;
  const factsOf = (told: Told): { at: EpochMs; fact: IncidentFact }[] => {
    const at = told.declared ?? told.detected ?? told.start ?? opened.clock.nowMs();
    const step = (when: number | undefined, type: 'acknowledged' | 'mitigated' | 'resolved'): { at: EpochMs; fact: IncidentFact }[] => (when === undefined ? [] : [{ at: epochMs(when), fact: { type, data: {}, texts: {} } }]);
    return [
      {
        at: epochMs(at),
        fact: {
          type: 'opened',
          data: {
            standing: 'declared', severity: told.severity ?? 'P1', kind: null, origin: told.origin ?? 'rule', services: (told.services ?? ['checkout']).map(serviceId), rule: null,
            signature: told.signature ?? null, private: told.private ?? false, isDrill: told.isDrill ?? false, impactStartedAt: text(told.start), noEarlierThan: told.noEarlierThan ?? false, detectedAt: text(told.detected),
          },
          texts: { title: 'Nobody can pay' },
        },
      },
      ...step(told.acknowledged, 'acknowledged'),
      ...step(told.mitigated, 'mitigated'),
      ...(told.impactEnded === undefined ? [] : [{ at: epochMs(told.impactEnded), fact: { type: 'impactEnded', data: { impactEndedAt: toRfc3339(epochMs(told.impactEnded)) }, texts: {} } as const }]),
      ...step(told.resolved, 'resolved'),
      ...(told.startCorrected ?? []).map((to) => ({ at: epochMs(at), fact: { type: 'instantCorrected', data: { instant: 'impactStartedAt', from: null, to: text(to) }, texts: { reason: 'Seen in the logs' } } as const })),
      ...(told.more ?? []).map((each) => ({ at: epochMs(each.at), fact: each.fact })),
    ];
  };
  const query = (asked: z.input<typeof scorecardQuery> = {}): ScorecardQuery => scorecardQuery.parse(asked);
  const list = { limit: 200, metric: 'mttr', show: 'counted' } as const;
  return {
    ...opened,
    get incidents() {
      return opened.incidents;
    },
    scorecard: made,
    /** A service that knows nothing yet, over the same rows. */
    afresh: create,
    tell: (...told: readonly Told[]): IncidentId[] => opened.incidents.importPast(told.map((each) => ({ entries: factsOf(each) })), ADA.actor),
    query,
    get: (asked: z.input<typeof scorecardQuery> = {}, viewer: typeof ADA | typeof WALL = ADA) => made.get(query(asked), viewer),
    list: (asked: z.input<typeof scorecardQuery> & { metric?: Parameters<ScorecardService['incidents']>[0]['metric']; show?: 'counted' | 'leftOut'; limit?: number; cursor?: string } = {}, viewer: typeof ADA | typeof WALL = ADA) => {
      const { metric = list.metric, show = list.show, limit = list.limit, cursor, ...rest } = asked;
      return made.incidents({ ...query(rest), metric, show, limit, cursor }, viewer);
    },
  };
}
