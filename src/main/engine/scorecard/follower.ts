import type { ServiceId } from '../../../shared/model/ids.ts';
import type { IncidentEntryType } from '../../../shared/model/timeline.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { Follower } from '../incidents/follower.ts';
import { factsOf } from './facts.ts';
import { clearFacts, saveFacts, type Touched } from './facts-repo.ts';

/** Raise it when what is written changes its form or its meaning. */
const VERSION = 1;

/** What is told of an incident and changes nothing that is counted: most of what happens in a storm. */
const UNCOUNTED: ReadonlySet<IncidentEntryType> = new Set<IncidentEntryType>([
  'alertFired', 'alertEnded', 'alertsCounted', 'titleChanged', 'investigating', 'healthAsked', 'roleTaken', 'roleLeft', 'handoverOffered', 'handoverAccepted', 'note', 'linkAdded', 'linkRemoved',
  'actionAdded', 'actionChanged', 'actionDone', 'impactSet', 'updateSent', 'clockTurned', 'decided', 'escalated', 'obligationMet', 'absorbed', 'sameAs', 'evidenceFrozen', 'evidenceClosed',
  'monitoringLost', 'monitoringBack', 'chainFound', 'opinionsTold', 'silenceAsked', 'silenceMade', 'silenceRefused', 'silenceEnded', 'redactionAsked',
  'runStarted', 'ruleOverridden', 'runStep', 'runSteered', 'runStopped', 'runEnded', 'triggerTold',
]);

export interface FactFollowerDeps {
  /** Whether all of these services were under maintenance at an instant. */
  readonly underMaintenance: (services: readonly ServiceId[], at: EpochMs) => boolean;
  /** After the commit. */
  readonly changed: (touched: readonly Touched[]) => void;
  readonly cleared: () => void;
}

/** Keeps the flat rows that the scorecard counts, in the transaction that saves their incident. */
export const createFactFollower = ({ underMaintenance, changed, cleared }: FactFollowerDeps): Follower => ({
  name: 'scorecard',
  version: VERSION,
  saved: (write, { record, entries, anew }) => {
    if (!anew && entries.every(({ fact }) => UNCOUNTED.has(fact.type))) return;
    const touched = saveFacts(write, record.id, factsOf(record, { underMaintenance }));
    if (touched.length > 0) write.afterCommit(() => changed(touched));
  },
  clear: (write) => {
    clearFacts(write);
    write.afterCommit(cleared);
  },
});
