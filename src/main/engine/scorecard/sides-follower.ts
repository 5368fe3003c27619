import { AUDIENCES } from '../../../shared/model/policy-config.ts';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { WriteDb } from '../../store/sql.ts';
import type { Follower, Saved } from '../incidents/follower.ts';
import { instantOf, type IncidentRecord } from '../incidents/record.ts';
import type { Fate } from './alert-quality.ts';
import { countingStart } from './incident-count.ts';
import { instantsOf } from './instants.ts';
import { clearSides, dropFired, firedIn, saveDrill, saveFate, saveFired, saveTold, type ToldRow } from './sides-repo.ts';
import { spentBetween } from './span.ts';
import { timeToMitigate } from './time-to-mitigate.ts';
import { tallyOf } from './update-tally.ts';

/** Raise it when what is kept changes its form or its meaning. */
const VERSION = 1;

/** Entries that change what was told and owed, or where an incident stands in time. */
const TELLING: readonly IncidentFact['type'][] = ['updateSent', 'clockTurned', 'reviewed', 'reviewReopened', 'reopened', 'instantCorrected', 'accepted', 'impactResumed'];
/** Entries that change what became of its alerts. */
const DECIDING: readonly IncidentFact['type'][] = ['accepted', 'dismissed', 'reopened', 'merged', 'privacyChanged'];

export interface SidesFollowerDeps {
  /** After the commit: what lies at these instants is another now. */
  readonly changed: (ats: readonly EpochMs[]) => void;
  readonly cleared: () => void;
}

/** Keeps what the scorecard shows beside the instants of incidents. */
export const createSidesFollower = ({ changed, cleared }: SidesFollowerDeps): Follower => ({
  name: 'scorecard-sides',
  version: VERSION,
  clear: (write) => {
    clearSides(write);
    write.afterCommit(cleared);
  },
  saved: (write, saved) => {
    const { record, entries, anew } = saved;
    const has = (types: readonly IncidentFact['type'][]): boolean => anew || entries.some(({ fact }) => types.includes(fact.type));
    const touched: EpochMs[] = [];
    if (anew || (has(TELLING) && Object.keys(record.told).length > 0)) {
      const start = startOf(record);
      saveTold(write, record.id, start, toldOf(record));
      if (start !== null) touched.push(start);
    }
    touched.push(...followAlerts(write, saved));
    if ((touched.length > 0 || has(DECIDING)) && record.alerts.length > 0) {
      saveFate(write, record.id, { fate: fateOf(record), mergedInto: record.mergedInto, private: record.private, drill: record.isDrill });
      if (has(DECIDING)) touched.push(...firedIn(write, record.id));
    }
    if (record.isDrill) followDrill(write, record);
    if (touched.length > 0) write.afterCommit(() => changed(touched));
  },
});

/** What places it in a period, as everything on the scorecard is placed. */
const startOf = (record: IncidentRecord) => countingStart(instantsOf(record, 'corrected'))?.at ?? null;

function toldOf(record: IncidentRecord): ToldRow[] {
  const [detectedAt, reviewedAt] = [instantOf(record, 'detectedAt'), instantOf(record, 'reviewedAt')];
  return AUDIENCES.flatMap((audience) => {
    const telling = record.told[audience];
    if (telling === undefined) return [];
    const { firstAt, ...tally } = tallyOf(telling, reviewedAt);
    return [{ audience, tally, firstMs: spentBetween(detectedAt, firstAt) }];
  });
}

/** Alerts that came over with a merged incident are told again without the time at which they fired: they stay counted where they did. */
function followAlerts(write: WriteDb, { record, entries, anew }: Saved): EpochMs[] {
  if (anew) dropFired(write, record.id);
  return entries.flatMap(({ fact }) => {
    if (fact.type !== 'alertFired' || fact.data.firedAt === null) return [];
    const firedAt = epochMs(Date.parse(fact.data.firedAt));
    saveFired(write, record.id, { alert: fact.data.alert, firedAt, rule: fact.data.rule, service: fact.data.service });
    return [firedAt];
  });
}

function fateOf({ standing, falseAlarm }: IncidentRecord): Fate {
  if (standing === 'dismissed') return falseAlarm === true ? 'dismissedFalse' : 'dismissedOther';
  if (standing === 'merged') return 'merged';
  return standing === 'declared' ? 'accepted' : 'undecided';
}

function followDrill(write: WriteDb, record: IncidentRecord): void {
  const start = record.standing === 'declared' ? startOf(record) : null;
  saveDrill(write, record.id, start === null ? null : { start, mitigateMs: timeToMitigate(instantsOf(record, 'corrected')), running: record.closedAt === null, private: record.private });
}
