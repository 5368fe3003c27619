import type { Signal } from '../../../../shared/model/entities.ts';
import type { ImpactField } from '../../../../shared/model/incident.ts';
import type { Severity } from '../../../../shared/model/severity.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { Extent, FactNumber, UpdateFacts, UpdateKind } from '../../../../shared/model/update.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { instantOf, isOpen, type IncidentRecord } from '../../incidents/record.ts';

export interface Prefilling {
  readonly record: IncidentRecord;
  readonly kind: UpdateKind;
  /** What the services are called. */
  readonly serviceName: (id: string) => string;
  readonly sourceName: (id: string) => string;
  /** Of the incident's services, as they stand now. */
  readonly signals: readonly Pick<Signal, 'name' | 'service' | 'kind' | 'unit' | 'source' | 'freshness' | 'latest'>[];
  /** Facts of the update before this one; null for the first. */
  readonly previous: UpdateFacts | null;
  /** How often this audience hears something; null where nothing is owed to it. */
  readonly cadenceMs: number | null;
  readonly now: EpochMs;
}

/** As severities are defined: P0 nobody can use it, P1 some cannot, P2 little effect. */
const EXTENT: Readonly<Record<Severity, Extent>> = { P0: 'outage', P1: 'partialOutage', P2: 'degraded' };
const NUMBERS: ReadonlySet<string> = new Set(['latency', 'errorRate', 'availability', 'traffic']);
const MOST_NUMBERS = 12;
const LONGEST = 2_000;
/** Promised times are whole: "3:05 PM" rather than "3:03 PM". */
const WHOLE_MS = 5 * 60_000;
const NEXT: ReadonlySet<UpdateKind> = new Set(['investigating', 'identified', 'monitoring', 'factsOnly']);

/**
 * What Holdfast can fill in of an update by itself. What a person told in the update before stays, except for what the incident
 * knows better: services, instants, a cause that the review names, of a postmortem what the review decided to do, and the numbers as they are now, each with its sample time.
 */
export function prefilledFacts({ record, kind, previous, ...from }: Prefilling): UpdateFacts {
  const isPostmortem = kind === 'postmortem';
  const over = !isOpen(record) || record.state === 'mitigated';
  const ended = instantOf(record, 'impactEndedAt') ?? instantOf(record, 'resolvedAt');
  const since = instantOf(record, 'impactStartedAt');
  const until = over && ended !== null ? toRfc3339(ended) : null;
  return {
    services: record.services.map((id) => ({ id, name: named(from.serviceName(id)) })).slice(0, 50),
    extent: kind === 'maintenance' || kind === 'postponed' ? null : (previous?.extent ?? EXTENT[record.severity]),
    customers: previous?.customers ?? told(record, 'customers'),
    regions: previous !== null && previous.regions.length > 0 ? previous.regions : regionsOf(told(record, 'regions')),
    since: since === null ? (previous?.since ?? null) : toRfc3339(since),
    until,
    symptoms: previous?.symptoms ?? told(record, 'cannotDo'),
    works: isPostmortem ? null : (previous?.works ?? null),
    doing: isPostmortem ? plannedIn(record) : (previous?.doing ?? null),
    expectedEnd: until === null ? (previous?.expectedEnd ?? null) : null,
    cause: causeOf(record) ?? previous?.cause ?? null,
    nextUpdateAt: NEXT.has(kind) && from.cadenceMs !== null && until === null ? toRfc3339(epochMs(Math.ceil((from.now + from.cadenceMs) / WHOLE_MS) * WHOLE_MS)) : null,
    numbers: isPostmortem ? [] : numbersOf(from),
    window: previous?.window ?? null,
  };
}

const named = (text: string): string => plain(text, 200) || '(no name)';

/** The last estimate of this kind, in words. */
function told({ impact }: IncidentRecord, field: ImpactField): string | null {
  const last = impact.findLast((each) => each.field === field);
  if (last === undefined) return null;
  const words = [last.number?.toLocaleString('en-GB') ?? null, last.text].filter((part) => part !== null && part.trim() !== '').join(' ');
  return words === '' ? null : plain(words, LONGEST);
}

const regionsOf = (text: string | null): string[] => (text ?? '').split(/[,;]/).map((part) => part.trim().slice(0, 200)).filter((part) => part !== '').slice(0, 50);

function causeOf({ review }: IncidentRecord): UpdateFacts['cause'] {
  const cause = review?.cause ?? null;
  return cause === null || cause.confidence === 'unknown' || cause.name === null ? null : { text: plain(cause.name, LONGEST) || '(no name)', confirmed: cause.confidence === 'confirmed' };
}

/** What the review decided to do about it; what was dropped is not promised. */
function plannedIn({ review }: IncidentRecord): string | null {
  const actions = (review?.actions ?? []).filter(({ state }) => state !== 'dropped').map(({ text }) => plain(text, LONGEST).replace(/[.;]+$/, ''));
  return actions.length === 0 ? null : actions.join('; ').slice(0, LONGEST);
}

/** What a source has not told for long is no number of now, and is left out. */
const numbersOf = ({ signals, serviceName, sourceName }: Pick<Prefilling, 'signals' | 'serviceName' | 'sourceName'>): FactNumber[] =>
  signals
    .flatMap(({ name, service, kind, unit, source, freshness, latest }) =>
      latest === null || latest.value === null || freshness === 'blind' || !NUMBERS.has(kind) ? [] : [{ label: named(`${serviceName(service)} ${name}`), value: latest.value, unit, sampleTime: latest.time, source: named(sourceName(source)) }],
    )
    .slice(0, MOST_NUMBERS);
