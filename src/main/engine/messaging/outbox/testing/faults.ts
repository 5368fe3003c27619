import { durationMs } from '../../../../../shared/model/units.ts';
import type { LookedUp, Outcome } from '../channel.ts';
import { retryAfterMs } from '../retry-after.ts';

/** What a fault can do while a request is under way. */
export interface Under {
  wait(ms: number): Promise<void>;
  /** The vendor has the message now. */
  take(lagMs?: number): void;
  /** `kill -9`: nothing of this engine happens any more. */
  kill(): Promise<never>;
  /** The next commit of the outbox fails; with `die`, the process ends in the middle of it. */
  breakCommit(die: boolean): void;
  stepClock(ms: number): void;
  /** The channel answers nobody for so long. */
  goDark(ms: number): void;
  readonly lagMs: number;
  readonly nowMs: number;
}

type SendFault = (under: Under) => Promise<Outcome>;
type LookFault = (under: Under) => Promise<LookedUp>;

export const arrived: Outcome & LookedUp = { kind: 'sent', remote: null, url: null };
const notReached = (reason: string): Outcome => ({ kind: 'notReached', reason });
const ambiguous = (reason: string): Outcome => ({ kind: 'ambiguous', reason });
const refused = (reason: string): Outcome => ({ kind: 'refused', reason, again: false });
const limited = (under: Under, header: string | null): Outcome => ({ kind: 'refused', reason: 'too many requests', again: true, limited: true, retryAfterMs: retryAfterMs(header, null, under.nowMs) });

const before = (ms: number, outcome: Outcome): SendFault => async (under) => (await under.wait(ms), outcome);
const taken = (ms: number, outcome: Outcome): SendFault => async (under) => {
  await under.wait(20);
  under.take();
  await under.wait(ms);
  return outcome;
};

/** A request that is answered as it should be. */
export const well: SendFault = async (under) => {
  await under.wait(30);
  under.take();
  await under.wait(20);
  return arrived;
};

/** The points where a request can fail, from before it connects to after the vendor's answer and before our own commit. */
export const SEND_FAULTS: Readonly<Record<string, SendFault>> = {
  'no name server answers': before(5_000, notReached('the name cannot be resolved')),
  'the name does not exist': before(10, notReached('the name does not exist')),
  'connection refused': before(1, notReached('connection refused')),
  'no connection in time': before(10_000, notReached('no connection in time')),
  'bad certificate': before(50, notReached('its certificate has expired')),
  'TLS breaks off': before(50, notReached('TLS broke off')),
  'connection closed before the request': before(20, notReached('closed')),
  'cut within the headers': before(20, ambiguous('the connection broke off')),
  'cut within the body': before(25, ambiguous('the connection broke off')),
  'vendor dies with the request': before(500, ambiguous('the connection broke off')),
  '500 before it was taken': before(200, ambiguous('500')),
  '503 before it was taken': async (under) => (await under.wait(100), { ...ambiguous('503'), retryAfterMs: durationMs(3_000) }) as Outcome,
  '429 with seconds': async (under) => (await under.wait(20), limited(under, '7')),
  '429 with a date': async (under) => (await under.wait(20), limited(under, new Date(under.nowMs + 9_000).toUTCString())),
  '429 without a word': async (under) => (await under.wait(20), limited(under, null)),
  '429 with rubbish': async (under) => (await under.wait(20), limited(under, 'soon')),
  '429 with a million years': async (under) => (await under.wait(20), limited(under, '1000000000')),
  '429 with less than nothing': async (under) => (await under.wait(20), limited(under, '-5')),
  '420': async (under) => (await under.wait(20), limited(under, '60')),
  '401, then renewed': before(20, { kind: 'refused', reason: 'the key is not valid', again: true }),
  '400': before(20, refused('the message cannot be read')),
  '403': before(20, refused('a scope is missing')),
  '404': before(20, refused('no such place')),
  'taken, then reset': taken(5, ambiguous('reset')),
  'taken, then 500': taken(50, ambiguous('500')),
  'taken, then 502 with a page': taken(50, ambiguous('502')),
  'taken, then 504': taken(30_000, ambiguous('504')),
  'taken, then silence': taken(90_000, arrived),
  'taken, then half an answer': taken(20, ambiguous('half an answer')),
  'taken, then rubbish': taken(20, ambiguous('rubbish')),
  'taken, then a redirect': taken(20, ambiguous('a redirect')),
  'taken, answered late': taken(55_000, arrived),
  'taken, read much later': async (under) => {
    await under.wait(20);
    under.take(under.lagMs);
    return ambiguous('reset');
  },
  'the adapter throws': async (under) => {
    await under.wait(20);
    under.take();
    throw new Error('a mistake of ours');
  },
  'killed before the first byte': (under) => under.kill(),
  'killed within the request': async (under) => (await under.wait(20), under.kill()),
  'killed once it was taken': async (under) => {
    await under.wait(20);
    under.take();
    return under.kill();
  },
  'killed after the answer, before our commit': async (under) => {
    await well(under);
    return under.kill();
  },
  'killed within our commit': async (under) => {
    const outcome = await well(under);
    under.breakCommit(true);
    return outcome;
  },
  'the disk refuses our commit': async (under) => {
    const outcome = await well(under);
    under.breakCommit(false);
    return outcome;
  },
  'the clock jumps an hour ahead': async (under) => {
    const outcome = await taken(50, ambiguous('reset'))(under);
    under.stepClock(3_600_000);
    return outcome;
  },
  'the clock jumps an hour back': async (under) => {
    const outcome = await taken(50, ambiguous('reset'))(under);
    under.stepClock(-3_600_000);
    return outcome;
  },
  'dark for six hours': async (under) => {
    under.goDark(6 * 3_600_000);
    await under.wait(1_000);
    return ambiguous('no answer');
  },
};

export const LOOK_FAULTS: Readonly<Record<string, LookFault>> = {
  'asking fails': async (under) => (await under.wait(20), { kind: 'cannotTell', reason: '500' }),
  'asking is limited': async (under) => (await under.wait(20), { kind: 'cannotTell', reason: '429', retryAfterMs: durationMs(5_000) }),
  'asking hangs': async (under) => (await under.wait(90_000), { kind: 'absent' }),
  'killed while asking': async (under) => (await under.wait(20), under.kill()),
};
