import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { nowMs } from '../lib/folder.ts';

/** A request that came, with what it tells of. */
export interface Came {
  readonly path: string;
  readonly ids: readonly string[];
  readonly key: string | null;
  readonly atMs: number;
}

export interface Sink {
  readonly url: string;
  readonly came: readonly Came[];
  /** Paths that take every connection and answer nobody. */
  readonly dark: Set<string>;
  /** Asked before each answer: what to say, or null for 200; `held` says nothing. */
  answer: (came: Came) => { readonly status: number; readonly headers: Readonly<Record<string, string>> } | 'held' | null;
  stop(): Promise<void>;
}

/** What an update of ours, or the alerts of an Alertmanager, are told apart by. */
function idsIn(body: string): string[] {
  const { update, alerts } = JSON.parse(body) as { readonly update?: string; readonly alerts?: readonly { readonly labels: { readonly id: string } }[] };
  return update === undefined ? (alerts ?? []).map(({ labels }) => labels.id) : [update];
}

/** Where both send to. */
export async function startSink(): Promise<Sink> {
  const came: Came[] = [];
  const server = http.createServer((request, response) => {
    const atMs = nowMs();
    const path = request.url ?? '';
    const key = request.headers['idempotency-key'];
    const take = async (): Promise<void> => {
      const one: Came = { path, ids: idsIn(await text(request)), key: typeof key === 'string' ? key : null, atMs };
      came.push(one);
      const said = sink.dark.has(path) ? 'held' : sink.answer(one);
      if (said !== 'held') response.writeHead(said?.status ?? 200, said?.headers ?? {}).end();
    };
    take().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const sink: Sink = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, came, dark: new Set(), answer: () => null,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return sink;
}
