import type { ClientOutcome } from './name-client.ts';
import { JOB_KINDS, JOBS, type JobKind } from './services.ts';

/** Jobs that the workers take in a second at 100 %. */
export const FULL_RATE = 200;
const DISPATCH_MS = 25;
/** So many jobs are under way at most; each has one request on its way at a time. */
const MOST_UNDER_WAY = 600;
const ATTEMPTS = 3;
const RETRY_MS = 200;
/** Where nothing can be connected to, trying faster than this helps nobody. */
const UNREACHABLE_RATE = 5;
const UNREACHABLE_STREAK = 10;
/** Beyond it jobs are refused and counted as failed, so that memory stays bounded. */
const LONGEST_QUEUE = 250_000;

export interface Job {
  readonly id: number;
  readonly kind: JobKind;
  readonly since: number;
}

interface Waiting {
  readonly waiting: number;
  readonly oldestSeconds: number;
}
export interface QueueStatus extends Waiting {
  readonly kinds: readonly (Waiting & { readonly kind: JobKind })[];
  /** Per cent of the full rate. */
  readonly rate: number;
  /** New jobs go to the emergency queue. */
  readonly diverted: boolean;
  readonly working: boolean;
  readonly underWay: number;
  readonly done: number;
  readonly emergency: Waiting;
}

/** Jobs in order of arrival: taken from the front, put back at the end. */
class Line {
  #jobs: Job[] = [];
  #head = 0;
  #counts = new Map<JobKind, number>();

  add(job: Job): void {
    this.#jobs.push(job);
    this.#counts.set(job.kind, this.length(job.kind) + 1);
  }

  take(): Job | undefined {
    const job = this.#jobs[this.#head];
    if (job === undefined) return undefined;
    this.#head += 1;
    if (this.#head > 5_000) {
      this.#jobs = this.#jobs.slice(this.#head);
      this.#head = 0;
    }
    this.#counts.set(job.kind, this.length(job.kind) - 1);
    return job;
  }

  length(kind?: JobKind): number {
    return kind === undefined ? this.#jobs.length - this.#head : (this.#counts.get(kind) ?? 0);
  }

  /** Of each kind, since when its oldest job waits. What came back to the end is older than what stands before it, so all are looked at. */
  oldest(): ReadonlyMap<JobKind, number> {
    const oldest = new Map<JobKind, number>();
    for (let at = this.#head; at < this.#jobs.length; at += 1) {
      const job = this.#jobs[at];
      if (job !== undefined && job.since < (oldest.get(job.kind) ?? Number.POSITIVE_INFINITY)) oldest.set(job.kind, job.since);
    }
    return oldest;
  }

  ends(kind: JobKind): { readonly first: Job; readonly last: Job } | null {
    const first = this.#jobs.find((job, at) => at >= this.#head && job.kind === kind);
    const last = this.#jobs.findLast((job, at) => at >= this.#head && job.kind === kind);
    return first === undefined || last === undefined ? null : { first, last };
  }

  /** Those that fit, in the order of the line; they wait here no more. */
  takeAll(fits: (job: Job) => boolean): readonly Job[] {
    const waiting = this.#jobs.slice(this.#head);
    this.clear();
    for (const job of waiting) if (!fits(job)) this.add(job);
    return waiting.filter(fits);
  }

  /** The jobs of a kind in the other order, each in the place of another one of them. */
  reverse(kind: JobKind): void {
    const waiting = this.#jobs.slice(this.#head);
    const ofKind = waiting.filter((job) => job.kind === kind);
    this.clear();
    for (const job of waiting) this.add(job.kind === kind ? (ofKind.pop() ?? job) : job);
  }

  clear(): void {
    this.#jobs = [];
    this.#head = 0;
    this.#counts = new Map();
  }
}

/** What becomes of the jobs of a kind that wait. */
export interface Decision {
  readonly action: 'run' | 'park' | 'expire';
  readonly order: 'oldestFirst' | 'newestFirst';
  /** Older ones are thrown away; 0: none is. */
  readonly expireAfterSeconds: number;
}

interface QueueDeps {
  /** One request for a job, and how it ended. */
  readonly perform: (job: Job) => Promise<ClientOutcome>;
  /** Hears of each job that was done, and of each that was not and waits again. */
  readonly count: (kind: JobKind, done: boolean) => void;
  readonly nowMs?: () => number;
}

/**
 * The job queue. Its workers take jobs at a rate, not as the API can: what they ask for and do not get in time they ask for again,
 * and what failed thrice waits again at the end. So a backlog that is let go at once upon an API with cold caches keeps it down.
 */
export class JobQueue {
  readonly #line = new Line();
  readonly #emergency = new Line();
  readonly #deps: QueueDeps;
  readonly #nowMs: () => number;
  readonly #timer: NodeJS.Timeout;
  #lastId = 0;
  #added = 0;
  #expired = 0;
  #done = 0;
  #underWay = 0;
  #ratePercent = 100;
  #diverted = false;
  #working = true;
  #credit = 0;
  #creditAt: number;
  #unreachable = 0;
  /** Of before the last reset; what is under way from then is not counted. */
  #era = 0;

  constructor(deps: QueueDeps) {
    this.#deps = deps;
    this.#nowMs = deps.nowMs ?? (() => performance.now());
    this.#creditAt = this.#nowMs();
    this.#timer = setInterval(() => this.#dispatch(), DISPATCH_MS).unref();
  }

  /** `later`: to the emergency queue, as all jobs while they are diverted. */
  add(kind: JobKind, later = false): void {
    if (this.#line.length() + this.#emergency.length() >= LONGEST_QUEUE) return this.#deps.count(kind, false);
    this.#added += 1;
    this.#lastId += 1;
    (this.#diverted || later ? this.#emergency : this.#line).add({ id: this.#lastId, kind, since: this.#nowMs() });
  }

  /** Many at once, half of them mail, as an outage leaves them. */
  pile(jobs: number): void {
    for (let index = 0; index < jobs; index += 1) this.add((['mail', 'payments', 'mail', 'thumbnails'] as const)[index % 4] ?? 'mail');
  }

  setWorking(working: boolean): void {
    this.#working = working;
  }

  setRate(percent: number): void {
    this.#ratePercent = percent;
  }

  setDiverted(diverted: boolean): void {
    this.#diverted = diverted;
  }

  /** Back from the emergency queue to the end of the line; payments only at a person's word. Tells how many. */
  replay({ payments }: { readonly payments: boolean }): number {
    let replayed = 0;
    for (let left = this.#emergency.length(); left > 0; left -= 1) {
      const job = this.#emergency.take();
      if (job === undefined) break;
      const back = JOBS[job.kind].idempotent || payments;
      (back ? this.#line : this.#emergency).add(job);
      if (back) replayed += 1;
    }
    return replayed;
  }

  /** Carries out what was decided about the jobs of a kind that wait. */
  decide(kind: JobKind, { action, order, expireAfterSeconds }: Decision): void {
    const tooOld = this.#nowMs() - expireAfterSeconds * 1_000;
    this.#expired += this.#line.takeAll((job) => job.kind === kind && (action === 'expire' || (expireAfterSeconds > 0 && job.since < tooOld))).length;
    if (action === 'park') for (const job of this.#line.takeAll((each) => each.kind === kind)) this.#emergency.add(job);
    // They stand in the order of their arrival unless it was turned before.
    const ends = this.#line.ends(kind);
    if (ends !== null && ends.first.id < ends.last.id !== (order === 'oldestFirst')) this.#line.reverse(kind);
  }

  status(): QueueStatus {
    const now = this.#nowMs();
    const ageOf = (since: number | undefined): number => (since === undefined ? 0 : Math.round((now - since) / 100) / 10);
    const whole = (line: Line, oldest: ReadonlyMap<JobKind, number>): Waiting => ({ waiting: line.length(), oldestSeconds: Math.max(0, ...[...oldest.values()].map(ageOf)) });
    const oldest = this.#line.oldest();
    return {
      ...whole(this.#line, oldest),
      kinds: JOB_KINDS.map((kind) => ({ kind, waiting: this.#line.length(kind), oldestSeconds: ageOf(oldest.get(kind)) })),
      rate: this.#ratePercent,
      diverted: this.#diverted,
      working: this.#working,
      underWay: this.#underWay,
      done: this.#done,
      emergency: whole(this.#emergency, this.#emergency.oldest()),
    };
  }

  /** Jobs that are neither done nor anywhere. */
  lost(): number {
    return this.#added - this.#done - this.#expired - this.#underWay - this.#line.length() - this.#emergency.length();
  }

  /** As at the start: nothing waits, and all is let through. */
  reset(): void {
    this.#line.clear();
    this.#emergency.clear();
    [this.#added, this.#done, this.#expired, this.#underWay, this.#credit, this.#unreachable] = [0, 0, 0, 0, 0, 0];
    this.#era += 1;
    [this.#ratePercent, this.#diverted, this.#working] = [100, false, true];
  }

  close(): void {
    clearInterval(this.#timer);
    this.#working = false;
    this.#era += 1;
  }

  #dispatch(): void {
    const now = this.#nowMs();
    const full = (FULL_RATE * this.#ratePercent) / 100;
    const perSecond = this.#unreachable >= UNREACHABLE_STREAK ? Math.min(UNREACHABLE_RATE, full) : full;
    // What was not used is not saved up for more than a quarter of a second.
    this.#credit = Math.min(this.#credit + ((now - this.#creditAt) / 1_000) * perSecond, Math.max(1, perSecond / 4));
    this.#creditAt = now;
    if (perSecond === 0) return;
    while (this.#working && this.#credit >= 1 && this.#underWay < MOST_UNDER_WAY) {
      const job = this.#line.take();
      if (job === undefined) return;
      this.#credit -= 1;
      this.#underWay += 1;
      void this.#work(job, this.#era);
    }
  }

  async #work(job: Job, era: number): Promise<void> {
    const outcome = await this.#tryHard(job, era);
    if (era !== this.#era) return;
    this.#underWay -= 1;
    if (outcome === 'ok') this.#done += 1;
    // Nobody knows whether it was paid: to pay again takes a person's word.
    else if (outcome === 'timeout' && !JOBS[job.kind].idempotent) this.#emergency.add(job);
    else this.#line.add(job);
    this.#deps.count(job.kind, outcome === 'ok');
  }

  async #tryHard(job: Job, era: number): Promise<ClientOutcome> {
    let outcome: ClientOutcome = 'unreachable';
    for (let attempt = 1; attempt <= ATTEMPTS && era === this.#era; attempt++) {
      if (attempt > 1) await new Promise((resolve) => void setTimeout(resolve, RETRY_MS).unref());
      outcome = await this.#deps.perform(job);
      const lost = outcome === 'unreachable' || outcome === 'unresolved';
      this.#unreachable = lost ? this.#unreachable + 1 : 0;
      if (outcome === 'ok' || lost || (outcome === 'timeout' && !JOBS[job.kind].idempotent)) return outcome;
    }
    return outcome;
  }
}
