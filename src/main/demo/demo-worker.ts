/** Entry of the demo's own thread: the API, its name servers and its traffic run here, away from the engine and the shell. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertPresent } from '../../shared/model/result.ts';
import { startDemoWorld } from './demo-world.ts';
import type { DemoWorkerData, FromDemoWorker, ToDemoWorker } from './worker-messages.ts';

const host = assertPresent(parentPort, 'demo-worker runs as a worker thread');
const say = (message: FromDemoWorker): void => host.postMessage(message);
const { tsigSecret, token, nameServers, pileJobs } = workerData as DemoWorkerData;

const world = await startDemoWorld({
  random: Math.random,
  tsigSecret: Buffer.from(tsigSecret),
  token,
  ...(nameServers === null ? {} : { nameServers: { ...nameServers, primary: { ...nameServers.primary, key: { ...nameServers.primary.key, secret: Buffer.from(nameServers.primary.key.secret) } }, close: () => Promise.resolve() } }),
  ...(pileJobs === null ? {} : { pileJobs }),
});
host.on('message', (message: ToDemoWorker) => {
  const { seq } = message;
  (message.kind === 'reset' ? world.reset() : world.setFault(message.fault, message.active)).then(
    () => say({ kind: 'done', seq }),
    (error: unknown) => say({ kind: 'failed', seq, message: error instanceof Error ? error.message : String(error) }),
  );
});
const { apiPort, controlPort, resolverPort, nameServers: servers, hasSecondRegion } = world;
say({ kind: 'ready', ports: { apiPort, controlPort, resolverPort, nameServers: servers, hasSecondRegion } });
