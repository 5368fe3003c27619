import { MaintenanceConfig, WEEKDAYS } from '../../../../shared/model/policy-config.ts';
import { epochMs, parseDuration, type EpochMs } from '../../../../shared/model/units.ts';
import { instantOf, isTimeZone, type LocalInstant } from '../../../../shared/time/local-time.ts';
import { tidyDuration } from '../../../lib/tidy-duration.ts';
import { localText, nextWeekly, readEnd, readStart } from './window-times.ts';

export type Weekday = (typeof WEEKDAYS)[number];

/** A maintenance window as it stands in the form: texts as typed. */
export interface WindowDraft {
  readonly name: string;
  readonly kind: 'once' | 'weekly';
  readonly all: boolean;
  readonly services: readonly string[];
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
  readonly days: readonly Weekday[];
  readonly at: string;
  readonly lasting: string;
}

export type WindowField = 'name' | 'services' | 'timeZone' | 'from' | 'to' | 'days' | 'at' | 'lasting';
export interface ReadContext {
  /** Of the workspace: it need not be written down. */
  readonly workspaceZone: string;
  readonly now: EpochMs;
  /** Ids that are taken; that of the window that is edited is not. */
  readonly taken: ReadonlySet<string>;
  /** Of the window that is edited; null for a new one, whose id is made of its name. */
  readonly id: string | null;
}

export interface WindowTimes {
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  /** What is odd about a time that was typed: clocks skip it, or show it twice. */
  readonly quirk: LocalInstant['quirk'];
}
export type ReadWindow = { readonly ok: true; readonly window: MaintenanceConfig; readonly times: WindowTimes } | { readonly ok: false; readonly problems: Readonly<Partial<Record<WindowField, string>>>; readonly times: WindowTimes | null };

export const newWindow = (timeZone: string): WindowDraft => ({ name: '', kind: 'once', all: false, services: [], timeZone, from: '', to: '', days: [], at: '', lasting: '' });

/** A window of holdfast.yaml as a form. */
export function windowDraftOf(window: MaintenanceConfig, workspaceZone: string): WindowDraft {
  const { name, services, from, to, weekly, timeZone = workspaceZone } = window;
  const shown = (text: string | undefined): string => {
    const at = text === undefined ? null : instantOf(text, timeZone);
    return at === null ? (text ?? '') : localText(at.at, timeZone);
  };
  return { ...newWindow(timeZone), name, all: services === 'all', services: services === 'all' ? [] : services, kind: weekly === undefined ? 'once' : 'weekly', from: shown(from), to: shown(to), days: weekly?.days ?? [], at: weekly?.at ?? '', lasting: weekly?.for ?? '' };
}

const START = 'Expected “now”, a time such as “22:00”, or “2026-12-01 22:00”';
const END = 'Expected a time such as “02:00”, or how long, such as “2h”';
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

type Times = { readonly times: WindowTimes | null; readonly problems: Partial<Record<WindowField, string>> };

function readOnce({ from, to, timeZone }: WindowDraft, now: EpochMs): Times {
  const start = readStart(from, timeZone, now);
  if (start === null) return { times: null, problems: { from: START, ...(to.trim() === '' ? { to: END } : {}) } };
  const end = readEnd(to, timeZone, start.at);
  if (end === null) return { times: null, problems: { to: END } };
  const times = { startsAt: start.at, endsAt: end.at, quirk: start.quirk ?? end.quirk };
  if (end.at <= start.at) return { times, problems: { to: 'Expected an end after the beginning' } };
  return { times, problems: end.at <= now ? { to: 'This would be over already' } : {} };
}

function readWeekly({ days, at, lasting, timeZone }: WindowDraft, now: EpochMs): Times {
  const span = parseDuration(tidyDuration(lasting));
  const problems: Partial<Record<WindowField, string>> = {
    ...(days.length === 0 ? { days: 'Expected a day' } : {}),
    ...(TIME_OF_DAY.test(at.trim()) ? {} : { at: 'Expected a time such as “22:00”' }),
    ...(span === null || span <= 0 ? { lasting: 'Expected a duration such as “2h” or “90m”' } : {}),
  };
  const start = Object.keys(problems).length > 0 ? null : nextWeekly({ days, at: at.trim() }, timeZone, now);
  return { times: start === null ? null : { startsAt: start, endsAt: epochMs(start + (span ?? 0)), quirk: null }, problems };
}

/** An id out of a name: "Move of the DB (EU)" → "move-of-the-db-eu". */
function idOf(name: string, stamp: string, taken: ReadonlySet<string>): string {
  const words = name.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, 36).replace(/-$/, '');
  const base = `${words === '' ? 'window' : words}-${stamp}`;
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
}

/** The window that a form says, judged by the contract's own schema; or what is wrong, by field. */
export function readWindow(draft: WindowDraft, { workspaceZone, now, taken, id }: ReadContext): ReadWindow {
  if (!isTimeZone(draft.timeZone)) return { ok: false, times: null, problems: { timeZone: 'This screen does not know this zone' } };
  const { times, problems: found } = draft.kind === 'once' ? readOnce(draft, now) : readWeekly(draft, now);
  const problems: Partial<Record<WindowField, string>> = {
    ...(draft.name.trim() === '' ? { name: 'Expected some words' } : draft.name.trim().length > 120 ? { name: 'Expected at most 120 characters' } : {}),
    ...(draft.all || draft.services.length > 0 ? {} : { services: 'Expected a service, or all of them' }),
    ...found,
  };
  if (times === null || Object.keys(problems).length > 0) return { ok: false, problems, times };
  const parsed = MaintenanceConfig.safeParse({
    id: id ?? idOf(draft.name, draft.kind === 'weekly' ? 'weekly' : localText(times.startsAt, draft.timeZone).slice(0, 10), taken),
    name: draft.name.trim(),
    services: draft.all ? 'all' : draft.services,
    ...(draft.kind === 'once' ? { from: localText(times.startsAt, draft.timeZone), to: localText(times.endsAt, draft.timeZone) } : { weekly: { days: WEEKDAYS.filter((day) => draft.days.includes(day)), at: draft.at.trim(), for: tidyDuration(draft.lasting) } }),
    ...(draft.timeZone === workspaceZone ? {} : { timeZone: draft.timeZone }),
  });
  return parsed.success ? { ok: true, window: parsed.data, times } : { ok: false, times, problems: { name: parsed.error.issues[0]?.message ?? 'This is no window' } };
}
