import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Answer {
  readonly status: number;
  /** Sent as JSON; nothing is sent where it is undefined. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of somebody else, handed on as they are and not held to the vendor's description. */
  readonly raw?: string;
}

const bytesOf = ({ raw, body }: Answer): Buffer => Buffer.from(raw ?? (body === undefined ? '' : JSON.stringify(body)));

export function send(response: ServerResponse, answer: Answer): void {
  const bytes = bytesOf(answer);
  response.writeHead(answer.status, { ...(bytes.length > 0 ? { 'Content-Type': 'application/json' } : {}), 'Content-Length': String(bytes.length), ...answer.headers });
  response.end(bytes);
}

/** Half of the body of an answer that says how long it is. */
export async function sendHalf(response: ServerResponse, answer: Answer): Promise<void> {
  const bytes = bytesOf(answer);
  response.writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers, 'Content-Length': String(bytes.length) });
  await new Promise<void>((resolve) => response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => resolve()));
}

function* endlessArray(): Generator<string> {
  yield '[';
  const block = `"${' '.repeat(65_534)}",`;
  for (;;) yield block;
}

/** JSON as long as anybody listens. */
export async function sendEndless(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  await pipeline(Readable.from(endlessArray()), response).catch(() => {});
}
