/** Entry of the demo's own thread: the API, its name server and its traffic run here, away from the engine and the shell. */
import { parentPort } from 'node:worker_threads';
import { assertPresent } from '../../shared/model/result.ts';
import { startDemoWorld } from './demo-world.ts';
import type { FromDemoWorker, ToDemoWorker } from './worker-messages.ts';

const host = assertPresent(parentPort, 'demo-worker runs as a worker thread');
const say = (message: FromDemoWorker): void => host.postMessage(message);

const world = await startDemoWorld(Math.random);
host.on('message', ({ seq, fault, active }: ToDemoWorker) => {
  world.setFault(fault, active).then(
    () => say({ kind: 'done', seq }),
    (error: unknown) => say({ kind: 'failed', seq, message: error instanceof Error ? error.message : String(error) }),
  );
});
say({ kind: 'ready', apiPort: world.apiPort, dnsPort: world.dnsPort });
