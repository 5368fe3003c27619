import type { BlindBefore, BlindCause } from '../../../shared/model/blind.ts';
import type { IncidentId, ServiceId } from '../../../shared/model/ids.ts';
import type { ScorecardBlind } from '../../../shared/model/scorecard.ts';
import { SEVERITIES } from '../../../shared/model/severity.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { blindBefore, type Stretch } from '../blindness/rules.ts';
import type { BlindRecord, BlindTimes, BlindView } from '../blindness/service.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { titleOf } from '../review/view.ts';
import { timeOf, type Place } from './behind.ts';
import type { Piece, Span } from './calendar.ts';
import { IMPORTED, incidentOf, NOT_RECORDED, SEVERITY, type Rows } from './columns.ts';
import { COUNTED } from './filter.ts';
import { instantsOf } from './instants.ts';
import type { Selection } from './selection.ts';
import { timeToDetect } from './time-to-detect.ts';

export const BLIND_SHOWN = 200;
/** What is recorded of services is read so much at once. */
const READ_MS = 31 * 86_400_000;

type Cause = BlindCause & { incidents: number };

/** Nothing was recorded here of what others found. */
const foundElsewhere = (window: Stretch): BlindBefore => blindBefore(window, [], null);

/** Of one incident as it stands now; null where its time to detect is not known. */
export function blindOfRecord(times: Pick<BlindTimes, 'read'>, record: IncidentRecord): BlindBefore | null {
  const instants = instantsOf(record, 'corrected');
  const ms = timeToDetect(instants);
  if (ms === null || ms < 0) return null;
  const from = instants.impactStartedAt ?? 0;
  const window = { from, to: from + ms };
  return record.origin === 'import' ? foundElsewhere(window) : times.read(window).of(record.services).before(window);
}

const NOWHERE: Stretch = { from: Infinity, to: -Infinity };
/** From the start of its impact to its detection. */
const windowOf = (selection: Selection, place: Place): Stretch => {
  const from = place.rows.start[place.index] ?? 0;
  return { from, to: from + timeOf(selection, 'mttd', place) };
};
const around = (all: Stretch, { from, to }: Stretch): Stretch => (from < all.from || to > all.to ? { from: Math.min(all.from, from), to: Math.max(all.to, to) } : all);
const isImported = ({ rows, index }: Place): boolean => ((rows.flags[index] ?? 0) & IMPORTED) !== 0;

/** What is recorded for each combination of services, made once. */
function viewsOf(record: BlindRecord, { lens: { shared } }: Selection): (place: Place) => BlindView {
  const views: BlindView[] = [];
  return ({ rows, index }) => {
    const group = rows.group[index] ?? 0;
    return (views[group] ??= record.of(shared.members(group).map((each) => shared.services.text(each) as ServiceId)));
  };
}

/** Of some incidents that the time to detect counts. */
export function blindOfPlaces(times: Pick<BlindTimes, 'read'>, selection: Selection, places: readonly Place[]): BlindBefore[] {
  const windows = places.map((place) => windowOf(selection, place));
  const view = viewsOf(times.read(windows.reduce(around, NOWHERE)), selection);
  return places.map((place, index) => {
    const window = windows[index] ?? NOWHERE;
    return isImported(place) ? foundElsewhere(window) : view(place).before(window);
  });
}

export type BlindSum = Pick<ScorecardBlind, 'n' | 'blind' | 'unknown' | 'seconds' | 'causes'> & { readonly found: readonly { readonly place: Place; readonly blind: BlindBefore }[] };

/** Over all incidents of a period, month by month; between two steps others may have the thread. */
export function* sumBlind(times: Pick<BlindTimes, 'read'>, selection: Selection, pieces: readonly Piece[], into: (sum: BlindSum) => void): Generator<void> {
  const sum = { n: 0, blind: 0, unknown: 0, seconds: 0 };
  const causes = new Map<string, Cause>();
  let found: BlindSum['found'][number][] = [];
  const take = (place: Place, blind: BlindBefore): void => {
    if (blind.standing === 'unknown') sum.unknown += 1;
    if (blind.standing !== 'blind') return;
    sum.blind += 1;
    sum.seconds += blind.seconds;
    addCauses(causes, blind.causes);
    found.push({ place, blind });
    if (found.length > 4 * BLIND_SHOWN) found = longest(found);
  };
  for (const piece of selection.fine(pieces)) {
    const days = [...selection.daysOf(piece)];
    yield;
    let all = NOWHERE;
    for (const rows of days) {
      for (let index = 0; index < rows.n; index += 1) {
        if (!counts(selection, rows, index)) continue;
        sum.n += 1;
        all = around(all, windowOf(selection, { rows, index }));
      }
      yield;
    }
    if (all === NOWHERE) continue;
    const view = viewsOf(times.read(all), selection);
    for (const rows of days) {
      for (let index = 0; index < rows.n; index += 1) {
        if (!counts(selection, rows, index)) continue;
        const place = { rows, index };
        const window = windowOf(selection, place);
        if (isImported(place)) take(place, foundElsewhere(window));
        else if (!view(place).seen(window.from, window.to)) take(place, view(place).before(window));
      }
      yield;
    }
  }
  into({ ...sum, causes: sorted(causes), found: longest(found) });
}

/** Whether the time to detect counts it. */
const counts = (selection: Selection, rows: Rows, index: number): boolean => selection.lens.sieve(rows, index) === COUNTED && (rows.times[selection.lens.columns[0]]?.[index] ?? NOT_RECORDED) >= 0;

const longest = (found: readonly BlindSum['found'][number][]): BlindSum['found'][number][] =>
  found.toSorted((a, b) => b.blind.seconds - a.blind.seconds || (b.place.rows.start[b.place.index] ?? 0) - (a.place.rows.start[a.place.index] ?? 0)).slice(0, BLIND_SHOWN);

function addCauses(causes: Map<string, Cause>, more: readonly BlindCause[]): void {
  for (const each of more) {
    const key = `${each.why} ${each.source ?? ''}`;
    const known = causes.get(key);
    if (known === undefined) causes.set(key, { ...each, incidents: 1 });
    else {
      known.seconds += each.seconds;
      known.incidents += 1;
    }
  }
}

const sorted = (causes: ReadonlyMap<string, Cause>): Cause[] => [...causes.values()].sort((a, b) => b.seconds - a.seconds || b.incidents - a.incidents);

/** The incidents that are told one by one. */
export const blindItems = ({ found }: BlindSum, record: (id: IncidentId) => IncidentRecord | null): ScorecardBlind['items'] =>
  found.flatMap(({ place: { rows, index }, blind }) => {
    const own = record(incidentOf(rows.incident[index] ?? 0));
    if (own === null) return [];
    return [{ incident: own.id, title: titleOf(own), severity: SEVERITIES[(rows.flags[index] ?? 0) & SEVERITY] ?? 'P2', services: [...own.services], startedAt: toRfc3339(epochMs(rows.start[index] ?? 0)), blind }];
  });

/** For how long each service was not seen in a period, up to now, a month at a time. */
export function* sumServices(times: BlindTimes, services: readonly ServiceId[], span: Span, now: EpochMs, into: (services: ScorecardBlind['services']) => void): Generator<void> {
  const sums = new Map(services.map((service) => [service, { seconds: 0, causes: new Map<string, Cause>(), recordedFrom: null as EpochMs | null }]));
  const end = Math.min(span.to, now);
  for (let from: number = Math.max(span.from, times.since() ?? end); from < end; from += READ_MS) {
    const record = times.read({ from, to: Math.min(end, from + READ_MS) });
    for (const [service, sum] of sums) {
      const { ms, causes, recordedFrom } = record.total(service);
      sum.seconds += ms / 1_000;
      sum.recordedFrom = recordedFrom;
      addCauses(sum.causes, causes);
    }
    yield;
  }
  into(
    [...sums]
      .map(([service, { seconds, causes, recordedFrom }]) => ({ service, seconds, causes: sorted(causes).map(({ incidents: _incidents, ...cause }) => cause), recordedFrom: recordedFrom === null ? null : toRfc3339(recordedFrom) }))
      .sort((a, b) => b.seconds - a.seconds || (a.service < b.service ? -1 : 1)),
  );
}
