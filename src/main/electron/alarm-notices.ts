import { z } from 'zod';
import { events, type EventData } from '../../shared/contract/events.ts';
import { Incident } from '../../shared/model/incident.ts';
import type { Severity } from '../../shared/model/severity.ts';
import { epochMs, fromRfc3339 } from '../../shared/model/units.ts';
import { decisionWords, promiseWords, shownTitle } from '../../shared/text/band-words.ts';
import type { EnginePort, Log } from '../api/engine-port.ts';

export type Alarm = EventData<'alarm'>;

/** What the desktop is told of an alarm. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly severity: Severity;
  /** The page that a click on it shows. */
  readonly path: string;
}

const BODY: Readonly<Record<Alarm['why'], string>> = { new: 'New incident', graver: 'Now graver', overdue: 'Something is overdue' };

/** The words for an alarm. A private incident gives its number and severity, nothing of what it is about. */
export function noticeOf(alarm: Alarm, incident: Incident | undefined): Notice {
  const proposed = incident?.standing === 'proposed' ? 'Proposed: ' : '';
  const drill = incident?.isDrill === true ? 'DRILL ' : '';
  const now = fromRfc3339(alarm.at) ?? epochMs(0);
  const overdue = incident === undefined || incident.private ? [] : [decisionWords(incident, now), promiseWords(incident, now)].filter((words) => words?.tone === 'alert').map((words) => words?.text ?? '');
  return {
    title: `${drill}${alarm.severity} ${alarm.incident}${incident === undefined ? '' : `: ${proposed}${shownTitle(incident, 100)}`}`,
    body: alarm.why === 'overdue' && overdue.length > 0 ? overdue.join(', ') : BODY[alarm.why],
    severity: alarm.severity,
    path: `/incidents/${alarm.incident}`,
  };
}

/** Whether a page shows the incident anyway: its own page, the list, or a wall. */
export function showsIncident(address: string, id: string): boolean {
  const path = URL.parse(address)?.pathname ?? '';
  return path === '/wall' || path === '/incidents' || path === `/incidents/${id}`;
}

/** One for each of these: an incident that was raised twice is told twice, one that stays overdue is told once. */
const keyOf = ({ incident, why, severity }: Alarm): string => `${incident} ${why === 'graver' ? severity : why}`;
/** More than a day of bad luck brings; the oldest are forgotten first. */
const REMEMBERED = 1_000;

const Open = z.object({ incidents: z.array(Incident) });

/** Tells each alarm of the engine once, with what is known of its incident at that moment. Returns what ends it. */
export function watchAlarms(engine: Pick<EnginePort, 'onFrame' | 'snapshot'>, tell: (notice: Notice, alarm: Alarm) => void, log: Log): () => void {
  const told = new Set<string>();
  const take = async (alarm: Alarm): Promise<void> => {
    const frame = await engine.snapshot();
    const open = frame.ok ? Open.safeParse(JSON.parse(frame.value.json)) : null;
    tell(noticeOf(alarm, open?.success === true ? open.data.incidents.find(({ id }) => id === alarm.incident) : undefined), alarm);
  };
  return engine.onFrame((frame) => {
    if (frame.event !== 'alarm') return;
    const alarm = events.alarm.safeParse(JSON.parse(frame.json));
    if (!alarm.success || told.has(keyOf(alarm.data))) return;
    const [oldest] = told;
    if (told.size >= REMEMBERED && oldest !== undefined) told.delete(oldest);
    told.add(keyOf(alarm.data));
    take(alarm.data).catch((error: unknown) => log.warn('an alarm could not be told', { error: String(error) }));
  });
}
