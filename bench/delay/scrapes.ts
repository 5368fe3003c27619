import { sleep } from '../lib/folder.ts';
import type { LimitedSignal } from './demo.ts';

interface Answer {
  readonly data: { readonly result: readonly { readonly values?: readonly (readonly [seconds: number, value: string])[]; readonly value?: readonly [seconds: number, value: string] }[] };
}

const ATTEMPTS = 10;
const PAUSE_MS = 500;

/**
 * When a rule was satisfied by what Prometheus itself knows, asked afterwards for each of its scrapes: nothing of Holdfast is in it.
 * Null where it was not within some seconds. A rate at the instant of a scrape and a moment later stands on other samples, so that
 * Holdfast may be a scrape ahead or behind where a value only just crosses its limit.
 */
export async function satisfyingScrape(url: string, signal: LimitedSignal, fromMs: number): Promise<number | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await findScrape(url, signal, fromMs);
    if (found !== null) return found;
    await sleep(PAUSE_MS);
  }
  return null;
}

async function findScrape(url: string, { query, above, below, consecutive }: LimitedSignal, fromMs: number): Promise<number | null> {
  const ask = async (parameters: Record<string, string>): Promise<Answer['data']['result']> => {
    const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body: new URLSearchParams(parameters) });
    if (!response.ok) throw new Error(`the demo's Prometheus answered ${response.status}`);
    return ((await response.json()) as Answer).data.result;
  };
  // The samples of a series carry the instants of the scrapes.
  const [up] = await ask({ query: 'up[2m]' });
  let fails = 0;
  for (const [seconds] of up?.values ?? []) {
    if (seconds * 1_000 < fromMs) continue;
    const [found] = await ask({ query, time: String(seconds) });
    const value = Number(found?.value?.[1] ?? Number.NaN);
    fails = value > (above ?? Infinity) || value < (below ?? -Infinity) ? fails + 1 : 0;
    if (fails === consecutive) return seconds * 1_000;
  }
  return null;
}
