import { CHANNEL_FORMS } from '../../../../../shared/model/channels/form.ts';
import type { ChannelTest } from '../../../../../shared/model/channels/care.ts';
import type { ChannelConfig } from '../../../../../shared/model/channels/index.ts';
import type { ChannelId } from '../../../../../shared/model/ids.ts';
import { UpdateId } from '../../../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../../../shared/model/incident.ts';
import { HoldfastError } from '../../../../../shared/model/result.ts';
import { durationMs, toRfc3339 } from '../../../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../../../store/sql.ts';
import type { Log } from '../../../ports.ts';
import type { Outcome } from '../../outbox/channel.ts';
import type { ChannelDeps } from '../kinds.ts';
import { createChannel } from '../registry.ts';
import * as repo from './repo.ts';
import { testContent, toOneself } from './message.ts';

export interface ChannelTestsDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb };
  readonly channel: ChannelDeps;
  readonly log: Log;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly workspace: () => string;
  readonly onChange: () => void;
}

export interface Testing {
  /** Made by whoever asks: asked twice with the same one, it is sent once. */
  readonly key: string;
  /** One reader; null: all who read there. */
  readonly to: string | null;
  readonly by: IncidentActor;
}

/** Test messages: each is written down before its first byte leaves, begun once, and never tried again. */
export interface ChannelTests {
  send(config: ChannelConfig, testing: Testing): Promise<ChannelTest>;
  last(id: ChannelId): ChannelTest | null;
}

const LIMIT_MS = durationMs(60_000);
/** A test is of no update; where a message has to name one, it is this, which no update ever is. */
const NO_UPDATE = UpdateId.parse('UPD-0000');
const LEFT = 'Holdfast ended while it was on its way: look whether it arrived.';

export function createChannelTests({ db: { read, write }, channel: deps, log, randomBytes, workspace, onChange }: ChannelTestsDeps): ChannelTests {
  const { clock } = deps;
  const underWay = new Set<number>();

  /* One that nobody here is sending was left by a process that ended. */
  const viewOf = ({ seq, state, recipient, reason, url, by, startedAt }: repo.TestRow): ChannelTest => {
    const isLeft = state === 'sending' && !underWay.has(seq);
    return { state: isLeft ? 'unknown' : state, to: recipient, reason: isLeft ? LEFT : reason, url, by, at: toRfc3339(startedAt) };
  };

  const attempt = async (config: ChannelConfig, marker: string, recipient: string, content: ReturnType<typeof testContent>): Promise<Outcome> => {
    const limit = new AbortController();
    const cancel = clock.after(LIMIT_MS, () => limit.abort());
    try {
      const open = await createChannel(config, deps).catch((error: unknown): Outcome => ({ kind: 'refused', reason: error instanceof Error ? error.message : String(error), again: false }));
      if ('kind' in open) return open;
      try {
        return await open.send({ marker, attempt: marker, update: NO_UPDATE, incident: null, recipient, purpose: 'test', content, thread: null, corrects: null, replaces: null }, limit.signal);
      } finally {
        open.close();
      }
    } catch (error) {
      log.error('a test broke off', { channel: config.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      return { kind: 'ambiguous', reason: 'the test broke off' };
    } finally {
      cancel();
    }
  };

  return {
    send: async (config, { key, to, by }) => {
      const target = to === null ? config : toOneself(config, to);
      if (target === null) throw new HoldfastError('invalid_input', `to: a channel of type ${config.type} reaches nobody alone.`);
      const marker = `hf-${Buffer.from(randomBytes(10)).toString('hex')}`;
      const row = repo.begin(write, key, { channel: config.id, recipient: to ?? '', marker, by, startedAt: clock.nowMs() });
      if (row === null) {
        const known = repo.ofKey(read, key);
        if (known === null) throw new Error('a test that was begun is gone');
        return viewOf(known);
      }
      underWay.add(row.seq);
      onChange();
      try {
        const outcome = await attempt(target, marker, to ?? '', testContent(config, { by: by.name, workspace: workspace(), now: clock.nowMs() }));
        repo.settle(write, row.seq, settledAs(outcome), clock.nowMs());
      } finally {
        underWay.delete(row.seq);
        onChange();
      }
      return viewOf(repo.ofKey(read, key) ?? row);
    },
    last: (id) => {
      const row = repo.lastOf(read, id);
      return row === null ? null : viewOf(row);
    },
  };
}

function settledAs(outcome: Outcome): Pick<repo.TestRow, 'state' | 'reason' | 'url'> {
  if (outcome.kind === 'sent') return { state: 'sent', reason: outcome.note ?? null, url: outcome.url };
  return { state: outcome.kind === 'ambiguous' ? 'unknown' : 'failed', reason: outcome.reason, url: null };
}

/** Why this test is not sent, in a sentence; null where it may be. Who may publish there decides over what readers see, as with updates. */
export function testRefusal(config: ChannelConfig, { to, readersSee, person }: { readonly to: string | null; readonly readersSee: boolean; readonly person: string | null }): { readonly code: 'invalid_input' | 'forbidden' | 'conflict'; readonly message: string } | null {
  const { test } = CHANNEL_FORMS[config.type];
  if (test.never !== null) return { code: 'invalid_input', message: test.never };
  if (to !== null) {
    if (test.self === null) return { code: 'invalid_input', message: `to: nobody can be reached alone there. ${test.readers ?? ''}`.trim() };
    return test.self.pattern.test(to) ? null : { code: 'invalid_input', message: `to: expected ${test.self.label.charAt(0).toLowerCase()}${test.self.label.slice(1)}, such as ${test.self.placeholder}` };
  }
  if (test.readers === null) return { code: 'invalid_input', message: 'to: expected whom it goes to, for all readers are not written to as a test' };
  if (!readersSee) return { code: 'conflict', message: `Confirm it first. ${test.readers}` };
  if (config.publishers !== undefined && !config.publishers.some((id) => id === person)) return { code: 'forbidden', message: 'Only some may publish there, and you are not among them.' };
  return null;
}
