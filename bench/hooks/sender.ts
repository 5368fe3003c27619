import { Agent, request } from 'node:http';
import { sleep } from '../lib/folder.ts';
import { percentiles, type Percentiles } from '../lib/stats.ts';
import { messageOf, type Shape } from './alerts.ts';

/** What is to be sent, and where to. */
export interface SendOrder {
  readonly url: string;
  readonly token: string;
  readonly shape: Shape;
  readonly alerts: number;
  readonly perSecond: number;
  /** Alerts in one message. */
  readonly perMessage: number;
}

export interface SendResult {
  readonly messages: number;
  /** Messages by the status they were answered with; "failed" = the connection was. Nothing is sent twice. */
  readonly answers: Readonly<Record<string, number>>;
  /** From the beginning of a message to the end of its answer. */
  readonly answerMs: Percentiles;
  readonly tookMs: number;
}

const CONNECTIONS = 64;
const EVERY_MS = 5;
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function post({ url, token }: SendOrder, body: string): Promise<string> {
  return new Promise((resolve) => {
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), authorization: `Bearer ${token}` } }, (response) => {
      response.resume();
      response.once('end', () => resolve(String(response.statusCode)));
      response.once('error', () => resolve('failed'));
    });
    sent.once('error', () => resolve('failed'));
    sent.end(body);
  });
}

/** Keeps to the pace by the clock, whatever the answers take: what falls behind is caught up with. */
async function send(order: SendOrder): Promise<SendResult> {
  const { shape, alerts, perSecond, perMessage } = order;
  const startsAt = new Date(Date.now() - 60_000).toISOString();
  const answers: Record<string, number> = {};
  const took: number[] = [];
  const pending: Promise<void>[] = [];
  const sendOne = async (body: string): Promise<void> => {
    const at = performance.now();
    const status = await post(order, body);
    answers[status] = (answers[status] ?? 0) + 1;
    took.push(performance.now() - at);
  };
  const started = performance.now();
  let sent = 0;
  while (sent < alerts) {
    const due = Math.min(alerts, ((performance.now() - started) / 1_000) * perSecond + perMessage);
    for (; sent + perMessage <= due; sent += perMessage) {
      pending.push(sendOne(messageOf(shape, sent, perMessage, startsAt)));
    }
    await sleep(EVERY_MS);
  }
  await Promise.all(pending);
  return { messages: took.length, answers, answerMs: percentiles(took), tookMs: performance.now() - started };
}

process.on('message', (order: SendOrder) => void send(order).then((result) => process.send?.(result)));
process.on('disconnect', () => process.exit(0));
