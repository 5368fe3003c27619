import { describe, expect, test } from 'vitest';
import { durationMs } from '../../../../shared/model/units.ts';
import type { Outcome } from './channel.ts';
import { createDesk, SENT } from './testing/desk.ts';

const ambiguous: Outcome = { kind: 'ambiguous', reason: 'no answer' };
const offline: Outcome = { kind: 'notReached', reason: 'the network is down' };
const first = <T>(all: readonly T[]): T => {
  const [one] = all;
  if (one === undefined) throw new Error('there is none');
  return one;
};

describe('on its way', () => {
  test('a message is written down as being sent before its channel hears of it, and as sent with its link', async () => {
    const desk = createDesk();
    const slack = desk.channel('slack', 'readBack');
    let heldBy: string[] = [];
    slack.send = async () => {
      heldBy = desk.states(1);
      return SENT;
    };
    await desk.queue(1, ['slack']);
    expect(heldBy).toEqual(['sending']);
    expect(first(desk.rows(1))).toMatchObject({ state: 'sent', url: 'https://there.test/7', remote: '{"id":"7"}', attempts: 1 });
    expect(desk.settled).toEqual([{ update: 'UPD-0001', state: 'sent' }]);
  });

  test('the same update is queued to a channel once, however often it is asked for', async () => {
    const desk = createDesk();
    const slack = desk.channel('slack', 'readBack');
    await desk.queue(1, ['slack', 'slack']);
    await desk.queue(1, ['slack']);
    expect(slack.sent).toHaveLength(1);
  });

  test('an update that is rolled back goes nowhere', async () => {
    const desk = createDesk();
    const slack = desk.channel('slack', 'readBack');
    await expect(desk.queue(1, ['slack']).then(() => desk.write.transaction(() => {
      desk.outbox.enqueue(desk.write, first(desk.rows(1)).update_id, null, []);
      throw new Error('the disk is full');
    }))).rejects.toThrow('the disk is full');
    expect(slack.sent).toHaveLength(1);
  });

  test('each recipient has a line of its own: a retry reaches only those who got nothing', async () => {
    const desk = createDesk();
    const mail = desk.channel('mail', 'blind');
    mail.answer({ kind: 'refused', reason: 'mailbox full', again: true }, SENT);
    await desk.queue(1, [['mail', 'a@acme.test'], ['mail', 'b@acme.test'], ['mail', 'c@acme.test']]);
    expect(desk.states(1).toSorted()).toEqual(['queued', 'sent', 'sent']);
    await desk.clock.advance(10_000);
    expect(desk.states(1)).toEqual(['sent', 'sent', 'sent']);
    expect(mail.sent.map(({ parcel }) => parcel.recipient).toSorted()).toEqual(['a@acme.test', 'b@acme.test', 'c@acme.test', 'c@acme.test']);
  });

  test('while the lever is held nothing begins', async () => {
    const desk = createDesk();
    const slack = desk.channel('slack', 'readBack');
    desk.outbox.hold(true);
    await desk.queue(1, ['slack']);
    desk.outbox.tick();
    expect(slack.sent).toHaveLength(0);
    desk.outbox.hold(false);
    await desk.clock.advance(0);
    expect(desk.states(1)).toEqual(['sent']);
  });
});

describe('offline', () => {
  test('drafts wait; with the network the newest truth goes, stale ones are superseded', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack');
    page.answer(offline);
    for (const n of [1, 2, 3]) {
      await desk.queue(n, ['page']);
      await desk.clock.advance(3 * 3_600_000);
    }
    expect([1, 2, 3].map((n) => desk.states(n)[0])).toEqual(['superseded', 'superseded', 'queued']);
    page.answer(SENT);
    const before = page.sent.length;
    desk.outbox.hurry();
    await desk.clock.advance(0);
    expect(desk.states(3)).toEqual(['sent']);
    expect(page.sent.slice(before).map(({ parcel }) => parcel.update)).toEqual(['UPD-0003']);
  });

  test('updates that were written without a network survive a restart unsent, and once one channel is reached the others are tried at once, newest first', async () => {
    const desk = createDesk();
    const [page, chat] = [desk.channel('page', 'readBack'), desk.channel('chat', 'blind')];
    page.answer(offline);
    chat.answer(offline);
    for (const n of [1, 2]) {
      await desk.queue(n, ['page', 'chat']);
      await desk.clock.advance(3_600_000);
    }
    await desk.queue(3, ['chat'], 2);
    await desk.outbox.close();
    const outbox = desk.begin();
    expect([1, 2, 3].map((n) => desk.states(n))).toEqual([['superseded', 'superseded'], ['queued', 'queued'], ['queued']]);
    await desk.clock.advance(600_000);
    page.answer(SENT);
    chat.answer(SENT);
    const before = chat.sent.length;
    const reached = (): boolean => page.sent.length + chat.sent.length > tried;
    const tried = page.sent.length + chat.sent.length;
    while (!reached()) {
      await desk.clock.advance(100);
      outbox.tick();
    }
    await desk.clock.advance(0);
    expect([2, 3].map((n) => desk.states(n))).toEqual([['sent', 'sent'], ['sent']]);
    expect(chat.sent.slice(before).map(({ parcel }) => parcel.update)).toEqual(['UPD-0003', 'UPD-0002']);
  });

  test('a network that is back ends no wait that the channel itself has asked for', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack');
    page.answer({ kind: 'refused', reason: '429', again: true, limited: true, retryAfterMs: durationMs(60_000) }, SENT);
    await desk.queue(1, ['page']);
    await desk.clock.advance(30_000);
    desk.begin().hurry();
    await desk.clock.advance(20_000);
    expect(page.sent).toHaveLength(1);
    await desk.clock.advance(17_000);
    expect(desk.states(1)).toEqual(['sent']);
  });

  test('without being told, it notices within half a minute', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack');
    page.answer(offline);
    await desk.queue(1, ['page']);
    await desk.clock.advance(6 * 3_600_000);
    page.answer(SENT);
    await desk.clock.advance(31_000);
    expect(desk.states(1)).toEqual(['sent']);
  });

  test('a channel that fails is not asked with every message that waits for it', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack');
    page.answer(offline);
    for (let n = 1; n <= 200; n += 1) await desk.queue(n, ['page'], n);
    await desk.clock.advance(60_000);
    expect(page.sent.length).toBeLessThan(30);
    expect(page.sent.length).toBeGreaterThan(3);
  });

  test('a dead channel does not delay another', async () => {
    const desk = createDesk();
    const dead = desk.channel('dead', 'readBack');
    const alive = desk.channel('alive', 'readBack');
    dead.answer(new Promise<Outcome>(() => {}));
    for (const n of [1, 2, 3]) await desk.queue(n, ['dead', 'alive'], n);
    expect(alive.sent).toHaveLength(3);
    expect(dead.sent).toHaveLength(1);
  });
});

describe('unknown', () => {
  test('a clock that counts fractions of a millisecond, as the real one does, stops neither a look nor a retry', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack', { settlingMs: 5_000 });
    const outbox = desk.begin({ clock: { ...desk.clock, monotonicMs: () => durationMs(desk.clock.monotonicMs() * 1.000_01) } });
    page.answer(ambiguous, offline, SENT);
    await desk.queue(1, ['page'], 1, outbox);
    await desk.clock.advance(60_000);
    expect(page.looked.length).toBeGreaterThan(0);
    expect([page.sent.length, desk.states(1)]).toEqual([3, ['sent']]);
  });

  test('a blind channel is never sent to again by itself; a person may do so once, with the same marker', async () => {
    const desk = createDesk();
    const mail = desk.channel('mail', 'blind');
    mail.answer(ambiguous);
    await desk.queue(1, ['mail']);
    await desk.clock.advance(24 * 3_600_000);
    expect(mail.sent).toHaveLength(1);
    const { seq } = first(desk.rows(1));
    desk.outbox.resolve(seq, false);
    await desk.clock.advance(0);
    expect(mail.sent.map(({ parcel }) => parcel.marker)).toEqual([mail.sent[0]?.parcel.marker, mail.sent[0]?.parcel.marker]);
    expect(desk.states(1)).toEqual(['unknown']);
    expect(() => desk.outbox.resolve(seq, false)).toThrow('a third copy is not sent');
    desk.outbox.resolve(seq, true);
    expect(desk.states(1)).toEqual(['sent']);
  });

  test('a readable channel is asked; what is not there counts as not sent only once it has settled', async () => {
    const desk = createDesk();
    const jira = desk.channel('jira', 'readBack', { settlingMs: 60_000 });
    jira.answer(ambiguous, SENT);
    await desk.queue(1, ['jira']);
    await desk.clock.advance(59_000);
    expect(jira.looked.length).toBeGreaterThan(0);
    expect(jira.sent).toHaveLength(1);
    await desk.clock.advance(3_000);
    expect(jira.sent).toHaveLength(2);
    expect(desk.states(1)).toEqual(['sent']);
  });

  test('what is found there was sent, with its link', async () => {
    const desk = createDesk();
    const jira = desk.channel('jira', 'readBack', { settlingMs: 60_000 });
    jira.answer(ambiguous);
    jira.found = { kind: 'sent', remote: { issue: 'OPS-1' }, thread: { issue: 'OPS-1' }, url: 'https://jira.test/OPS-1' };
    await desk.queue(1, ['jira']);
    await desk.clock.advance(2_000);
    expect(first(desk.rows(1))).toMatchObject({ state: 'sent', url: 'https://jira.test/OPS-1' });
    jira.answer(SENT);
    await desk.queue(2, ['jira']);
    expect(jira.sent.at(-1)?.parcel.thread).toEqual({ issue: 'OPS-1' });
  });

  test('the next update of an incident waits until it is known what became of the one before', async () => {
    const desk = createDesk();
    const jira = desk.channel('jira', 'readBack', { settlingMs: 60_000 });
    jira.answer(ambiguous, SENT);
    await desk.queue(1, ['jira']);
    await desk.queue(2, ['jira']);
    await desk.queue(3, ['jira'], 2);
    expect(jira.sent.map(({ parcel }) => parcel.update)).toEqual(['UPD-0001', 'UPD-0003']);
    await desk.clock.advance(62_000);
    expect(jira.sent.map(({ parcel }) => parcel.update)).toEqual(['UPD-0001', 'UPD-0003', 'UPD-0002']);
    expect(desk.states(1)).toEqual(['superseded']);
  });

  test('a keyed channel takes the same message again; where the next answer is no, the first may have arrived', async () => {
    const desk = createDesk();
    const hook = desk.channel('hook', 'keyed');
    hook.answer(ambiguous, { kind: 'refused', reason: 'gone', again: false });
    await desk.queue(1, ['hook']);
    await desk.clock.advance(5_000);
    expect(first(desk.rows(1))).toMatchObject({ state: 'unknown', reason: 'gone; an earlier attempt may have arrived' });
  });

  test('an adapter that hangs, or throws, leaves an unknown and not a dead channel', async () => {
    const desk = createDesk();
    const teams = desk.channel('teams', 'blind');
    teams.answer(new Promise<Outcome>(() => {}));
    await desk.queue(1, ['teams']);
    teams.send = async () => {
      throw new Error('a mistake');
    };
    await desk.clock.advance(61_000);
    await desk.queue(2, ['teams'], 2);
    expect(desk.states(1)).toEqual(['unknown']);
    expect(desk.states(2)).toEqual(['unknown']);
  });
});

describe('what a channel asks for', () => {
  test.each([[7_000, 7_000], [1e12, 900_000]])('waiting %i ms: never earlier, at most a tenth later, at most a quarter of an hour', async (asked, least) => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack');
    page.answer({ kind: 'refused', reason: '429', again: true, limited: true, retryAfterMs: durationMs(asked) }, SENT);
    await desk.queue(1, ['page']);
    await desk.queue(2, ['page'], 2);
    await desk.clock.advance(least * 1.1 + 2_000);
    const [one, two, three] = page.sent.map(({ atMs }) => atMs);
    expect((two ?? 0) - (one ?? 0)).toBeGreaterThanOrEqual(least);
    expect((two ?? 0) - (one ?? 0)).toBeLessThanOrEqual(least * 1.1 + 1);
    expect(three).toBe(two);
  });

  test('a message that fails eight times while others go is put aside; the control that was never refused goes', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack');
    page.send = async (parcel) => (parcel.update === 'UPD-0001' ? { kind: 'refused', reason: 'greylisted', again: true } : SENT);
    await desk.queue(1, ['page']);
    await desk.queue(2, ['page'], 2);
    await desk.clock.advance(2 * 3_600_000);
    expect(first(desk.rows(1))).toMatchObject({ state: 'failed', attempts: 8, reason: 'Given up after 8 tries: greylisted' });
    expect(desk.states(2)).toEqual(['sent']);
  });

  test('its pace is kept over a long queue, newest first', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack', { spacingMs: 1_000 });
    page.answer(new Promise<Outcome>(() => {}));
    for (let n = 1; n <= 60; n += 1) await desk.queue(n, ['page'], n);
    page.answer(SENT);
    await desk.clock.advance(120_000);
    const times = page.sent.map(({ atMs }) => atMs);
    for (const [n, at] of times.entries()) if (n > 0) expect(at - (times[n - 1] ?? 0)).toBeGreaterThanOrEqual(1_000);
    expect(page.sent[1]?.parcel.update).toBe('UPD-0060');
  });
});

describe('a person', () => {
  test('tries again what failed, and only that', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack');
    const slack = desk.channel('slack', 'readBack');
    page.answer({ kind: 'refused', reason: 'the key is not valid', again: false }, SENT);
    await desk.queue(1, ['page', 'slack']);
    desk.outbox.retry(first(desk.rows(1).filter(({ channel }) => channel === 'page')).seq);
    await desk.clock.advance(0);
    expect(desk.states(1)).toEqual(['sent', 'sent']);
    expect(slack.sent).toHaveLength(1);
  });

  test('cannot bring an old message behind a newer one', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack');
    page.answer({ kind: 'refused', reason: 'no', again: false }, SENT);
    await desk.queue(1, ['page']);
    await desk.queue(2, ['page']);
    expect(() => desk.outbox.retry(first(desk.rows(1)).seq)).toThrow('A newer update of this incident has gone');
  });

  test('decides over what somebody else changed there: ours is put only then', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack');
    page.send = async (parcel) => (parcel.replaces !== null ? SENT : { kind: 'differs', reason: 'somebody has resolved it there', theirs: { status: 'resolved' } });
    await desk.queue(1, ['page']);
    expect(first(desk.rows(1))).toMatchObject({ state: 'failed', theirs: '{"status":"resolved"}' });
    desk.outbox.retry(first(desk.rows(1)).seq, true);
    await desk.clock.advance(0);
    expect(first(desk.rows(1))).toMatchObject({ state: 'sent', theirs: null });
  });
});

describe('what somebody else did there', () => {
  const differs: Outcome = { kind: 'differs', reason: 'somebody has deleted it', theirs: { deleted: true } };
  test('is not believed while what we sent before may not be there to be read yet', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack', { settlingMs: 10_000 });
    page.answer(SENT, differs, SENT);
    await desk.queue(1, ['page']);
    await desk.clock.advance(4_000);
    await desk.queue(2, ['page']);
    expect(first(desk.rows(2))).toMatchObject({ state: 'queued', theirs: null, reason: 'what was sent before cannot be read there yet' });
    await desk.clock.advance(6_000);
    expect(desk.states(2)).toEqual(['sent']);
    expect(page.sent.map(({ atMs }) => atMs - (page.sent[0]?.atMs ?? 0))).toEqual([0, 4_000, 10_000]);
  });

  test('is said once it has settled, also after a restart, and where the clock was set back', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack', { settlingMs: 10_000 });
    page.answer(SENT, differs);
    await desk.queue(1, ['page']);
    await desk.clock.advance(9_000);
    await desk.queue(2, ['page'], 1, desk.begin());
    expect(desk.states(2)).toEqual(['queued']);
    desk.clock.step(-3_600_000);
    await desk.clock.advance(1_000);
    expect(first(desk.rows(2))).toMatchObject({ state: 'failed', theirs: '{"deleted":true}' });
  });
});

describe('two engines on one database', () => {
  test('each message goes once, whatever their clocks say', async () => {
    const desk = createDesk();
    const page = desk.channel('page', 'readBack', { spacingMs: 10 });
    page.answer(new Promise<Outcome>(() => {}));
    const one = desk.begin({ alone: false });
    const two = desk.begin({ alone: false });
    page.answer(SENT);
    for (let n = 1; n <= 100; n += 1) {
      await desk.queue(n, ['page'], n, n % 2 === 0 ? one : two);
      one.tick();
      two.tick();
    }
    await desk.clock.advance(60_000);
    expect(page.sent).toHaveLength(100);
    expect(new Set(page.sent.map(({ parcel }) => parcel.marker)).size).toBe(100);
  });

  test('what the other is sending is left to it while its heart beats, and is unknown once it does not', async () => {
    const desk = createDesk();
    const mail = desk.channel('mail', 'blind');
    mail.answer(new Promise<Outcome>(() => {}));
    const other = desk.begin({ alone: false });
    await desk.queue(1, ['mail'], 1, other);
    const ours = desk.begin({ alone: false });
    for (let second = 0; second < 40; second += 1) {
      await desk.clock.advance(1_000);
      if (second < 20) other.tick();
      ours.tick();
      if (second < 38) expect(desk.states(1), `after ${second} s`).toEqual(['sending']);
    }
    await desk.clock.advance(5_000);
    ours.tick();
    expect(first(desk.rows(1))).toMatchObject({ state: 'unknown', reason: 'Holdfast ended while it was being sent' });
  });
});
