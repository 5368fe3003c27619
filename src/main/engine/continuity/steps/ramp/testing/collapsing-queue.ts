import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/**
 * An API with users, and a queue of jobs that all call it. Over its capacity it spends its time on requests that are given up: the more
 * of them, the less it gets done, and whoever is refused asks again. Released at once, a backlog keeps it down by itself. Time is given
 * from outside, in steps of a second.
 */
const CAPACITY = 500;
const USERS = 200;
/** Jobs that its workers would start in a second at 100 %. */
const WORKERS = 800;
/** What a request costs that is given up half-way, against one that is answered. */
const WASTE = 0.8;
const RETRIED = 0.9;

export class CollapsingQueue {
  waiting: number;
  percent: number;
  /** Over everything since the start. */
  asked = 0;
  failed = 0;
  readonly rates: number[] = [];
  #retries = 0;
  #failing = 0;
  readonly #server: Server;

  constructor(waiting: number, percent: number) {
    [this.waiting, this.percent] = [waiting, percent];
    this.#server = createServer((request, response) => {
      void (async () => {
        const body = await text(request);
        if (request.method === 'PUT') {
          this.percent = Number(body);
          this.rates.push(this.percent);
          response.end();
        } else response.end(this.#failing < 0.01 ? 'well' : `failing ${this.#failing}`);
      })();
    });
  }

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  get errorRate(): number {
    return this.failed / this.asked;
  }

  second(): void {
    const jobs = Math.min(this.waiting, (WORKERS * this.percent) / 100);
    const asked = USERS + jobs + this.#retries;
    const over = Math.max(0, asked - CAPACITY);
    const answered = Math.max(0, Math.min(asked, CAPACITY - over * WASTE));
    const share = answered / asked;
    this.#failing = 1 - share;
    this.asked += asked;
    this.failed += asked - answered;
    // A job that fails goes back to the queue; a user who is refused asks again.
    this.waiting -= jobs * share;
    this.#retries = (asked - jobs) * this.#failing * RETRIED;
    if (this.waiting < 0.5) this.waiting = 0;
  }
}
