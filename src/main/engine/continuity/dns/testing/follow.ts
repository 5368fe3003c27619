import { nsupdate } from './bind-pair.ts';

const LOOK_EVERY_MS = 10;

/** A provider's own name server, which follows what the provider's API has: one message for each change, as a provider's do. Resolves once it has stopped. */
export function follow(server: string, name: string, values: () => readonly string[]): () => Promise<void> {
  const state = { told: values().join(), isRunning: true };
  const loop = (async () => {
    while (state.isRunning) {
      const now = values();
      if (now.length > 0 && now.join() !== state.told) {
        await nsupdate(server, [`update delete ${name}. A`, ...now.map((value) => `update add ${name}. 60 A ${value}`)]);
        state.told = now.join();
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  })();
  return async () => {
    state.isRunning = false;
    await loop;
  };
}
