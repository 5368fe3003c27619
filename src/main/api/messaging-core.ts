import type { ChannelView } from '../../shared/contract/channel-calls.ts';
import { channelTraits } from '../../shared/model/channels/index.ts';
import type { DeliverySeq } from '../../shared/model/delivery.ts';
import type { ChannelId } from '../../shared/model/ids.ts';
import type { IncidentActor } from '../../shared/model/incident.ts';
import { mailKey } from '../../shared/model/mail-address.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { toRfc3339 } from '../../shared/model/units.ts';
import type { ResolvedConfig } from '../config/resolved.ts';
import type { ChannelDeps } from '../engine/messaging/channels/kinds.ts';
import type { Proof } from '../engine/messaging/channels/proof.ts';
import { tokenProblems } from '../engine/messaging/channels/expiry.ts';
import * as confirmations from '../engine/messaging/channels/posting/repo.ts';
import { placeOf, postingOf } from '../engine/messaging/channels/posting/rules.ts';
import { createActionIssues, type ActionIssues, type ActionIssuesDeps } from '../engine/messaging/actions/service.ts';
import { createChannels, type Channels, type ChannelStanding } from '../engine/messaging/channels/service.ts';
import { createChannelTests, type ChannelTests } from '../engine/messaging/channels/tests/service.ts';
import { secretsIn } from '../engine/messaging/compose/lint/secrets.ts';
import * as deliveries from '../engine/messaging/outbox/repo.ts';
import { createNotices, type Notices } from '../engine/messaging/notices/service.ts';
import { createOutbox, type Outbox } from '../engine/messaging/outbox/service.ts';
import { createCombines, type Combines } from '../engine/messaging/remote/combine.ts';
import { createRemotes, type Remotes } from '../engine/messaging/remote/service.ts';
import { createSuppressions, type Suppressions } from '../engine/messaging/suppression/service.ts';
import { createTelling, type TellingDeps } from '../engine/messaging/telling/service.ts';
import { createUpdates, type Updates, type UpdatesDeps } from '../engine/messaging/updates/service.ts';
import type { Teller } from '../engine/continuity/steps/notify/teller.ts';
import type { Live } from '../engine/live.ts';
import type { Log, Random } from '../engine/ports.ts';
import type { Problems } from '../engine/problems.ts';
import type { RandomBytes } from '../engine/seats/rules.ts';
import type { Store } from '../store/store.ts';

export interface MessagingDeps extends ChannelDeps {
  readonly log: Log;
  readonly random: Random;
  readonly randomBytes: RandomBytes;
  readonly store: Store;
  readonly live: Live;
  readonly problems: Pick<Problems, 'set' | 'clear'>;
  readonly workspace: () => string;
  readonly incidents: UpdatesDeps['incidents'];
  readonly preview: UpdatesDeps['preview'];
  readonly compose: TellingDeps['compose'];
  readonly reviews: ActionIssuesDeps['reviews'];
  readonly mask: (text: string) => string;
  /** False while another console may have taken over. */
  readonly mayAct: () => boolean;
}

/** Updates, their deliveries and channels, wired to each other; decisions stand in the parts. */
export interface Messaging {
  readonly updates: Updates;
  readonly outbox: Outbox;
  readonly channels: Channels;
  readonly suppressions: Suppressions;
  readonly remotes: Remotes;
  readonly combines: Combines;
  readonly actionIssues: ActionIssues;
  readonly tests: ChannelTests;
  readonly notices: Notices;
  /** What plans tell. */
  readonly teller: Teller;
  /** A channel for screens; throws `not_found`. */
  view(id: ChannelId): ChannelView;
  views(): ChannelView[];
  /** Somebody has looked who may post where it leads. */
  confirmPosting(id: ChannelId, by: IncidentActor): void;
  apply(channels: ResolvedConfig['channels']): Promise<void>;
  everySecond(): void;
  close(): Promise<void>;
}

/** Null where nothing can be written: what cannot be written down is not sent. */
export function createMessaging({ store, live, incidents, preview, compose, reviews, mask, mayAct, log, random, randomBytes, problems, workspace, ...given }: MessagingDeps): Messaging | null {
  const { read, write } = store;
  if (write === null) return null;
  const { clock } = given;
  const tellChannels = (): void => live.emit('channels', {});
  const tell = (seqs: readonly DeliverySeq[]): void => {
    for (const seq of seqs) {
      const row = deliveries.get(read, seq);
      if (row !== undefined && deliveries.isOfUpdate(row)) live.emit('delivery', { id: seq, update: row.update_id, incident: row.incident, channel: row.channel, state: row.state });
    }
  };
  const suppressions = createSuppressions({
    db: { read, write }, clock,
    cameBack: (tx, messageId, address, says) => {
      const row = deliveries.byMarker(tx, /^<([^@<>]+)@[^@<>]+>$/.exec(messageId)?.[1] ?? '');
      /* Others could send a bounce that names a message of ours: only for whom that was. */
      if (row === undefined || mailKey(row.recipient) !== mailKey(address)) return null;
      if (row.state === 'sent' || row.state === 'unknown') deliveries.settle(tx, row.seq, { state: 'failed', reason: says, at: clock.nowMs() });
      tx.afterCommit(() => tell([row.seq]));
      return row.seq;
    },
  });
  const channels = createChannels({ ...given, suppression: suppressions, log, onChange: tellChannels });
  const tests = createChannelTests({ db: { read, write }, channel: given, log, randomBytes, workspace, onChange: tellChannels });
  const tokens = tokenProblems(problems);
  const standingOf = (id: ChannelId): ChannelStanding => {
    const standing = channels.list().find(({ config }) => config.id === id);
    if (standing === undefined) throw new HoldfastError('not_found', `There is no channel "${id}".`);
    return standing;
  };
  const viewOf = (standing: ChannelStanding): ChannelView => channelView(standing, {
    posting: postingOf(standing.config, standing.proof?.found ?? null, confirmations.lastConfirmation(read, standing.config.id, placeOf(standing.config)), clock.nowMs()),
    test: tests.last(standing.config.id),
  });
  const outbox: Outbox = createOutbox({
    db: { read, write }, clock, random, randomBytes, log,
    channel: (id) => channels.get(id),
    current: (row, content) => actionIssues.content(row) ?? updates.current(row, content),
    alone: true,
    mayAct,
    onSettled: (tx, row, { state }) => {
      if (state !== 'sent') return;
      if (deliveries.isOfUpdate(row)) updates.arrived(tx, row.update_id);
      else actionIssues.arrived(row);
    },
    onChange: tell,
  });
  const updates: Updates = createUpdates({
    db: { read, write }, clock, log, incidents, outbox, preview,
    channels: () => channels.list().map(({ config }) => config),
    open: (id) => channels.get(id),
    onChange: (update) => live.emit('update', { update }),
  });
  const notices = createNotices({ db: { read, write }, clock, outbox, channels: () => channels.list().map(({ config }) => config), open: (id) => channels.get(id) });
  const teller = createTelling({ record: (id) => incidents.record(id), updates, notices, channels: () => channels.list().map(({ config }) => config), compose });
  const remotes = createRemotes({ db: { read, write }, clock, incidents, outbox, channels: () => channels.list().map(({ config }) => config), open: (id) => channels.get(id) });
  const actionIssues = createActionIssues({ db: { read, write }, clock, log, reviews, incidents, secretIn: (text) => secretsIn({ text: { title: '', body: text }, channel: null, mask })[0]?.says ?? null, outbox: () => outbox, channels: () => channels.list().map(({ config }) => config), open: (id) => channels.get(id) });
  const combines = createCombines({ db: { read, write }, clock, incidents, channels: () => channels.list().map(({ config }) => config) });
  return {
    updates, outbox, channels, suppressions, remotes, combines, actionIssues, tests, notices, teller,
    view: (id) => viewOf(standingOf(id)),
    views: () => channels.list().map(viewOf),
    confirmPosting: (id, by) => {
      const { config } = standingOf(id);
      confirmations.confirm(write, { channel: id, place: placeOf(config), by, at: clock.nowMs() });
      tellChannels();
    },
    apply: (configured) => channels.apply(configured),
    everySecond: () => {
      channels.tick();
      tokens.tell(channels.list(), clock.nowMs());
      updates.tick();
      outbox.tick();
      actionIssues.tick();
    },
    close: async () => {
      await outbox.close();
      await actionIssues.close();
      channels.close();
    },
  };
}

/** What it is and how it stands, and none of its secrets. */
const channelView = ({ config, problem, proof }: ChannelStanding, care: Pick<ChannelView, 'posting' | 'test'>): ChannelView => ({
  id: config.id, name: config.name ?? `${channelTraits(config).label} ${config.id}`, type: config.type, audience: config.audience, publishers: config.publishers ?? null, kinds: config.kinds ?? null, drill: config.drill === true, class: channelTraits(config).class(config), corrects: channelTraits(config).corrects, problem,
  proof: proof === null ? null : { at: toRfc3339(proof.at), ...toldProof(proof.found) },
  ...care,
});

/** A proof as it crosses to a screen. */
export const toldProof = (found: Proof): Omit<NonNullable<ChannelView['proof']>, 'at'> => ({
  ok: found.ok,
  certain: found.ok || found.certain,
  says: found.says,
  expiresAt: found.ok && found.expiresAt !== undefined && found.expiresAt !== null ? toRfc3339(found.expiresAt) : null,
  warns: found.ok ? (found.warns ?? null) : null,
});
