import { app } from './app.ts';
import { windowsOfApp } from './app-windows.ts';
import { screen, type Rectangle } from './screen.ts';
import { preventable, strict, StrictEmitter } from './strict.ts';
import { WebContents } from './web-contents.ts';

const EVENTS = ['ready-to-show', 'close', 'closed', 'focus', 'blur', 'show', 'hide', 'maximize', 'unmaximize', 'minimize', 'restore', 'resize', 'move', 'enter-full-screen', 'leave-full-screen'];
/** Electron has them; nothing here brings them about. */
const NEVER = ['unresponsive', 'responsive', 'query-session-end', 'session-end'];

interface Options extends Partial<Rectangle> {
  readonly kiosk?: boolean;
  readonly fullscreen?: boolean;
  readonly show?: boolean;
  readonly webPreferences?: { readonly preload?: string; readonly sandbox?: boolean; readonly contextIsolation?: boolean; readonly nodeIntegration?: boolean };
  readonly [other: string]: unknown;
}

let lastId = 0;

/** A window as the app sees it: its place and its states are kept here, its picture is a page of Chromium in the same size. */
export class BrowserWindow extends StrictEmitter {
  readonly id = (lastId += 1);
  readonly webContents: WebContents;
  readonly self: BrowserWindow;
  #normal: Rectangle;
  #states = { maximized: false, minimized: false, fullscreen: false, kiosk: false, visible: false, destroyed: false };
  #readyToShow = false;

  constructor(options: Options = {}) {
    super('BrowserWindow', EVENTS, NEVER);
    const { width = 800, height = 600 } = options;
    const { workArea } = screen.getPrimaryDisplay();
    this.#normal = { x: options.x ?? workArea.x + Math.round((workArea.width - width) / 2), y: options.y ?? workArea.y + Math.round((workArea.height - height) / 2), width, height };
    this.#states = { ...this.#states, kiosk: options.kiosk ?? false, fullscreen: options.fullscreen ?? false };
    this.self = strict('BrowserWindow', this as BrowserWindow);
    this.webContents = new WebContents(options.webPreferences?.preload, {
      size: () => this.getBounds(),
      onDomReady: () => {
        if (this.#readyToShow) return;
        this.#readyToShow = true;
        this.emit('ready-to-show');
      },
      onClosed: () => this.close(),
    }).self;
    windowsOfApp.add(this.self);
    app.emit('web-contents-created', preventable({}), this.webContents);
    if (options.show ?? true) this.show();
    return this.self;
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windowsOfApp.all()] as BrowserWindow[];
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents.id === contents.id) ?? null;
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }
  getBounds(): Rectangle {
    const display = screen.getDisplayMatching(this.#normal);
    if (this.#states.fullscreen || this.#states.kiosk) return display.bounds;
    return this.#states.maximized ? display.workArea : this.#normal;
  }
  setBounds(bounds: Partial<Rectangle>): void {
    this.#normal = { ...this.#normal, ...bounds };
    this.emit('move');
    this.#resized();
  }
  getNormalBounds(): Rectangle {
    return this.#normal;
  }
  isDestroyed(): boolean {
    return this.#states.destroyed;
  }
  isVisible(): boolean {
    return this.#states.visible;
  }
  show(): void {
    this.#states.visible = true;
    this.emit('show');
    this.focus();
  }
  focus(): void {
    windowsOfApp.focus(this.self);
    this.emit('focus');
  }
  blur(): void {
    windowsOfApp.blur(this.self);
    this.emit('blur');
  }
  isFocused(): boolean {
    return windowsOfApp.focused() === this.self;
  }
  minimize(): void {
    this.#states.minimized = true;
    this.emit('minimize');
    this.blur();
  }
  restore(): void {
    this.#states.minimized = false;
    this.emit('restore');
  }
  isMinimized(): boolean {
    return this.#states.minimized;
  }
  maximize(): void {
    this.#states.maximized = true;
    this.emit('maximize');
    this.#resized();
  }
  isMaximized(): boolean {
    return this.#states.maximized;
  }
  setFullScreen(on: boolean): void {
    if (this.#states.fullscreen === on) return;
    this.#states.fullscreen = on;
    this.#resized();
    this.emit(on ? 'enter-full-screen' : 'leave-full-screen');
  }
  isFullScreen(): boolean {
    return this.#states.fullscreen;
  }
  setKiosk(on: boolean): void {
    this.#states.kiosk = on;
    this.#resized();
  }
  isKiosk(): boolean {
    return this.#states.kiosk;
  }
  flashFrame(_on: boolean): void {}

  /** As if a person had closed it: the page or the app may still say no. */
  close(): void {
    if (this.#states.destroyed) return;
    const event = preventable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  destroy(): void {
    if (this.#states.destroyed) return;
    this.#states.destroyed = true;
    this.webContents.destroy();
    windowsOfApp.remove(this.self);
    this.emit('closed');
    app.windowClosed();
  }

  #resized(): void {
    this.webContents.resized();
    this.emit('resize');
  }
}
