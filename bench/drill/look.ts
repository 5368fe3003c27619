import { Resolver } from 'node:dns/promises';
import { DEMO_NAME } from '../../src/main/demo/dns-zone.ts';
import { sleep } from '../lib/folder.ts';
import type { Person } from './stage.ts';

const LOOK_EVERY_MS = 15;

/** The moment in which something was first so; rejects when it does not become so in time. Looks again and again, from outside. */
export async function whenSo(what: string, look: () => Promise<boolean>, patienceMs: number): Promise<number> {
  const from = performance.now();
  for (;;) {
    if (await look()) return performance.now();
    if (performance.now() - from > patienceMs) throw new Error(`not so within ${patienceMs / 1_000} s: ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Whether each of these servers leads the API’s name to this address. */
export async function allLeadTo(servers: readonly string[], address: string): Promise<boolean> {
  const answers = await Promise.all(
    servers.map(async (server) => {
      const resolver = new Resolver({ timeout: 500, tries: 1 });
      resolver.setServers([server]);
      return resolver.resolve4(DEMO_NAME).then((found) => found.join(), () => '');
    }),
  );
  return answers.every((found) => found === address);
}

/** The demo is as it should be, and Holdfast has seen it. */
export async function calm(person: Person, plan = 'to-second'): Promise<void> {
  await whenSo('all signals are live and none is breached', async () => {
    const { items } = await person.get<{ items: { freshness: string; breach: { count: number } }[] }>('/signals?limit=200');
    return items.length > 0 && items.every(({ freshness, breach }) => freshness === 'live' && breach.count === 0);
  }, 120_000);
  await whenSo('the plan is looked at', async () => (await person.get<{ preflight: { at: string | null } }>(`/plans/${plan}`)).preflight.at !== null, 60_000);
}
