import type { IncidentDetail } from '../../../shared/model/incident.ts';
import type { IncidentId, ItemId, SourceId } from '../../../shared/model/ids.ts';
import { matchesAll, type LabelMatcher } from '../../../shared/model/label-matcher.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { Silence, SilenceKeeper, SilencePreview } from '../../../shared/model/silence.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb } from '../../store/sql.ts';
import { alertFace } from '../alerts/face.ts';
import type { Alerts } from '../alerts/service.ts';
import type { IncidentRecord, SilenceRecord } from '../incidents/record.ts';
import type { Incidents } from '../incidents/service.ts';
import type { By, Viewer } from '../incidents/view.ts';
import { nextItem } from '../incidents/workflow/items.ts';
import { HOLDFAST } from '../journal/journal.ts';
import type { Clock, Log } from '../ports.ts';
import { SilenceRefused, SourceFailure, type Fed, type Silencer, type SourceSilence } from '../sources/source.ts';
import { knownSilences, unsettledOf } from './repo.ts';
import { gravestFew, previewOf } from './preview.ts';
import { checkSilence, commentOf, endedFact, isMarked, madeFact, settle, type SilenceAsked } from './rules.ts';

export interface SilencesDeps {
  readonly db: { readonly read: ReadDb };
  readonly clock: Clock;
  readonly log: Log;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly incidents: Pick<Incidents, 'record' | 'get' | 'change' | 'append' | 'mustSee'>;
  readonly alerts: Pick<Alerts, 'active' | 'activeOf' | 'ofIncident'>;
  /** Sources that can keep alerts silent. */
  readonly silencers: () => readonly { readonly source: SourceId; readonly name: string; readonly silencer: Silencer }[];
  /** Asks a source again soon, so that screens see what became of its alerts. */
  readonly ask: (source: SourceId) => void;
  /** Tells screens that what is kept silent has changed. */
  readonly emit: () => void;
}

export interface Silences {
  /** A source has told what it keeps. */
  told(source: SourceId, silences: NonNullable<Fed['silences']>): void;
  list(viewer: Viewer): { readonly items: Silence[]; readonly sources: SilenceKeeper[] };
  preview(source: SourceId, matchers: readonly LabelMatcher[], incident: IncidentId | null): Promise<SilencePreview>;
  /** Makes a silence from an incident, once: where no answer comes it is looked for, never asked for again. */
  create(id: IncidentId, source: SourceId, asked: SilenceAsked, by: By): Promise<IncidentDetail>;
  /** Ends one before its time. */
  expire(id: IncidentId, item: ItemId, by: By): Promise<IncidentDetail>;
}

const NEVER = new AbortController().signal;

interface Known {
  readonly items: readonly SourceSilence[];
  readonly at: EpochMs;
}

const keyOfSilence = (id: IncidentId, item: ItemId): string => `${id} ${item}`;
const isInForce = ({ state }: SourceSilence): boolean => state !== 'expired';

/** Silences at the sources: what is kept silent there, and what was silenced from an incident. */
export function createSilences(deps: SilencesDeps): Silences {
  const { db, clock, log, incidents, alerts } = deps;
  const known = new Map<SourceId, Known>();
  const inFlight = new Set<string>();
  const missing = new Map<string, EpochMs>();

  const silencerOf = (source: SourceId): Silencer => {
    const found = deps.silencers().find((each) => each.source === source)?.silencer;
    if (found === undefined) throw new HoldfastError('not_found', `There is no source "${source}" that can keep alerts silent.`);
    return found;
  };

  /** Alerts of an incident that a silence keeps silent and that fire. */
  const firingUnder = (id: IncidentId, { source, matchers }: Pick<SilenceRecord, 'source' | 'matchers'>): number =>
    alerts.ofIncident(id).filter((alert) => alert.state === 'firing' && alert.source === source && matchesAll(matchers, alert.labels)).length;

  const settleOne = (record: IncidentRecord, silence: SilenceRecord, told: NonNullable<Fed['silences']>, before: readonly SourceSilence[]): void => {
    const now = clock.nowMs();
    const key = keyOfSilence(record.id, silence.item);
    const isThere = told.items.some(({ id }) => id === silence.silence);
    if (isThere || !told.complete) missing.delete(key);
    else if (!missing.has(key)) missing.set(key, now);
    const knownEnd = before.find(({ id, state }) => id === silence.silence && state !== 'expired')?.endsAt ?? epochMs(Date.parse(silence.endsAt));
    const facts = settle(silence, { ...told, now, inFlight: inFlight.has(key), missingSince: missing.get(key) ?? null, knownEnd, firing: firingUnder(record.id, silence), url: (id) => urlOf(silence.source, id) });
    if (facts.length === 0) return;
    missing.delete(key);
    incidents.append(record.id, facts, { actor: HOLDFAST });
  };

  const urlOf = (source: SourceId, id: string): string | null => deps.silencers().find((each) => each.source === source)?.silencer.url(id) ?? null;

  const settleAll = (source: SourceId, told: NonNullable<Fed['silences']>, before: readonly SourceSilence[]): void => {
    for (const id of unsettledOf(db.read, source)) {
      const record = incidents.record(id);
      for (const silence of record?.silences ?? []) if (record !== null && silence.source === source && silence.state !== 'ended') settleOne(record, silence, told, before);
    }
  };

  /** Finds out what became of a request that got no answer. Never throws. */
  const found = async (silencer: Silencer, marker: string): Promise<SourceSilence | null> => {
    try {
      return (await silencer.all(NEVER)).find(isMarked(marker)) ?? null;
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      return null;
    }
  };

  /** Asks for it, and says what became of that as far as it is known. */
  const make = async (record: IncidentRecord, silence: SilenceRecord, silencer: Silencer, by: By): Promise<string | null> => {
    const { item, source, marker, matchers } = silence;
    const endsAt = epochMs(Date.parse(silence.endsAt));
    const made = (id: string, until: EpochMs): void => {
      const url = silencer.url(id);
      incidents.append(record.id, [madeFact(silence, id, url, until)], { actor: by.actor, evidence: url === null ? null : { kind: 'link', ref: url, time: null, value: null } });
    };
    try {
      made(await silencer.create({ matchers, endsAt, createdBy: by.actor.name, comment: commentOf(record, silence.reason ?? '', marker) }, NEVER), endsAt);
      return null;
    } catch (error) {
      if (error instanceof SilenceRefused) {
        incidents.append(record.id, [{ type: 'silenceRefused', data: { item, source, lost: false }, texts: { why: error.message } }], { actor: by.actor });
        return error.message;
      }
      if (!(error instanceof SourceFailure)) throw error;
      log.warn('a silence was asked for and no answer came', { source, incident: record.id, code: error.code });
      const there = await found(silencer, marker);
      if (there !== null) made(there.id, there.endsAt);
      return null;
    }
  };

  /** Nothing else is made of a silence meanwhile. */
  const alone = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    if (inFlight.has(key)) throw new HoldfastError('conflict', 'Somebody is doing this already.');
    inFlight.add(key);
    try {
      return await work();
    } finally {
      inFlight.delete(key);
    }
  };

  const markerOf = (): string => `hf-${Buffer.from(deps.randomBytes(5)).toString('hex')}`;

  return {
    told: (source, silences) => {
      const before = known.get(source)?.items ?? [];
      known.set(source, { items: silences.items.filter(isInForce), at: clock.nowMs() });
      settleAll(source, silences, before);
      if (JSON.stringify(before) !== JSON.stringify(known.get(source)?.items)) deps.emit();
    },
    list: (viewer) => {
      const keepers = deps.silencers();
      const muted = alerts.active().flatMap((alert) => (alert.muted?.by === 'silence' && alert.source !== null ? alert.muted.ids.map((id) => ({ key: `${alert.source} ${id}`, alert })) : []));
      const under = Map.groupBy(muted, ({ key }) => key);
      const isHidden = (id: IncidentId | null): boolean => id !== null && !viewer.seesPrivate && (incidents.record(id)?.private ?? true);
      const items = keepers.flatMap(({ source, silencer }) => {
        const ours = new Map(knownSilences(db.read, source).map(({ silence, incident }) => [silence, incident]));
        return (known.get(source)?.items ?? []).map((each): Silence => {
          const incident = ours.get(each.id) ?? null;
          const hidden = isHidden(incident);
          const hides = (under.get(`${source} ${each.id}`) ?? []).map(({ alert }) => (isHidden(alert.incident) ? alertFace(alert) : alert));
          return {
            source, id: each.id, state: each.state === 'pending' ? 'pending' : 'active', matchers: [...each.matchers],
            startsAt: toRfc3339(each.startsAt), endsAt: toRfc3339(each.endsAt), createdBy: each.createdBy, comment: hidden ? null : each.comment,
            url: silencer.url(each.id), alerts: hides.length, hides: gravestFew(hides), incident: hidden ? null : incident,
          };
        });
      });
      return {
        items: items.toSorted((a, b) => Date.parse(a.endsAt) - Date.parse(b.endsAt)),
        sources: keepers.map(({ source, name }) => ({ source, name, toldAt: known.has(source) ? toRfc3339(known.get(source)?.at ?? epochMs(0)) : null })),
      };
    },
    preview: async (source, matchers, incident) => {
      const groups = await asked(() => silencerOf(source).matched(matchers, NEVER));
      return previewOf(groups, (key) => alerts.activeOf(key), incident);
    },
    create: async (id, source, asked, by) => {
      const silencer = silencerOf(source);
      const marker = markerOf();
      const record = incidents.change(id, by, (before) => {
        checkSilence(before, asked, clock.nowMs());
        const fact = { type: 'silenceAsked' as const, data: { item: nextItem(before), source, marker, matchers: [...asked.matchers], endsAt: asked.endsAt }, texts: { reason: asked.reason } };
        return [{ fact, note: { actor: by.actor } }];
      });
      const silence = record.silences.at(-1);
      if (silence === undefined) throw new Error('a silence that was asked for is not in its incident');
      const why = await alone(keyOfSilence(id, silence.item), () => make(record, silence, silencer, by));
      deps.ask(source);
      if (why !== null) throw new HoldfastError('conflict', `No silence was made: ${why}.`);
      return incidents.get(id, by);
    },
    expire: async (id, item, by) => {
      incidents.mustSee(id, by);
      const silence = incidents.record(id)?.silences.find((each) => each.item === item);
      if (silence === undefined) throw new HoldfastError('not_found', `${id} has no such silence.`);
      if (silence.state !== 'made' || silence.silence === null) throw new HoldfastError('conflict', silence.state === 'asked' ? 'It is not known yet whether this silence was made.' : 'This silence is over already.');
      const { silence: there } = silence;
      await alone(keyOfSilence(id, item), async () => {
        await asked(() => silencerOf(silence.source).expire(there, NEVER));
        incidents.append(id, [endedFact(silence, 'person', firingUnder(id, silence))], { actor: by.actor });
      });
      deps.ask(silence.source);
      return incidents.get(id, by);
    },
  };
}

/** What a source answers; where it does not, a sentence for the person who asked. */
async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceFailure) throw new HoldfastError('unavailable', `It cannot be done now: ${error.message}.`);
    throw error;
  }
}
