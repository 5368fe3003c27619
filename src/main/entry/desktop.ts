import { app, dialog } from 'electron';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { HoldfastError } from '../../shared/model/result.ts';
import type { Log } from '../api/engine-port.ts';
import { prepareApp, runDesktop, type Desktop } from '../electron/app.ts';
import { desktopPower } from '../electron/host-power.ts';
import { createDesktopSecrets } from '../electron/secret-store.ts';
import { EXIT, HELP, parseCli, type StartOptions } from './cli.ts';
import { openLog } from './log.ts';
import { serve, type Wall } from './serve.ts';
import { chooseWorkspace, startShell, type Shell } from './shell.ts';

/** The desktop app. */
const UI_ORIGIN = 'app://ui';
/** The file stands in `out/main` of the app's folder. */
const ROOT = join(import.meta.dirname, '..', '..');
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** What a second start tells the first; it comes from another process and is read like anything from outside. */
const SecondStart = z.object({ config: z.string().max(4_096).nullable(), demo: z.boolean() });

/** Electron becomes ready only when this module has been evaluated, so nothing here may be awaited at its top. */
function main(): void {
  const parsed = parseCli(process.argv.slice(app.isPackaged ? 1 : 2));
  if (!parsed.ok || parsed.command.name !== 'start') {
    say(parsed.ok ? HELP : `${parsed.message}\n\n${HELP}`);
    app.exit(parsed.ok ? EXIT.ok : EXIT.usage);
    return;
  }
  const { options } = parsed.command;
  const chosen = chooseWorkspace(options);
  const profile = join(chosen.folder, 'desktop');
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  app.setName('Holdfast');
  app.setAppUserModelId('org.holdfast.console');
  app.setPath('userData', profile);
  const config = options.config === null ? null : resolve(options.config);
  if (!app.requestSingleInstanceLock({ config, demo: options.demo } satisfies z.infer<typeof SecondStart>)) {
    say('Holdfast already runs for this data folder; its window comes to the front.');
    app.exit(EXIT.ok);
    return;
  }
  const log = openLog({ folder: chosen.folder, redact: (line) => line, component: 'desktop' });
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error: String(error) }));
  prepareApp(UI_ORIGIN, log);
  const desktop = app.whenReady().then(() => open(options, profile, log));
  app.on('second-instance', (_event, _argv, _workingDirectory, data) => void desktop.then((running) => answerSecondStart(running, data, { configFile: resolve(chosen.configFile), log })));
  desktop.catch((error: unknown) => {
    const message = error instanceof HoldfastError ? error.message : `Holdfast cannot start: ${error instanceof Error ? error.message : String(error)}`;
    say(message);
    dialog.showErrorBox('Holdfast cannot start', message);
    app.exit(EXIT.environment);
  });
}

async function open(options: StartOptions, profile: string, log: Log): Promise<Desktop> {
  const shell = await startShell({
    options, log,
    version: app.getVersion(),
    entries: import.meta.dirname,
    secrets: (folder) => createDesktopSecrets(folder, process.env['HOLDFAST_ALLOW_BASIC_TEXT'] === '1'),
    power: async (isWanted) => desktopPower(isWanted),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  const wall = await serveWalls(shell, options, log);
  return runDesktop(
    {
      engine: shell.engine,
      hello: shell.hello,
      demo: shell.demo,
      deadMan: () => shell.latestHello().deadMan !== null,
      wake: () => shell.engine.tell('wake', null),
      close: async () => {
        await wall?.close();
        await shell.close();
      },
    },
    {
      uiOrigin: UI_ORIGIN,
      folder: profile,
      preload: join(ROOT, 'out', 'preload', 'index.cjs'),
      ui: join(ROOT, 'out', 'renderer'),
      icons: join(ROOT, 'resources', 'icons'),
      loginArgs: [...(options.data === null ? [] : ['--data', resolve(options.data)]), ...(options.config === null ? [] : ['--config', resolve(options.config)])],
      log,
    },
  );
}

/** Other screens are served where somebody asked for it; that they cannot be is said, and is no reason not to watch here. */
async function serveWalls(shell: Shell, options: StartOptions, log: Log): Promise<Wall | null> {
  if (options.port === null && options.host === null && !speaksOfServer(shell)) return null;
  try {
    const wall = await serve({ shell, options, log, ui: join(ROOT, 'out', 'renderer'), say });
    say(`Holdfast is ready: ${wall.url}`);
    return wall;
  } catch (error) {
    const message = error instanceof HoldfastError ? error.message : String(error);
    log.error('the wall server could not be opened', { error: message });
    void dialog.showMessageBox({ type: 'warning', title: 'Holdfast', message: 'Other screens cannot be served', detail: message, buttons: ['Go on without'], noLink: true });
    return null;
  }
}

/** The configuration says something about the wall server that it would not be without. */
function speaksOfServer({ hello: { server } }: Shell): boolean {
  return server !== null && (server.tls !== undefined || server.hosts.length > 0 || server.host !== '127.0.0.1' || server.port !== 7420);
}

/** A second start brings this one to the front; what else it asked for is not opened behind one's back, and that is said. */
async function answerSecondStart(desktop: Desktop, data: unknown, { configFile, log }: { readonly configFile: string; readonly log: Log }): Promise<void> {
  desktop.show();
  const asked = SecondStart.safeParse(data);
  if (!asked.success) {
    log.warn('a second start said something that is not understood');
    return;
  }
  const { config, demo } = asked.data;
  const other = demo && !desktop.demo ? 'the demo' : config === null || config === configFile ? null : config;
  if (other === null) return;
  const detail = `It runs with ${configFile}. To open ${other} beside it, start it with a data folder of its own: --data DIR.`;
  await dialog.showMessageBox({ type: 'info', title: 'Holdfast', message: 'Holdfast already runs for this data folder', detail, buttons: ['OK'], noLink: true });
}

main();
