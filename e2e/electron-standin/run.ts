import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FAULT_CHANNEL } from './fault.ts';
import { report, type Order } from './report.ts';

/**
 * `node --import ./fault.ts run.ts APP [arguments]`: runs the built app in the folder APP with this stand-in in place of Electron.
 * With an IPC channel to its parent it reports, and takes orders.
 */
const [, , root = '', ...args] = process.argv;
const standin = new URL('./electron.ts', import.meta.url).href;
registerHooks({ resolve: (specifier, context, next) => (specifier === 'electron' ? { url: standin, shortCircuit: true } : next(specifier, context)) });
process.argv = [process.execPath, root, ...args];

const electron = await import('./electron.ts');
const { clickNotification } = await import('./desktop-parts.ts');
const { sessionsAreReady } = await import('./session.ts');
const { watchBrowser } = await import('./web-contents.ts');

process.on('message', (order: Order) => void obey(order));
process.channel?.unref();
async function obey(order: Order): Promise<void> {
  if (order.kind === 'fault') {
    const channel = new BroadcastChannel(FAULT_CHANNEL);
    channel.postMessage(order.action);
    channel.close();
    return;
  }
  if (order.kind === 'click') {
    if (!clickNotification(order.notification)) process.stderr.write(`nobody hears a click on notification ${order.notification}\n`);
    return;
  }
  try {
    // The function was written in the test; Playwright's own `evaluate` in Electron does the same.
    // oxlint-disable-next-line typescript/no-implied-eval
    const run = new Function('electron', 'arg', `return (${order.source})(electron, arg)`) as (module: object, arg: unknown) => unknown;
    report({ kind: 'answer', id: order.id, value: await run(electron, order.arg) });
  } catch (error) {
    report({ kind: 'answer', id: order.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => electron.app.quit());
electron.app.start(root);
const { main } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { main: string };
await import(pathToFileURL(join(root, main)).href);
void watchBrowser();
sessionsAreReady();
electron.app.emit('session-created', electron.session.defaultSession);
electron.app.becomeReady();
