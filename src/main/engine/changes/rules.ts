import type { Change, ChangeStatus } from '../../../shared/model/change.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { plain, plainLines } from '../../../shared/text/plain.ts';
import type { ChangeDraft } from './draft.ts';

/** A sender's clock may be ahead by this much before that is said. */
const SKEW_MS = 2_000;
/** Older ones are not kept, unless an incident refers to them. */
export const KEPT_MS = durationMs(90 * 86_400_000);

/** Nobody keeps what was over so long ago. */
export const isTooOld = ({ at, endedAt }: Pick<ChangeDraft, 'at' | 'endedAt'>, now: EpochMs): boolean => (endedAt ?? at ?? now) < now - KEPT_MS;

const LONGEST = { title: 300, name: 120, link: 2_000, lines: 8_000, externalId: 300 } as const;
const MOST_ABOUT = 50;

/** A service as changes may name it: by id, by name, or by one of the names it has elsewhere (`*` stands for anything). */
export interface NamedService {
  readonly id: ServiceId;
  readonly name: string;
  readonly changes?: readonly string[] | undefined;
}

/** What is known of a change beside what is told of it. */
export interface StoredChange {
  readonly seq: number;
  readonly change: Omit<Change, 'id'>;
  readonly toldAt: EpochMs;
}

export type Taken = 'added' | 'updated' | 'older';

/** One that nobody has told the end of is taken to go on for as long as this. */
const RUNNING_MS = 6 * 3_600_000;

/** From when to when it may have had an effect of its own, in milliseconds. */
export function spanOf({ at, endedAt, status }: Pick<Change, 'at' | 'endedAt' | 'status'>): { readonly from: EpochMs; readonly until: EpochMs } {
  const from = epochMs(Date.parse(at));
  return { from, until: endedAt === null ? epochMs(from + (status === 'started' ? RUNNING_MS : 0)) : epochMs(Date.parse(endedAt)) };
}

const isFinal = (status: ChangeStatus): boolean => status === 'succeeded' || status === 'failed';

/** Which services are meant, and which names are of none. */
export function servicesOf(about: readonly string[], services: readonly NamedService[]): { readonly services: ServiceId[]; readonly others: string[] } {
  const found = new Set<ServiceId>();
  const others = new Set<string>();
  for (const name of about) {
    const meant = services.filter((service) => isNamed(service, name));
    for (const { id } of meant) found.add(id);
    // A repository says more than that it is of a service; the service's own name does not.
    if (!meant.some(({ id, name: own }) => sameName(id, name) || sameName(own, name))) others.add(name);
  }
  return { services: [...found], others: [...others] };
}

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
const isNamed = ({ id, name, changes = [] }: NamedService, text: string): boolean => sameName(id, text) || sameName(name, text) || changes.some((pattern) => matches(pattern, text));

/** `*` stands for anything; walks both texts once, so that no pattern can make it slow. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const value = text.toLowerCase();
  if (rest.length === 0) return value === first;
  if (!value.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const next = value.indexOf(part, at);
    if (next < 0) return false;
    at = next + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

/** Only what a browser may open; an address of another kind is left out. */
function linkOf(text: string | null): string | null {
  if (text === null || text.length > LONGEST.link || !URL.canParse(text)) return null;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}

const short = (text: string | null, max: number): string | null => (text === null ? null : plain(text, max) || null);
const lines = (text: string | null): string | null => (text === null ? null : plainLines(text.slice(0, LONGEST.lines), 200).trimEnd() || null);

/** The change that a message tells of, when nothing is known of it yet. Instants ahead of our clock become now. */
export function newChange(draft: ChangeDraft, services: readonly NamedService[], toldBy: string, now: EpochMs): { readonly change: Omit<Change, 'id'>; readonly toldAt: EpochMs } {
  const about = [...new Set(draft.about.flatMap((name) => short(name, LONGEST.name) ?? []))].slice(0, MOST_ABOUT);
  const named = servicesOf(about, services);
  const claimed = [draft.at, draft.endedAt].find((at) => at !== null && at > now + SKEW_MS) ?? null;
  const endedAt = draft.endedAt ?? (isFinal(draft.status) ? (draft.toldAt ?? draft.at ?? now) : null);
  const begun = Math.min(draft.at ?? endedAt ?? now, now);
  return {
    toldAt: epochMs(Math.min(draft.toldAt ?? now, now)),
    change: {
      at: toRfc3339(epochMs(begun)),
      endedAt: endedAt === null ? null : toRfc3339(epochMs(Math.max(begun, Math.min(endedAt, now)))),
      kind: draft.kind,
      title: short(draft.title, LONGEST.title) ?? '(no title)',
      services: named.services,
      about: named.others,
      by: short(draft.by, LONGEST.name),
      from: draft.from,
      toldBy: plain(toldBy, LONGEST.name),
      link: linkOf(draft.link),
      status: draft.status,
      before: lines(draft.before),
      after: lines(draft.after),
      externalId: draft.externalId === null ? null : draft.externalId.slice(0, LONGEST.externalId),
      recordedAt: toRfc3339(now),
      claimedAt: claimed === null ? null : toRfc3339(claimed),
    },
  };
}

/**
 * What a further message makes of a change. A message that speaks of an earlier moment never takes anything back: it may only move the
 * beginning to where it was. What the newer one does not say stays.
 */
export function updatedChange(stored: StoredChange, draft: ChangeDraft, services: readonly NamedService[], toldBy: string, now: EpochMs): { readonly change: Omit<Change, 'id'>; readonly toldAt: EpochMs; readonly taken: Taken } {
  const known = stored.change;
  const told = newChange(draft, services, toldBy, now);
  if (isOlder(stored, draft, told)) {
    const earlier = draft.at !== null && told.change.at < known.at;
    return { change: earlier ? { ...known, at: told.change.at } : known, toldAt: stored.toldAt, taken: 'older' };
  }
  const at = draft.at === null || (known.claimedAt !== null && told.change.claimedAt !== null) ? known.at : told.change.at;
  // One that goes on again has no end any more.
  const endedAt = draft.status === 'started' ? null : (told.change.endedAt ?? known.endedAt);
  return {
    taken: 'updated',
    toldAt: told.toldAt,
    change: {
      ...told.change,
      at,
      endedAt: endedAt !== null && endedAt < at ? at : endedAt,
      services: [...new Set([...known.services, ...told.change.services])],
      about: [...new Set([...known.about, ...told.change.about])].slice(0, MOST_ABOUT),
      by: told.change.by ?? known.by,
      link: told.change.link ?? known.link,
      status: draft.status === 'unknown' ? known.status : draft.status,
      before: told.change.before ?? known.before,
      after: told.change.after ?? known.after,
      recordedAt: known.recordedAt,
      claimedAt: known.claimedAt ?? told.change.claimedAt,
    },
  };
}

/** Whether a message speaks of an earlier moment than the last one that counted; of the same moment, an end counts more than a beginning. */
function isOlder({ change: known, toldAt }: StoredChange, draft: ChangeDraft, told: { readonly toldAt: EpochMs; readonly change: Omit<Change, 'id'> }): boolean {
  const reopens = isFinal(known.status) && draft.status === 'started';
  if (draft.toldAt !== null) return told.toldAt < toldAt || (told.toldAt === toldAt && reopens);
  // It does not say when: a beginning that comes after the end was held up on its way, unless it is of a later time.
  return reopens && (draft.at === null || draft.at <= Date.parse(known.endedAt ?? known.at));
}
