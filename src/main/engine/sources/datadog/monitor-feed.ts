import { formatSpan } from '../../../../shared/time/format.ts';
import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { SourceId } from '../../../../shared/model/ids.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { DATADOG } from '../../hooks/datadog-monitor.ts';
import { SourceFailure, type Fed, type Feed } from '../source.ts';
import type { SourceDeps } from '../registry.ts';
import type { DatadogAnswer, DatadogClient } from './client.ts';
import { announcedAs, isAbout, readDowntime, type Announced } from './downtime.ts';
import { limitWords } from './limits.ts';
import { alertsOf, Monitor } from './monitors.ts';

/** How the monitors of a Datadog are read. */
export interface MonitorSetup {
  readonly source: SourceId;
  readonly everyMs: DurationMs;
  /** All of which a monitor must carry. */
  readonly tags: readonly string[];
}

export interface MonitorFeedDeps extends Pick<SourceDeps, 'services'> {
  readonly client: DatadogClient;
  readonly app: string | null;
}

/** A monitor may be some ten thousand characters long. */
const PAGE = 250;
const SMALLEST_PAGE = 10;
/** Whoever has more than this many monitors must say which matter. */
const MOST_MONITORS = 10_000;
const DEMAND = 'monitors';
const DOWNTIME_PAGE = 500;
const MOST_DOWNTIME_PAGES = 4;
const DOWNTIME_DEMAND = 'downtimes';

interface Pages {
  readonly told: readonly unknown[];
  readonly last: DatadogAnswer<unknown>;
  readonly requests: number;
  readonly isAll: boolean;
}

/** Every group of a monitor that is not well, as alerts; page after page, and more rarely where a limit asks for that. */
export function createMonitorFeed({ source, everyMs, tags }: MonitorSetup, { client, services, app }: MonitorFeedDeps): Feed {
  /** Smaller once an answer was too large. */
  let size = PAGE;
  let known: ReadonlySet<number> = new Set();

  const allPages = async (abort: AbortSignal): Promise<Pages> => {
    const told: unknown[] = [];
    for (let page = 0; ; page += 1) {
      const answer = await client.monitors({ page, size }, tags, abort);
      for (const each of answer.data) told.push(each);
      const isLast = answer.data.length < size;
      if (isLast || told.length >= MOST_MONITORS) return { told, last: answer, requests: page + 1, isAll: isLast };
    }
  };

  const pages = async (abort: AbortSignal): Promise<Pages> => {
    try {
      return await allPages(abort);
    } catch (error) {
      if (!(error instanceof SourceFailure) || error.code !== 'too_large' || size <= SMALLEST_PAGE) throw error;
      size = Math.max(SMALLEST_PAGE, Math.floor(size / 5));
      return pages(abort);
    }
  };

  /** Where they cannot be read, monitors still can: those that they cover are heard then. */
  const downtimes = async (abort: AbortSignal): Promise<{ readonly found: readonly Announced[]; readonly isRead: boolean; readonly warnings: readonly string[] }> => {
    const told: unknown[] = [];
    try {
      let page = 0;
      for (let isLast = false; !isLast && page < MOST_DOWNTIME_PAGES; page += 1) {
        const { data } = await client.downtimes({ page, size: DOWNTIME_PAGE }, abort);
        for (const each of data) told.push(each);
        isLast = data.length < DOWNTIME_PAGE;
      }
      client.demand(DOWNTIME_DEMAND, 'downtimes', { requests: page, periodMs: everyMs });
    } catch (error) {
      if (!(error instanceof SourceFailure) || error.code === 'aborted') throw error;
      return { found: [], isRead: false, warnings: [`Its downtimes cannot be read: ${error.message}.`] };
    }
    const read = told.map(readDowntime);
    const unreadable = read.filter((each) => each === undefined).length;
    return { found: read.flatMap((each) => each ?? []), isRead: true, warnings: unreadable === 0 ? [] : [`${counted(unreadable, 'downtime')} of it cannot be read, and ${unreadable === 1 ? 'is' : 'are'} not shown.`] };
  };

  const poll = async (abort: AbortSignal): Promise<Fed> => {
    const { told, last, requests, isAll } = await pages(abort);
    client.demand(DEMAND, 'monitors', { requests, periodMs: everyMs });
    const monitors = told.flatMap((each) => Monitor.safeParse(each).data ?? []);
    const unreadable = told.length - monitors.length;
    if (monitors.length === 0 && unreadable > 0) throw new SourceFailure('bad_answer', 'none of its monitors can be read: they are not as Datadog writes them');
    const ids = new Set(monitors.map(({ id }) => id));
    // One that is deleted while pages are turned moves another one to a page that was read already: what is missing once may still be there.
    const isSteady = [...known].every((id) => ids.has(id));
    known = ids;
    const context = { services: services(), defaults: { source }, app };
    const announced = await downtimes(abort);
    const active = announced.found.filter(({ isActive }) => isActive);
    return {
      alerts: { from: DATADOG, active: monitors.flatMap((monitor) => alertsOf(monitor, active.filter((downtime) => isAbout(downtime, monitor)), context)), complete: isAll && isSteady && unreadable === 0 },
      ...(announced.isRead ? { downtimes: announced.found.map((downtime) => announcedAs(downtime, monitors, context.services, app)) } : {}),
      clockOffsetMs: last.clockOffsetMs,
      warnings: [
        ...(unreadable === 0 ? [] : [`${counted(unreadable, 'monitor')} of it cannot be read, and ${unreadable === 1 ? 'is' : 'are'} not shown.`]),
        ...(isAll ? [] : [`It has more than ${MOST_MONITORS.toLocaleString('en-US')} monitors, and only these are read: name tags of those that matter with monitorTags.`]),
        ...announced.warnings,
        ...slowedWords(),
      ],
    };
  };

  const slowedWords = (): readonly string[] => {
    const pace = client.pace(DEMAND);
    return pace === null ? [] : [`Its monitors are read every ${formatSpan(pace.paceMs)} instead of ${formatSpan(everyMs)}: Datadog allows ${limitWords(pace.limit)} (${pace.limit.name}).`];
  };

  return {
    name: 'monitors',
    get everyMs() {
      return durationMs(Math.max(everyMs, client.pace(DEMAND)?.paceMs ?? 0, client.pace(DOWNTIME_DEMAND)?.paceMs ?? 0));
    },
    poll,
  };
}
