import type { Repeats } from '../../../../shared/model/incident.ts';
import { CAUSE_CATEGORY_WORD, CONFIDENCE_WORD } from '../../../../shared/text/review-words.ts';
import { ORIGIN_WORD } from '../../../../shared/text/fact-words.ts';
import { standingWord } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatInstant } from '../../../../shared/time/format.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { instantsOf } from '../../scorecard/instants.ts';
import { INVALID, type Spent } from '../../scorecard/span.ts';
import { timeToAcknowledge } from '../../scorecard/time-to-acknowledge.ts';
import { timeToDetect } from '../../scorecard/time-to-detect.ts';
import { timeToMitigate } from '../../scorecard/time-to-mitigate.ts';
import { timeToResolve } from '../../scorecard/time-to-resolve.ts';
import { spanWords } from './span-words.ts';
import type { Values } from './template.ts';

/** How ids and instants read in this workspace. */
export interface ReportNames {
  readonly timeZone: string;
  readonly service: (id: string) => string;
}

const LONGEST = 500;
const line = (text: string): string => plain(text, LONGEST);

/** A measured span in words; null where it was not recorded or cannot be. */
const spent = (value: Spent): string | null => (value === null || value === INVALID ? null : spanWords(value));

/** What a template can put in, of an incident as it was at one moment. Nothing in it depends on the present time. */
export function valuesOf(record: IncidentRecord, { timeZone, service }: ReportNames, repeats: Repeats | null): Values {
  const instants = instantsOf(record, 'corrected');
  const at = (instant: EpochMs | null): string | null => (instant === null ? null : formatInstant(instant, timeZone));
  const { impactStartedAt, impactEndedAt } = instants;
  const cause = record.review?.cause ?? null;
  return {
    incident: record.id,
    title: line(record.title ?? '(title removed)'),
    severity: record.highestSeverity,
    state: standingWord(record),
    services: record.services.length === 0 ? 'no service' : record.services.map(service).join(', '),
    detectedBy: ORIGIN_WORD[record.origin],
    impactStartedAt: at(impactStartedAt),
    impactEndedAt: at(impactEndedAt),
    detectedAt: at(instants.detectedAt),
    declaredAt: at(instants.declaredAt),
    acknowledgedAt: at(instants.acknowledgedAt),
    mitigatedAt: at(instants.mitigatedAt),
    resolvedAt: at(instants.resolvedAt),
    impactDuration: impactStartedAt === null || impactEndedAt === null || impactEndedAt < impactStartedAt ? null : spanWords(impactEndedAt - impactStartedAt),
    timeToDetect: spent(timeToDetect(instants)),
    timeToAcknowledge: spent(timeToAcknowledge(instants)),
    timeToMitigate: spent(timeToMitigate(instants)),
    timeToResolve: spent(timeToResolve(instants)),
    cause: cause === null || cause.confidence === 'unknown' ? null : line(cause.name ?? '(name removed)'),
    causeConfidence: cause === null ? null : CONFIDENCE_WORD[cause.confidence],
    causeCategory: cause === null ? null : CAUSE_CATEGORY_WORD[cause.category],
    causeReason: cause?.reason == null ? null : line(cause.reason),
    repeats: repeats === null ? null : `${record.id} ${repeats.basis === 'confirmed' ? 'repeats' : 'may repeat'} ${repeats.incident}.`,
  };
}
