import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

interface SinkMessage {
  readonly key: string;
  readonly body: { readonly id: string; readonly update: string; readonly purpose: string; readonly title: string; readonly body: string };
}

export interface FakeSink {
  readonly url: string;
  readonly received: readonly SinkMessage[];
  /** What was wrong with a request: another method, no key, a signature that is not of this body. */
  readonly refused: readonly string[];
  /** How it answers; 200 unless told. */
  status: number;
  stop(): Promise<void>;
}

/** A receiver of generic webhooks that takes only what is signed with the secret. */
export async function startSink(secret: string): Promise<FakeSink> {
  const received: SinkMessage[] = [];
  const refused: string[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const key = request.headers['idempotency-key'];
      const signed = `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
      const wrong = request.method !== 'POST' ? `${String(request.method)} is not allowed` : typeof key !== 'string' ? 'no Idempotency-Key' : request.headers['x-holdfast-signature'] !== signed ? 'the signature is of another body' : null;
      if (wrong !== null) {
        refused.push(wrong);
        response.writeHead(400).end(wrong);
        return;
      }
      if (fake.status < 300) received.push({ key: String(key), body: JSON.parse(text) as SinkMessage['body'] });
      response.writeHead(fake.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeSink = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/updates`,
    received,
    refused,
    status: 200,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}
