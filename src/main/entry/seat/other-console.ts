import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { checkOutput } from '../../../shared/client/check-output.ts';
import { requestFor, send } from '../../../shared/client/http-client.ts';
import type { ShellMethods } from '../engine-protocol.ts';

const MEET_TIMEOUT_MS = 5_000;
const FETCH_TIMEOUT_MS = 300_000;

/** The engine from which this console took over, as the one that acts now reaches it: with the seat that this console had there. */
export function createOtherConsole(ask: typeof fetch, headers: Record<string, string>): Pick<ShellMethods, 'meetOther' | 'fetchOther'> {
  const askAs =
    (timeoutMs: number): typeof fetch =>
    (path, init) =>
      ask(path, { ...init, headers: { ...(init?.headers as Record<string, string>), ...headers }, signal: AbortSignal.timeout(timeoutMs) });
  return {
    meetOther: async (told) => {
      const answer = checkOutput('console.meet', await send(askAs(MEET_TIMEOUT_MS), requestFor('console.meet', told)));
      return answer.ok ? answer.value : null;
    },
    fetchOther: async (to) => {
      try {
        const response = await askAs(FETCH_TIMEOUT_MS)('/api/v1/copy');
        if (!response.ok || response.body === null) return false;
        mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
        await pipeline(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), createWriteStream(to, { mode: 0o600 }));
        return true;
      } catch {
        rmSync(to, { force: true });
        return false;
      }
    },
  };
}
