import { z } from 'zod';
import { Term } from '../../shared/model/console.ts';

const Health = z.object({ term: Term });

/** The term that the console at an address says to everybody; null where it does not answer, or says none. */
export async function askTerm(address: string, ask: typeof fetch): Promise<number | null> {
  try {
    const response = await ask(new URL('/healthz', address), { redirect: 'error', signal: AbortSignal.timeout(2_000) });
    return Health.safeParse(await response.json()).data?.term ?? null;
  } catch {
    return null;
  }
}
