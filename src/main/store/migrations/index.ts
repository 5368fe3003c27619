import type { Migration } from '../migrate.ts';
import { rollups } from './0010-rollups.ts';
import { seats } from './0020-seats.ts';
import { journal } from './0030-journal.ts';
import { incidents } from './0040-incidents.ts';
import { alerts } from './0050-alerts.ts';
import { evidence } from './0060-evidence.ts';
import { projections } from './0070-projections.ts';
import { scorecard } from './0080-scorecard.ts';
import { scorecardSides } from './0090-scorecard-sides.ts';
import { reviews } from './0110-reviews.ts';
import { workspaceKey } from './0120-workspace-key.ts';
import { search } from './0130-search.ts';
import { scorecardDrills } from './0140-scorecard-drills.ts';
import { changes } from './0150-changes.ts';
import { receivedKeys } from './0160-received-keys.ts';
import { alertsCounted } from './0170-alerts-counted.ts';
import { silences } from './0190-silences.ts';
import { blindTimes } from './0200-blind-times.ts';
import { outbox } from './0300-outbox.ts';
import { updates } from './0310-updates.ts';
import { channelCare } from './0320-channel-care.ts';
import { remoteStates } from './0340-remote-states.ts';
import { updatesKept } from './0350-updates-kept.ts';
import { actionIssues } from './0360-action-issues.ts';
import { runs } from './0400-runs.ts';

/** In order, numbered by tens as their files are. A migration that has been released is never changed: add the next one. */
export const MIGRATIONS: readonly Migration[] = [rollups, seats, journal, incidents, alerts, evidence, projections, scorecard, scorecardSides, reviews, workspaceKey, search, scorecardDrills, changes, receivedKeys, alertsCounted, silences, blindTimes, outbox, updates, channelCare, remoteStates, updatesKept, actionIssues, runs];
