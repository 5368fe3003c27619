import { parentPort, workerData } from 'node:worker_threads';
import { assertPresent, fail, ok } from '../../../shared/model/result.ts';
import type { EngineCore, EngineHello } from '../../api/engine-port.ts';
import { createLive } from '../../engine/live.ts';
import { hostEngine } from '../../api/worker-host.ts';

/** An engine worker for the tests of its supervision: it answers with its data, and dies when it is told to. */
const port = assertPresent(parentPort, 'started as a worker');
const live = createLive(`life-${String(Date.now())}`);
const core: EngineCore = {
  call: (_name, input) => {
    if (input === 'hang') for (;;);
    if (input === 'die') process.nextTick(() => process.exit(7));
    return input === 'die' ? new Promise(() => {}) : Promise.resolve(ok(workerData));
  },
  hook: () => Promise.resolve(fail('not_found', 'no webhooks here')),
  identify: () => Promise.resolve(null),
  pair: () => Promise.resolve(fail('not_found', 'no codes here')),
  enterPin: () => Promise.resolve(ok({})),
  unpair: () => Promise.resolve(),
  snapshot: () => ok(live.stamp('demo', { items: [] })),
  term: () => Promise.resolve(1),
  copy: () => Promise.resolve(fail('unavailable', 'no copies here')),
  metrics: () => Promise.resolve(''),
  onFrame: (listener) => live.onFrame(listener),
  close: () => Promise.resolve(),
};
const rpc = hostEngine(port, core);
rpc.onNotice('stop', () => process.exit(0));
if (workerData === 'refuse') port.postMessage({ kind: 'notice', name: 'refused', data: { code: 'conflict', message: 'somebody else is here', details: null } });
else rpc.notify('ready', { epoch: 'x', workspaceName: String(workerData), startupCode: 'CODE', server: null, deadMan: null, kiosk: null } satisfies EngineHello);
rpc.onNotice('count', (upTo) => {
  for (let i = 0; i < (upTo as number); i += 1) live.emit('demo', { items: [] });
});
