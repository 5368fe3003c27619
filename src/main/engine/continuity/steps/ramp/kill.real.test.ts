import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { StepConfig } from '../../../../../shared/model/continuity/step-config.ts';
import { Lives } from '../../runs/testing/lives.ts';

const LIMIT_MS = 120_000;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Kills the process that ramps once, at the moment that is named, and lets another one go on. */
async function killed(when: 'beforeSet' | 'afterSet' | 'holding') {
  const rates: number[] = [];
  let kill: (() => void) | null = null;
  const isDue = (): boolean => kill !== null;
  const strike = (): void => {
    kill?.();
    kill = null;
  };
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      if (request.method === 'PUT') {
        const isMine = body === '25' && isDue();
        if (isMine && when === 'beforeSet') return strike();
        rates.push(Number(body));
        if (isMine && when === 'afterSet') return strike();
      } else if (isDue() && when === 'holding' && rates.at(-1) === 25 && request.url === '/integrity') return strike();
      response.end('well');
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;
  const step = StepConfig.parse({ id: 'raise', kind: 'ramp', set: { method: 'PUT', url: `${url}/rate`, body: '{{rung}}' }, dwell: '300ms', while: [{ http: { url: `${url}/health` } }], integrity: { http: { url: `${url}/integrity` } } });
  using lives = new Lives({ text: { steps: [step], values: {}, programs: [], providers: [], tiers: [], confirmed: {} }, careless: false, unguarded: false });
  kill = () => lives.kill();
  return { first: await lives.live(), second: await lives.live(), rates };
}

describe('a ramp whose process is killed with -9', () => {
  it('as a value is being set, before it arrives and after, and while it is held: goes on at what is known to be set, and leaves out no value', { timeout: LIMIT_MS }, async () => {
    const [before, after, holding] = await Promise.all((['beforeSet', 'afterSet', 'holding'] as const).map(killed));
    expect(before).toEqual({ first: 'SIGKILL', second: 'done', rates: [5, 5, 25, 50, 100] });
    expect(after).toEqual({ first: 'SIGKILL', second: 'done', rates: [5, 25, 5, 25, 50, 100] });
    expect(holding).toEqual({ first: 'SIGKILL', second: 'done', rates: [5, 25, 25, 50, 100] });
  });
});
