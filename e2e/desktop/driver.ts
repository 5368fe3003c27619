import { _electron, chromium, type BrowserContext, type ElectronApplication, type Page } from '@playwright/test';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Order, Report } from '../electron-standin/report.ts';
import { waitFor } from './wait.ts';

/** What a test sees of the desktop app, the same whether it runs in Electron or on the stand-in. */
export interface DesktopApp {
  readonly data: string;
  /** Console messages above "info" and uncaught errors of all pages, in order. */
  readonly complaints: string[];
  /** Runs a function in the app's main process; it can use nothing from around it. */
  inMain<R, A = undefined>(run: (electron: typeof Electron.CrossProcessExports, arg: A) => R | Promise<R>, arg?: A): Promise<R>;
  /** Waits for the page that shows this path, such as `/wall`. */
  page(path: string | RegExp): Promise<Page>;
  pages(): Page[];
  /** Path and query of a page, without the origin. */
  pathOf(page: Page): string;
  readonly stderr: () => string;
  /** Exit code, once it has ended. */
  readonly exited: Promise<number | null>;
  /** Ends it without asking. */
  stop(): Promise<void>;
  /** What only the stand-in can show or do; null in Electron. */
  readonly standin: Standin | null;
}

export interface Standin {
  readonly reports: readonly Report[];
  /** Ends or hangs the engine's thread. */
  engineFault(action: 'throw' | 'hang'): void;
  /** Clicks on a notification, counted from 0 in the order in which they were shown. */
  clickNotification(notification: number): void;
}

export interface DesktopOptions {
  /** Text of holdfast.yaml; null = the demo. */
  readonly config: string | null;
  readonly data?: string;
  readonly args?: readonly string[];
}

const ROOT = join(import.meta.dirname, '..', '..');
const STANDIN = join(ROOT, 'e2e', 'electron-standin');
/** The app's folder: this one, unless a test of the tests names another. */
export const APP = process.env['HOLDFAST_E2E_APP'] ?? ROOT;
export const ELECTRON = process.env['HOLDFAST_ELECTRON'] ?? null;
const ORIGIN = /^(?:app:\/\/ui|https:\/\/ui\.app\.electron-standin\.test)/;

export const newDataFolder = (): string => mkdtempSync(join(tmpdir(), 'holdfast-desktop-'));

/** Starts the built app with a data folder of its own. */
export async function startDesktop(options: DesktopOptions): Promise<DesktopApp> {
  const data = options.data ?? newDataFolder();
  if (options.config !== null) writeFileSync(join(data, 'holdfast.yaml'), options.config);
  const args = ['--data', data, ...(options.args ?? [])];
  const app = await (ELECTRON === null ? startOnStandin(args, data) : startElectron(ELECTRON, args, data));
  return { ...app, stop: async () => {
    await app.stop();
    if (options.data === undefined) rmSync(data, { recursive: true, force: true, maxRetries: 3 });
  } };
}

/** A second start of the same data folder, which ends by itself; its exit code. */
export async function startAgain(data: string, args: readonly string[] = []): Promise<number | null> {
  const all = ['--data', data, ...args];
  const child = ELECTRON === null ? forkStandin(all) : fork('', { execPath: ELECTRON, execArgv: [APP, ...all], silent: true });
  return new Promise((resolve) => child.once('exit', resolve));
}

const forkStandin = (args: readonly string[]): ChildProcess =>
  fork(join(STANDIN, 'run.ts'), [APP, ...args], { execArgv: ['--import', join(STANDIN, 'fault.ts')], silent: true, serialization: 'json' });

async function startOnStandin(args: readonly string[], data: string): Promise<DesktopApp> {
  const child = forkStandin(args);
  const reports: Report[] = [];
  const answers = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const browser = Promise.withResolvers<string>();
  let stderr = '';
  let lastId = 0;
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.once('exit', (code) => {
    browser.reject(new Error(`the app ended with ${String(code)} before it had a window:\n${stderr}`));
    for (const waiting of answers.values()) waiting.reject(new Error(`the app ended with ${String(code)}`));
  });
  browser.promise.catch(() => undefined);
  child.on('message', (message: Report) => {
    reports.push(message);
    if (message.kind === 'browser') browser.resolve(message.endpoint);
    if (message.kind !== 'answer') return;
    const waiting = answers.get(message.id);
    answers.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.error));
  });
  const order = (message: Order): void => void child.send(message);
  const connected = await chromium.connectOverCDP(await browser.promise);
  const context = connected.contexts()[0] as BrowserContext;
  return {
    ...lookAt(context, data),
    inMain: <R, A>(run: (electron: typeof Electron.CrossProcessExports, arg: A) => R | Promise<R>, arg?: A) =>
      new Promise<R>((resolve, reject) => {
        lastId += 1;
        answers.set(lastId, { resolve: (value) => resolve(value as R), reject });
        order({ kind: 'evaluate', id: lastId, source: run.toString(), arg: arg ?? null });
      }),
    stderr: () => stderr,
    exited,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
      // Chromium does not end with the process that started it.
      const session = await connected.newBrowserCDPSession().catch(() => null);
      await session?.send('Browser.close').catch(() => undefined);
      await connected.close().catch(() => undefined);
    },
    standin: { reports, engineFault: (action) => order({ kind: 'fault', action }), clickNotification: (notification) => order({ kind: 'click', notification }) },
  };
}

async function startElectron(executablePath: string, args: readonly string[], data: string): Promise<DesktopApp> {
  const app: ElectronApplication = await _electron.launch({ executablePath, args: [APP, ...args] });
  let stderr = '';
  app.process().stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => app.process().once('exit', resolve));
  return {
    ...lookAt(app.context(), data),
    inMain: <R, A>(run: (electron: typeof Electron.CrossProcessExports, arg: A) => R | Promise<R>, arg?: A) => app.evaluate<R, A>(run as never, arg as never),
    stderr: () => stderr,
    exited,
    stop: async () => {
      app.process().kill('SIGKILL');
      await exited;
    },
    standin: null,
  };
}

function lookAt(context: BrowserContext, data: string): Pick<DesktopApp, 'data' | 'complaints' | 'page' | 'pages' | 'pathOf'> {
  const complaints: string[] = [];
  const listen = (page: Page): void => {
    page.on('console', (message) => {
      if (message.type() === 'warning' || message.type() === 'error') complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  };
  context.pages().forEach(listen);
  context.on('page', listen);
  const pathOf = (page: Page): string => page.url().replace(ORIGIN, '');
  const pages = (): Page[] => context.pages().filter((page) => !page.isClosed() && ORIGIN.test(page.url()));
  return {
    data,
    complaints,
    pages,
    pathOf,
    page: (path) => waitFor(`a page at ${String(path)}`, () => pages().findLast((page) => (typeof path === 'string' ? pathOf(page).split('?')[0] === path : path.test(pathOf(page))))),
  };
}
