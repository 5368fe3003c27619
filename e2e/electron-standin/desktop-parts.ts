import { existsSync } from 'node:fs';
import { report } from './report.ts';
import { strict, StrictEmitter } from './strict.ts';

/** The parts of a desktop that nobody can see here: they check what they are given, and report what they would show. */

interface NativeImage {
  readonly path: string;
}

/** Electron gives an empty picture for a file that is missing, and shows nothing; here it is said. */
export const nativeImage = strict('nativeImage', {
  createFromPath: (path: string): NativeImage => {
    if (!existsSync(path)) throw new Error(`there is no picture ${path}`);
    return strict('NativeImage', { path });
  },
});

interface MenuTemplate {
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly submenu?: readonly MenuTemplate[];
  readonly click?: () => void;
}
type MenuItem = Omit<MenuTemplate, 'submenu'> & { readonly submenu?: Menu };

export class Menu {
  static readonly #current: { menu: Menu | null } = { menu: null };
  readonly items: readonly MenuItem[];
  private constructor(items: readonly MenuItem[]) {
    this.items = items;
  }
  static buildFromTemplate(template: readonly MenuTemplate[]): Menu {
    for (const item of template) if (item.label === undefined && item.role === undefined && item.type !== 'separator') throw new Error('a menu item has no label, role or type');
    return new Menu(template.map(({ submenu, ...item }) => (submenu === undefined ? item : { ...item, submenu: Menu.buildFromTemplate(submenu) })));
  }
  static setApplicationMenu(menu: Menu | null): void {
    Menu.#current.menu = menu;
  }
  static getApplicationMenu(): Menu | null {
    return Menu.#current.menu;
  }
}

export class Tray extends StrictEmitter {
  #image: NativeImage;
  #destroyed = false;
  constructor(image: NativeImage) {
    super('Tray', ['click']);
    this.#image = image;
    return strict('Tray', this as Tray);
  }
  #alive(): void {
    if (this.#destroyed) throw new Error('Object has been destroyed');
  }
  setImage(image: NativeImage): void {
    this.#alive();
    this.#image = image;
  }
  setToolTip(tooltip: string): void {
    this.#alive();
    report({ kind: 'tray', tooltip, image: this.#image.path });
  }
  setContextMenu(_menu: Menu): void {
    this.#alive();
  }
  destroy(): void {
    this.#destroyed = true;
  }
}

interface NotificationOptions {
  readonly title: string;
  readonly body: string;
  readonly silent?: boolean;
  readonly urgency?: 'normal' | 'critical' | 'low';
}
const NOTIFICATION_OPTIONS: ReadonlySet<string> = new Set(['title', 'body', 'silent', 'urgency']);

/** Nobody sees it: what it says is reported, and a test may emit its `click`. */
export class Notification extends StrictEmitter {
  readonly #options: NotificationOptions;
  constructor(options: NotificationOptions) {
    super('Notification', ['click'], ['close', 'show', 'failed']);
    for (const option of Object.keys(options)) if (!NOTIFICATION_OPTIONS.has(option)) throw new Error(`the Electron stand-in has no option '${option}' of Notification`);
    if (options.title === '') throw new Error('a notification without a title');
    this.#options = options;
    return strict('Notification', this as Notification);
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    shownNotifications.push(this);
    const { title, body, silent = false } = this.#options;
    report({ kind: 'notification', title, body, silent });
  }
}
/** In the order in which they were shown, so that a test can click on one. */
const shownNotifications: Notification[] = [];
export const clickNotification = (index: number): boolean => shownNotifications[index]?.emit('click') ?? false;

/** There is nobody to answer: a question stays open until the test answers it. */
export const dialog = strict('dialog', {
  showMessageBox: (_options: object): Promise<{ response: number }> => new Promise(() => undefined),
  /** Where a file goes is answered by the test, too; what is suggested is only a name, never a folder. */
  showSaveDialog: (_window: object, { defaultPath }: { readonly defaultPath: string }): Promise<{ canceled: boolean; filePath: string }> => {
    if (/[/\\]/.test(defaultPath)) throw new Error(`a save dialog was given a path: ${defaultPath}`);
    return new Promise(() => undefined);
  },
  showErrorBox: (title: string, content: string): void => void process.stderr.write(`[error box] ${title}: ${content}\n`),
});

export const shell = strict('shell', { openExternal: (url: string): Promise<void> => Promise.reject(new Error(`the Electron stand-in opens nothing outside: ${url}`)) });

/** As on a Linux without a keyring. */
export const safeStorage = strict('safeStorage', { isEncryptionAvailable: (): boolean => false, getSelectedStorageBackend: (): string => 'basic_text' });

class PowerMonitor extends StrictEmitter {
  constructor() {
    super('powerMonitor', ['suspend', 'resume', 'shutdown', 'lock-screen', 'unlock-screen']);
  }
  isOnBatteryPower(): boolean {
    return false;
  }
}
/** Emits nothing by itself; a test may. */
export const powerMonitor = strict('powerMonitor', new PowerMonitor());

const blockers = new Set<number>();
let lastBlocker = 0;
export const powerSaveBlocker = strict('powerSaveBlocker', {
  start: (_kind: string): number => {
    blockers.add((lastBlocker += 1));
    return lastBlocker;
  },
  stop: (id: number): boolean => blockers.delete(id),
  isStarted: (id: number): boolean => blockers.has(id),
});
