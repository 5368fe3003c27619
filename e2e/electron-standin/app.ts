import { existsSync, mkdirSync, readFileSync, rmSync, unlinkSync, watch, writeFileSync, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { windowsOfApp } from './app-windows.ts';
import { closeBrowser, hasBrowser } from './chromium.ts';
import { report } from './report.ts';
import { preventable, strict, StrictEmitter } from './strict.ts';

const EVENTS = ['ready', 'window-all-closed', 'before-quit', 'will-quit', 'quit', 'second-instance', 'web-contents-created', 'session-created', 'child-process-gone', 'activate'];
/** Electron has them; nothing here brings them about. */
const NEVER = ['certificate-error'];
const LOCK = 'standin.lock';
const SECOND = /^second-\d+\.json$/;

class App extends StrictEmitter {
  readonly isPackaged = false;
  readonly #ready = Promise.withResolvers<void>();
  readonly #paths = new Map<string, string>();
  #root = '';
  #quitting = false;
  #locks: FSWatcher | null = null;

  constructor() {
    super('app', EVENTS, NEVER);
  }

  /** By the starter, once the app's own module has been evaluated; not earlier, as in Electron. */
  start(root: string): void {
    this.#root = root;
  }
  becomeReady(): void {
    this.emit('ready');
    this.#ready.resolve();
  }
  whenReady(): Promise<void> {
    return this.#ready.promise;
  }
  getVersion(): string {
    return (JSON.parse(readFileSync(join(this.#root, 'package.json'), 'utf8')) as { version: string }).version;
  }
  setName(_name: string): void {}
  setAppUserModelId(_id: string): void {}
  enableSandbox(): void {}
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`the Electron stand-in knows no path '${name}' that was not set`);
    return path;
  }

  /** One file per profile, with the number of the process that holds it. */
  requestSingleInstanceLock(data?: object): boolean {
    const folder = join(this.getPath('userData'), 'standin-instances');
    mkdirSync(folder, { recursive: true });
    const lock = join(folder, LOCK);
    const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : null;
    if (holder !== null && isRunning(holder)) {
      writeFileSync(join(folder, `second-${process.pid}.json`), JSON.stringify({ argv: process.argv, data }));
      return false;
    }
    rmSync(lock, { force: true });
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    this.#locks = watch(folder, (_event, name) => {
      if (name !== null && SECOND.test(name)) this.#secondInstance(join(folder, name));
    });
    process.once('exit', () => rmSync(lock, { force: true }));
    return true;
  }
  #secondInstance(file: string): void {
    try {
      const { argv, data } = JSON.parse(readFileSync(file, 'utf8')) as { argv: string[]; data: unknown };
      unlinkSync(file);
      this.emit('second-instance', preventable({}), argv, process.cwd(), data);
    } catch {
      // Half written: the watcher tells again. Gone: it was told already.
    }
  }

  quit(): void {
    if (this.#quitting) return;
    const event = preventable({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#quitting = true;
    for (const window of windowsOfApp.all()) window.close();
    if (windowsOfApp.all().length > 0) {
      this.#quitting = false;
      return;
    }
    this.emit('will-quit', preventable({}));
    this.emit('quit', preventable({}), 0);
    this.exit(0);
  }
  exit(code = 0): void {
    this.#quitting = true;
    this.#locks?.close();
    if (!hasBrowser()) process.exit(code);
    void closeBrowser().finally(() => process.exit(code));
  }
  /** Only told: what it would start is for the test to start. */
  relaunch(options: { readonly args: readonly string[] }): void {
    report({ kind: 'relaunch', args: options.args });
  }
  windowClosed(): void {
    if (this.#quitting || windowsOfApp.all().length > 0) return;
    if (!this.emit('window-all-closed')) this.quit();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export const app = strict('app', new App());
