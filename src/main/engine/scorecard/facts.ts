import type { IncidentKind, IncidentOrigin } from '../../../shared/model/incident.ts';
import type { IncidentId, ServiceId } from '../../../shared/model/ids.ts';
import { TIME_METRICS, type TimeMetric } from '../../../shared/model/scorecard.ts';
import { severityRank } from '../../../shared/model/severity.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { isOpen, type IncidentRecord } from '../incidents/record.ts';
import { impactTime } from './impact-minutes.ts';
import { countingStart } from './incident-count.ts';
import { instantsOf, type Instants, type Reading } from './instants.ts';
import type { Spent } from './span.ts';
import { timeToAcknowledge } from './time-to-acknowledge.ts';
import { timeToDetect } from './time-to-detect.ts';
import { timeToMitigate } from './time-to-mitigate.ts';
import { timeToResolve, timeToResolveFromDetection } from './time-to-resolve.ts';

/** How a row reads the instants; one row serves both readings where no correction made a difference. */
export const BOTH = 0;
export const AS_CORRECTED = 1;
export const AS_RECORDED = 2;
type RowReading = typeof BOTH | typeof AS_CORRECTED | typeof AS_RECORDED;

/** An incident as the scorecard counts it: flat, and whole without its journal. */
export interface Facts {
  readonly incident: IncidentId;
  readonly reading: RowReading;
  /** What places it in a period. */
  readonly start: EpochMs;
  readonly startRecorded: boolean;
  readonly noEarlierThan: boolean;
  readonly times: Readonly<Record<TimeMetric, Spent>>;
  readonly resolveFromDetection: Spent;
  /** Times whose end has not come so far, since it still runs. */
  readonly pending: readonly TimeMetric[];
  /** Null while it runs, too. */
  readonly resolvedAt: EpochMs | null;
  /** How long it had an effect, from `start`; null where that is not known, and while it lasts. */
  readonly impactMs: Spent;
  /** By the gravest that it ever had; 0 is P0. */
  readonly severity: number;
  readonly kind: IncidentKind | null;
  readonly origin: IncidentOrigin;
  readonly standing: 'declared' | 'merged';
  readonly drill: boolean;
  readonly maintenance: boolean;
  readonly private: boolean;
  readonly reopened: boolean;
  readonly running: boolean;
  readonly services: readonly ServiceId[];
  /** Confirmed by a review. */
  readonly cause: string | null;
  /** As a review names it, confirmed or suspected. */
  readonly category: string | null;
  /** Service, rule and failure mode; null where no rule told of it. */
  readonly signature: string | null;
}

/** What the record alone does not tell. */
export interface Surroundings {
  /** Whether all its services were under maintenance at an instant. */
  readonly underMaintenance: (services: readonly ServiceId[], at: EpochMs) => boolean;
}

const ENDS: Readonly<Record<TimeMetric, keyof Instants>> = { mttd: 'detectedAt', mtta: 'acknowledgedAt', mttm: 'mitigatedAt', mttr: 'resolvedAt' };

/** One row, or one for each reading where corrections make them differ. None of what never counts: proposed and dismissed ones. */
export function factsOf(record: IncidentRecord, surroundings: Surroundings): Facts[] {
  const corrected = read(record, 'corrected', surroundings);
  const recorded = isCorrected(record) ? read(record, 'recorded', surroundings) : corrected;
  if (JSON.stringify(corrected) === JSON.stringify(recorded)) return corrected === null ? [] : [{ ...corrected, reading: BOTH }];
  return [...(corrected === null ? [] : [{ ...corrected, reading: AS_CORRECTED } as const]), ...(recorded === null ? [] : [{ ...recorded, reading: AS_RECORDED } as const])];
}

/** Whether both readings could differ. */
const isCorrected = ({ instants }: IncidentRecord): boolean => Object.values(instants).some((values) => values.length > 1);

function read(record: IncidentRecord, reading: Reading, { underMaintenance }: Surroundings): Omit<Facts, 'reading'> | null {
  const { standing } = record;
  if (standing !== 'declared' && standing !== 'merged') return null;
  const instants = instantsOf(record, reading);
  const start = countingStart(instants);
  if (start === null) return null;
  const running = isOpen(record);
  const cause = record.review?.cause;
  return {
    incident: record.id,
    start: start.at,
    startRecorded: start.recorded,
    noEarlierThan: start.recorded && (record.instants.impactStartedAt?.at(-1)?.noEarlierThan ?? false),
    times: { mttd: timeToDetect(instants), mtta: timeToAcknowledge(instants), mttm: timeToMitigate(instants), mttr: timeToResolve(instants) },
    resolveFromDetection: timeToResolveFromDetection(instants),
    pending: running ? TIME_METRICS.filter((metric) => instants[ENDS[metric]] === null) : [],
    resolvedAt: running ? null : instants.resolvedAt,
    impactMs: impactTime(instants, running),
    severity: severityRank(record.highestSeverity),
    kind: record.kind,
    origin: record.origin,
    standing,
    drill: record.isDrill,
    maintenance: underMaintenance(record.services, start.at),
    private: record.private,
    reopened: record.reopened > 0,
    running,
    services: record.services,
    cause: cause?.confidence === 'confirmed' ? cause.id : null,
    category: cause?.category ?? null,
    signature: record.origin === 'import' ? null : record.signature,
  };
}
