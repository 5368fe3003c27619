import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkConfig } from '../config/check-command.ts';
import { createFileSecretStore } from '../config/file-secret-store.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import type { Log } from '../api/engine-port.ts';
import { checkCollection } from './collection-command.ts';
import { drillCommand } from './drill-command.ts';
import { EXIT, HELP, parseCli, type Command, type StartOptions } from './cli.ts';
import { backupCommand, restoreCommand } from './keeping-commands.ts';
import { readHostPower } from './host-power.ts';
import { openLog } from './log.ts';
import { dataFolder } from './paths.ts';
import { exportCommand, importCommand, type CommandOutcome, type Where } from './records-commands.ts';
import { runDueCommand } from './run-due-command.ts';
import { serve, type Wall } from './serve.ts';
import { seatOf } from './seat/seat-shell.ts';
import { startShell, type Shell } from './shell.ts';
import { systemClock } from './system.ts';
import { verifyBackupCommand, verifyCommand } from './verify-command.ts';

/** The wall server, and every command that needs no window. */
const ROOT = join(import.meta.dirname, '..', '..');
const VERSION = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const parsed = parseCli(process.argv.slice(2));
  if (!parsed.ok) return leave(EXIT.usage, `${parsed.message}\n\n${HELP}`);
  const { command } = parsed;
  switch (command.name) {
    case 'help':
      process.stdout.write(HELP);
      return;
    case 'version':
      process.stdout.write(`${VERSION}\n`);
      return;
    case 'check-config': {
      const { exitCode, output } = await checkConfig(command.file, { json: command.json });
      process.stdout.write(output);
      process.exitCode = exitCode;
      return;
    }
    case 'verify': {
      const { exitCode, output } = command.file === null ? verifyCommand(dataFolder(command.data), command) : await verifyBackupCommand(command.file, command);
      process.stdout.write(output);
      process.exitCode = exitCode;
      return;
    }
    case 'check': {
      const { exitCode, output } = await checkCollection(command.options, ROOT);
      process.stdout.write(output);
      process.exitCode = exitCode;
      return;
    }
    case 'drill': {
      const { exitCode, output } = await drillCommand(command.options, { token: process.env['HOLDFAST_TOKEN'], fetch, monotonicMs: () => performance.now(), wait: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)) });
      process.stdout.write(output);
      process.exitCode = exitCode;
      return;
    }
    case 'run-due': {
      const folder = dataFolder(command.data);
      const { exitCode, output } = await runDueCommand({ folder, configFile: command.config ?? join(folder, 'holdfast.yaml'), json: command.json, env: process.env, clock: systemClock });
      process.stdout.write(output);
      process.exitCode = exitCode;
      return;
    }
    case 'backup':
    case 'restore':
    case 'export':
    case 'import': {
      const where = { folder: dataFolder(command.data), configFile: command.config ?? join(dataFolder(command.data), 'holdfast.yaml'), version: VERSION, root: ROOT };
      const { exitCode, output } = await onFiles(command, where);
      process.stdout.write(output);
      process.exitCode = exitCode;
      return;
    }
    case 'start':
      await start(command.options);
  }
}

/** Commands that work on the files of a workspace. */
function onFiles(command: Extract<Command, { name: 'backup' | 'restore' | 'export' | 'import' }>, where: Where): Promise<CommandOutcome> {
  if (command.name === 'backup') return backupCommand(command, where);
  if (command.name === 'restore') return restoreCommand(command, where);
  return command.name === 'export' ? exportCommand(command, where) : importCommand(command, where);
}

async function start(options: StartOptions): Promise<void> {
  const log = openLog({ folder: dataFolder(options.data), redact: (line) => line, component: 'shell' });
  process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error: String(error) }));
  let running: { shell: Shell; wall: Wall } | null = null;
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await running?.wall.close();
    await running?.shell.close();
    process.exit(EXIT.ok);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void (stopping ??= stop()));
  try {
    running = await open(options, log);
  } catch (error) {
    return leave(EXIT.environment, error instanceof HoldfastError ? error.message : `Holdfast cannot start: ${error instanceof Error ? error.message : String(error)}`);
  }
  process.stdout.write(`Holdfast is ready: ${running.wall.url}\n`);
  const { startupCode } = running.shell.hello;
  process.stdout.write(startupCode === null ? `Seat of ${seatOf(options)?.origin ?? 'another engine'}: screens pair with codes that are made there\n` : `Pairing code: ${startupCode} (for one browser, within ten minutes)\n`);
  if (options.open) openBrowser(`${running.wall.url}${startupCode === null ? '' : `#pair=${startupCode}`}`);
}

async function open(options: StartOptions, log: Log): Promise<{ shell: Shell; wall: Wall }> {
  const shell = await startShell({
    options, log, version: VERSION,
    entries: import.meta.dirname,
    secrets: (folder) => createFileSecretStore({ file: join(folder, 'secrets.json'), keyFile: process.env['HOLDFAST_SECRET_KEY_FILE'] ?? null }),
    power: () => readHostPower(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  try {
    const wall = await serve({ shell, options, log, ui: join(ROOT, 'out', 'renderer'), say });
    return { shell, wall };
  } catch (error) {
    await shell.close();
    throw error;
  }
}

/** Opens the person's browser where there is one to open; a server without a screen has none. */
function openBrowser(url: string): void {
  const screen = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  if (!screen || process.env['CI']) return;
  const [command, ...args] = process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['cmd', '/c', 'start', '""', url] : ['xdg-open', url];
  spawn(command ?? '', args, { stdio: 'ignore', detached: true }).on('error', () => say(`Open ${url} in a browser.`)).unref();
}

function leave(code: number, message: string): void {
  say(message);
  process.exitCode = code;
}

await main();
