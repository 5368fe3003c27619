/** A process that holds a demo until it is killed: `node demo-holder.ts DATA_DIR`; prints one JSON line when ready. */
import { startDemo } from '../start-demo.ts';

const [dataDir = ''] = process.argv.slice(2);
const demo = await startDemo({ workerUrl: new URL('../demo-worker.ts', import.meta.url), dataDir, searchPath: process.env['PATH'] ?? '', timeZone: 'UTC' });
process.stdout.write(`${JSON.stringify({ prometheus: demo.prometheus, configText: demo.configText })}\n`);
