import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CallOutput } from '../../src/shared/contract/contract.ts';
import type { EngineWorkerData } from '../../src/main/entry/engine-protocol.ts';
import { startWorkerPort } from '../../src/main/transport/worker-port.ts';
import { built } from '../lib/folder.ts';
import { configOf } from '../lib/workload.ts';
import { serveSide, type SideRequest } from './side.ts';

/** The product's side: the built engine in its worker thread, and a main thread that takes its frames as a shell does and no more. */
const [url = '', signals = '500', everySeconds = '5', , rules = ''] = process.argv.slice(2);
const TOKEN = 'bench-token-that-is-long-enough-0123456789';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
const configFile = join(folder, 'holdfast.yaml');
writeFileSync(configFile, configOf({ signals: Number(signals), everySeconds: Number(everySeconds), prometheusUrl: url, rules: rules === 'rules' }));
process.env['HOLDFAST_TOKEN'] = TOKEN;
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const engine = startWorkerPort({
  entry: pathToFileURL(built('main', 'engine-worker.js')),
  workerData: { dataFolder: folder, configFile, demoConnectsTo: null, version: 'bench', mode: 'engine', takeOver: null, adopt: null } satisfies EngineWorkerData,
  shellMethods: { describeSecrets: () => [], getSecret: () => null },
  onCrash: (message) => process.stderr.write(`the engine failed: ${message}\n`),
  onConnected: () => {},
  onHello: () => {},
});
let readings = 0;
let withValue = 0;
const filled = new Set<string>();
engine.onFrame(({ event, json }) => {
  if (event === 'reading') {
    readings += 1;
    // Cheaper than reading the JSON, which no shell does: "value":null is how a missing one is written.
    if (!json.includes('"value":null')) withValue += 1;
  } else if (event === 'backfill') filled.add(json);
});

await engine.ready;
serveSide({ values: () => withValue, threads: 2, stop: () => engine.close() });
async function tellState(): Promise<void> {
  const result = await engine.call('diagnostics.get', {}, { kind: 'bearer', token: TOKEN });
  const diagnostics = result.ok ? (result.value as CallOutput<'diagnostics.get'>) : null;
  const alerts = await engine.call('alerts.list', { limit: 1 }, { kind: 'bearer', token: TOKEN });
  const firing = alerts.ok ? (alerts.value as CallOutput<'alerts.list'>).counts.firing : null;
  process.send?.({ readings, withValue, filled: filled.size, firing, ownLagMs: diagnostics?.eventLoopLagMs ?? null });
}
process.on('message', (request: SideRequest) => {
  if (request.ask === 'state') void tellState();
});
process.send?.({ ready: true });
