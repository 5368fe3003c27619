import type { ChannelConfig } from '../../../../shared/model/channels/index.ts';
import type { Recipients, UpdatePreview } from '../../../../shared/contract/update-calls.ts';
import type { Delivery, DeliverySeq } from '../../../../shared/model/delivery.ts';
import type { ChannelId, IncidentId, UpdateId } from '../../../../shared/model/ids.ts';
import type { Audience } from '../../../../shared/model/policy-config.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import type { LintOverride, StatusUpdate, StatusUpdateDetail, UpdateDraft } from '../../../../shared/model/status-update.ts';
import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import type { UpdateFacts } from '../../../../shared/model/update.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import { isOpen, type IncidentRecord } from '../../incidents/record.ts';
import type { Incidents } from '../../incidents/service.ts';
import type { By, Viewer } from '../../incidents/view.ts';
import { HOLDFAST } from '../../journal/journal.ts';
import type { Clock, Log } from '../../ports.ts';
import { asText } from '../compose/render/rendering.ts';
import type { OpenChannel, Readers } from '../channels/kinds.ts';
import type { Json } from '../outbox/channel.ts';
import * as deliveries from '../outbox/repo.ts';
import type { Outbox, Queued } from '../outbox/service.ts';
import { deliveryOf } from '../outbox/view.ts';
import { partsIn, withOthers, worstOf, type PartStatuses } from './parts.ts';
import * as repo from './repo.ts';
import { checkChannel, checkCorrection, checkPublisher, checkSignOff, checkStops, hashOf, MANY_RECIPIENTS, maySignOff, missed, nameOf } from './rules.ts';

export interface UpdatesDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb };
  readonly clock: Clock;
  readonly log: Log;
  readonly incidents: Pick<Incidents, 'mustSee' | 'record' | 'append'>;
  readonly outbox: Outbox;
  readonly channels: () => readonly ChannelConfig[];
  readonly open: (id: ChannelId) => OpenChannel | undefined;
  /** What a draft would be on a channel; pure. */
  readonly preview: (record: IncidentRecord, draft: UpdateDraft, channel: ChannelConfig, around: Around) => UpdatePreview;
  readonly onChange: (id: UpdateId) => void;
}

/** What an update is made among. */
export interface Around {
  /** What other open incidents say of the parts of the page. */
  readonly others: PartStatuses;
  /** It corrects one that was sent. */
  readonly corrects: boolean;
  /** When it goes. */
  readonly at: EpochMs;
}

export interface Publishing {
  /** What the person saw. */
  readonly hash: string;
  readonly emergency: string | null;
  readonly overrides: readonly LintOverride[];
  /** Channels with many recipients → how many the person was shown. */
  readonly recipients: Readonly<Record<string, number>>;
  /** When; at once unless told. */
  readonly at: EpochMs | null;
}

/** Status updates: written, signed off, published once, corrected. */
export interface Updates {
  list(query: { readonly incident: IncidentId | null; readonly before: UpdateId | null; readonly limit: number }, viewer: Viewer): { readonly items: StatusUpdate[]; readonly next: UpdateId | null };
  get(id: UpdateId, viewer: Viewer): StatusUpdateDetail;
  /** What was published to an audience last; with `corrects`, that one. */
  before(incident: IncidentId, audience: Audience, corrects: UpdateId | null, viewer: Viewer): StatusUpdate | null;
  /** What other open incidents say of the parts of a page; of one that this viewer may not see, without its number. */
  others(incident: IncidentId, channel: ChannelConfig, viewer: Viewer): readonly { readonly incident: IncidentId | null; readonly parts: PartStatuses }[];
  recipients(query: { readonly incident: IncidentId; readonly facts: UpdateFacts; readonly channels: readonly ChannelId[]; readonly corrects: UpdateId | null }, by: By): Promise<Recipients[]>;
  draft(incident: IncidentId, draft: UpdateDraft, corrects: UpdateId | null, by: By): StatusUpdateDetail;
  edit(id: UpdateId, version: number, draft: UpdateDraft, by: By): StatusUpdateDetail;
  approve(id: UpdateId, hash: string, by: By): StatusUpdateDetail;
  publish(id: UpdateId, publishing: Publishing, by: By): Promise<StatusUpdateDetail>;
  discard(id: UpdateId, by: By): StatusUpdateDetail;
  deliveries(query: { readonly incident: IncidentId | null; readonly open: boolean; readonly before: DeliverySeq | null; readonly limit: number }, viewer: Viewer): { readonly items: Delivery[]; readonly next: DeliverySeq | null };
  delivery(seq: DeliverySeq, viewer: Viewer): Delivery;
  /** What a message says at the moment at which it leaves: a part of a page is as bad as the worst open incident says then. */
  current(row: Pick<deliveries.DeliveryRow, 'channel' | 'incident'>, content: Json): Json;
  /** In the transaction that settles a delivery: the first channel that has it makes the promise count. */
  arrived(write: WriteDb, id: UpdateId): void;
  tick(): void;
}

/** An update as one channel takes it. */
interface Shown {
  readonly channel: ChannelConfig;
  readonly content: Json;
  readonly lint: UpdatePreview['lint'];
}

const SHOWN_RECIPIENTS = 5;
const isThere = ({ state }: Pick<deliveries.DeliveryRow, 'state'>): boolean => state === 'sent' || state === 'unknown';

export function createUpdates({ db: { read, write }, clock, log, incidents, outbox, channels, open, preview, onChange }: UpdatesDeps): Updates {
  const publishing = new Set<UpdateId>();

  const found = (id: UpdateId, viewer: Viewer): StatusUpdate => {
    const update = repo.get(read, id);
    if (update === null) throw new HoldfastError('not_found', `There is no update ${id}.`);
    incidents.mustSee(update.incident, viewer);
    return update;
  };
  const inState = (update: StatusUpdate, states: readonly StatusUpdate['state'][], what: string): void => {
    if (!states.includes(update.state)) throw new HoldfastError('conflict', `${what}, and ${update.id} is ${update.state}.`);
  };
  const detail = (update: StatusUpdate): StatusUpdateDetail => ({ ...update, deliveries: deliveries.ofUpdate(read, update.id).map(deliveryOf) });
  const changed = (id: UpdateId, viewer: Viewer): StatusUpdateDetail => {
    onChange(id);
    return detail(found(id, viewer));
  };
  const recordOf = (id: IncidentId): IncidentRecord => {
    const record = incidents.record(id);
    if (record === null) throw new HoldfastError('not_found', `There is no incident ${id}.`);
    return record;
  };
  const chosen = (draft: UpdateDraft, person: string | null, { isDrill }: IncidentRecord): ChannelConfig[] =>
    [...new Set(draft.channels)].map((id) => {
      const channel = channels().find((each) => each.id === id);
      checkChannel(channel, draft, person, isDrill);
      /* Refused above where there is none. */
      return channel as ChannelConfig;
    });

  /** What other open incidents have said of the parts of a page: it shows the worst of all. */
  const othersOn = (incident: IncidentId, channel: ChannelConfig): { readonly incident: IncidentId; readonly parts: PartStatuses }[] =>
    channel.type === 'statuspage' ? deliveries.latestContents(read, channel.id).flatMap((each) => (each.incident === incident || !isStillOpen(each.incident) ? [] : [{ incident: each.incident, parts: partsIn(each.content) }])) : [];
  const isStillOpen = (incident: IncidentId): boolean => {
    const record = incidents.record(incident);
    return record !== null && isOpen(record);
  };
  const shownOn = (record: IncidentRecord, { draft, corrects }: StatusUpdate, channel: ChannelConfig, at: EpochMs): Shown => {
    const { channels: [made], lint } = preview(record, draft, channel, { others: worstOf(othersOn(record.id, channel).map(({ parts }) => parts)), corrects: corrects !== null, at });
    if (made === undefined) throw new Error(`nothing was made for ${channel.type}`);
    return { channel, content: made.content as Json, lint };
  };

  /** One delivery for each channel, or each recipient of it; of a correction only where the corrected message is, or may be. */
  const queued = async (update: StatusUpdate, to: readonly Shown[]): Promise<Queued[]> => {
    const all: Queued[] = [];
    for (const { channel, content } of to) {
      const before = update.corrects === null ? [] : deliveries.ofUpdate(read, update.corrects).filter((row) => row.channel === channel.id && isThere(row));
      if (update.corrects !== null) all.push(...before.map((row): Queued => ({ channel: channel.id, recipient: row.recipient, content, corrects: row.seq })));
      else for (const recipient of (await readersOf(channel, update.draft.facts)).addresses) all.push({ channel: channel.id, recipient, content });
    }
    if (all.length === 0) throw new HoldfastError('conflict', update.corrects === null ? 'There is nobody that it would go to.' : 'The update that it corrects has arrived nowhere: publish it as an update.');
    return all;
  };

  const readersOf = async (channel: ChannelConfig, facts: UpdateFacts): Promise<Readers> => {
    if (channel.type !== 'email') return { addresses: [''], suppressed: 0, duplicates: 0 };
    const given = open(channel.id);
    if (given?.recipients === undefined) throw new HoldfastError('unavailable', `Who gets mail of ${channel.id} cannot be read now.`);
    try {
      return await given.recipients(facts);
    } catch (error) {
      throw new HoldfastError('unavailable', `Who gets mail of ${channel.id} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  /** Readers hold on to the newest promise: a correction that leaves it as it was is no new one. */
  const changesPromise = (db: ReadDb, { corrects, draft }: StatusUpdate): boolean => corrects === null || repo.get(db, corrects)?.draft.facts.nextUpdateAt !== draft.facts.nextUpdateAt;

  const recipientsOn = async (channel: ChannelConfig, facts: UpdateFacts, corrects: UpdateId | null): Promise<Omit<Recipients, 'channel' | 'problem'>> => {
    const { addresses, ...left } = corrects === null ? await readersOf(channel, facts) : { addresses: deliveries.ofUpdate(read, corrects).filter((row) => row.channel === channel.id && isThere(row)).map(({ recipient }) => recipient), suppressed: 0, duplicates: 0 };
    return { count: addresses.length, first: addresses.slice(0, SHOWN_RECIPIENTS), ...left };
  };

  const checkCounts = (items: readonly Queued[], confirmed: Publishing['recipients']): void => {
    for (const [channel, each] of Map.groupBy(items, (item) => item.channel)) {
      if (each.length > MANY_RECIPIENTS && each.length > (confirmed[channel] ?? 0)) throw new HoldfastError('conflict', `${each.length} people would get it by ${channel}: confirm that number.`, { recipients: { channel, count: each.length } });
    }
  };

  const forAll = (update: StatusUpdate, actor: By['actor'], at: EpochMs): Shown[] => {
    const record = recordOf(update.incident);
    const to = chosen(update.draft, actor.id, record);
    if (to.length === 0) throw new HoldfastError('invalid_input', 'Choose at least one channel.');
    return to.map((channel) => shownOn(record, update, channel, at));
  };

  /** It would go in the place of an update that waits, and to a page that does not know the end yet. */
  const checkNothingMoves = (incident: IncidentId, to: readonly Shown[]): void => {
    const busy = to.find(({ channel }) => deliveries.isWaiting(read, channel.id, incident));
    if (busy !== undefined) throw new HoldfastError('conflict', `An update of this incident is still on its way to ${nameOf(busy.channel)}, or has to be looked for there: wait until it has arrived.`);
  };

  /** Everything that must hold at the moment at which it goes. */
  const send = async (update: StatusUpdate, { hash, emergency, overrides, recipients }: Omit<Publishing, 'at'>, actor: By['actor'], viewer: Viewer): Promise<void> => {
    if (publishing.has(update.id)) throw new HoldfastError('conflict', 'It is being published already.');
    publishing.add(update.id);
    try {
      const shown = forAll(update, actor, clock.nowMs());
      const check = (now: StatusUpdate): void => {
        /* Taken back, or published, by somebody meanwhile. */
        inState(now, update.state === 'scheduled' ? ['scheduled'] : ['draft'], 'Only what was not published yet can be');
        checkSignOff({ audience: now.draft.audience, approved: now.approval !== null, hash: now.hash, given: hash, emergency });
        checkStops(shown.flatMap(({ lint }) => lint), overrides);
        if (now.draft.kind === 'postmortem') checkNothingMoves(now.incident, shown);
      };
      check(update);
      const items = await queued(update, shown);
      checkCounts(items, recipients);
      write.transaction(() => {
        check(found(update.id, viewer));
        repo.publish(write, update.id, actor, clock.nowMs(), emergency, overrides);
        outbox.enqueue(write, update.id, update.incident, items);
      });
    } finally {
      publishing.delete(update.id);
    }
  };

  /** What nobody could send at its time is said now: then nobody may be there. What the incident contradicts may not be so by then. */
  const schedule = async (update: StatusUpdate, { hash, emergency, overrides, recipients }: Publishing, at: EpochMs, by: By): Promise<void> => {
    const shown = forAll(update, by.actor, at);
    const check = (now: StatusUpdate): void => {
      inState(now, ['draft'], 'Only a draft can be scheduled');
      checkSignOff({ audience: now.draft.audience, approved: now.approval !== null, hash: now.hash, given: hash, emergency });
      checkStops(shown.flatMap(({ lint }) => lint.filter(({ overridable }) => !overridable)), overrides);
    };
    check(update);
    checkCounts(await queued(update, shown), recipients);
    write.transaction(() => {
      check(found(update.id, by));
      repo.schedule(write, update.id, { publishAt: at, by: by.actor, emergency, overrides, recipients });
    });
  };

  const SEES_ALL: Viewer = { seesPrivate: true, mayOperate: true };
  return {
    list: (query, viewer) => {
      if (query.incident !== null) incidents.mustSee(query.incident, viewer);
      const all = repo.list(read, query);
      /* What is left out must not look like the end of the list. */
      return { items: all.filter(({ incident }) => viewer.seesPrivate || incidents.record(incident)?.private !== true), next: all.length === query.limit ? (all.at(-1)?.id ?? null) : null };
    },
    get: (id, viewer) => detail(found(id, viewer)),
    before: (incident, audience, corrects, viewer) => {
      if (corrects === null) return repo.lastPublished(read, incident, audience);
      const original = found(corrects, viewer);
      checkCorrection({ audience, kind: original.draft.kind }, incident, original);
      return original;
    },
    others: (incident, channel, viewer) => othersOn(incident, channel).map(({ incident: other, parts }) => ({ incident: viewer.seesPrivate || incidents.record(other)?.private !== true ? other : null, parts })),
    recipients: async ({ incident, facts, channels: asked, corrects }, by) => {
      incidents.mustSee(incident, by);
      if (corrects !== null && found(corrects, by).incident !== incident) throw new HoldfastError('invalid_input', `${corrects} is no update of ${incident}.`);
      const many = channels().filter(({ id, type }) => type === 'email' && asked.includes(id));
      return Promise.all(
        many.map(async (channel): Promise<Recipients> => {
          try {
            checkPublisher(channel, by.actor.id);
            return { channel: channel.id, ...(await recipientsOn(channel, facts, corrects)), problem: null };
          } catch (error) {
            return { channel: channel.id, count: 0, first: [], suppressed: 0, duplicates: 0, problem: error instanceof Error ? error.message : String(error) };
          }
        }),
      );
    },
    draft: (incident, draft, corrects, by) => {
      incidents.mustSee(incident, by);
      recordOf(incident);
      if (corrects !== null) checkCorrection(draft, incident, found(corrects, by));
      return changed(repo.insert(write, { incident, draft, hash: hashOf(draft), corrects, by: by.actor, at: clock.nowMs() }), by);
    },
    edit: (id, version, draft, by) => {
      const update = found(id, by);
      inState(update, ['draft'], 'Only a draft can be edited');
      if (update.version !== version) throw new HoldfastError('conflict', 'Somebody has changed it meanwhile.', { version: update.version });
      if (update.corrects !== null) checkCorrection(draft, update.incident, found(update.corrects, by));
      repo.rewrite(write, id, draft, hashOf(draft));
      return changed(id, by);
    },
    approve: (id, hash, by) => {
      const update = found(id, by);
      inState(update, ['draft'], 'Only a draft can be approved');
      const commanders = recordOf(update.incident).roles.filter(({ role }) => role === 'incidentCommander').map(({ person }) => person);
      if (!maySignOff(by.actor, by.rights.includes('approve'), commanders)) throw new HoldfastError('forbidden', 'Only the incident commander, or somebody with the right to approve, signs a text off.');
      if (update.hash !== hash) throw new HoldfastError('conflict', 'The text is not as you saw it any more: look at it again.');
      repo.approve(write, id, by.actor, clock.nowMs());
      return changed(id, by);
    },
    publish: async (id, given, by) => {
      const update = found(id, by);
      if (given.at !== null && given.at > clock.nowMs()) {
        await schedule(update, given, given.at, by);
      } else await send(update, given, by.actor, by);
      return changed(id, by);
    },
    discard: (id, by) => {
      const update = found(id, by);
      inState(update, ['draft', 'scheduled'], 'Only what was not published can be taken back');
      repo.put(write, id, update.state === 'scheduled' ? 'draft' : 'discarded');
      return changed(id, by);
    },
    deliveries: (query, viewer) => {
      if (query.incident !== null) incidents.mustSee(query.incident, viewer);
      const all = deliveries.list(read, query);
      return { items: all.filter(({ incident }) => viewer.seesPrivate || incident === null || incidents.record(incident)?.private !== true).map(deliveryOf), next: all.length === query.limit ? (all.at(-1)?.seq ?? null) : null };
    },
    delivery: (seq, viewer) => {
      const row = deliveries.get(read, seq);
      if (row === undefined || !deliveries.isOfUpdate(row)) throw new HoldfastError('not_found', 'There is no such delivery.');
      if (row.incident !== null) incidents.mustSee(row.incident, viewer);
      return deliveryOf(row);
    },
    current: ({ channel: id, incident }, content) => {
      const channel = channels().find((each) => each.id === id);
      return channel === undefined || incident === null || channel.type !== 'statuspage' ? content : withOthers(content, worstOf(othersOn(incident, channel).map(({ parts }) => parts)));
    },
    arrived: (tx, id) => {
      const update = repo.get(tx, id);
      if (update === null || update.removedAt !== null || !repo.told(tx, id, clock.nowMs())) return;
      const { audience, text, links, facts } = update.draft;
      const texts = { text: asText({ text, links }) };
      const say = (fact: IncidentFact): void => repo.toldIn(tx, id, incidents.append(update.incident, [fact], { actor: update.publishedBy ?? HOLDFAST }).lastSeq);
      if (update.corrects !== null && !changesPromise(tx, update)) return say({ type: 'updateCorrected', data: { audience, update: id, corrects: update.corrects }, texts });
      const nextAt = facts.nextUpdateAt === null ? null : fromRfc3339(facts.nextUpdateAt);
      const kept = nextAt === null || nextAt <= clock.nowMs() ? null : facts.nextUpdateAt;
      say({ type: 'updateSent', data: { audience, nextAt: kept, update: id }, texts });
    },
    tick: () => {
      const now = clock.nowMs();
      for (const update of repo.dueBy(read, epochMs(now))) {
        if (publishing.has(update.id)) continue;
        const comeBack = (why: string): void => {
          if (repo.get(read, update.id)?.state !== 'scheduled') return;
          log.warn('a scheduled update was not sent', { update: update.id, why });
          repo.put(write, update.id, 'draft', why);
          onChange(update.id);
        };
        const late = update.publishAt === null ? null : missed(fromRfc3339(update.publishAt) ?? now, now);
        if (late !== null) {
          comeBack(late);
          continue;
        }
        const by = update.publishedBy ?? HOLDFAST;
        send(update, { hash: update.hash, emergency: update.emergency, overrides: update.overrides, recipients: repo.confirmed(read, update.id) }, by, SEES_ALL).then(
          () => onChange(update.id),
          /* What was true when it was planned is not any more: a person looks at it again. */
          (error: unknown) => comeBack(`It was not sent at its time. ${error instanceof Error ? error.message : String(error)}`),
        );
      }
    },
  };
}
