import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page, Request, Route } from 'playwright-core';
import { app } from './app.ts';
import { browser } from './chromium.ts';
import { receive, webFrameMain, type WebFrameMain } from './ipc-main.ts';
import { toChromium, toElectron } from './origins.ts';
import { BINDING, DELIVER, preloadScript } from './renderer-side.ts';
import { defaultSession, serve } from './session.ts';
import { preventable, strict, StrictEmitter } from './strict.ts';

const EVENTS = ['did-start-navigation', 'did-finish-load', 'did-fail-load', 'render-process-gone', 'destroyed', 'will-navigate', 'will-frame-navigate', 'input-event'];
/** Electron has them; nothing here brings them about. */
const NEVER = ['will-redirect', 'will-attach-webview'];

interface MessageOfPage {
  readonly kind: 'invoke' | 'send' | 'input';
  readonly channel: string;
  readonly args: unknown[];
}

interface PdfOptions {
  readonly pageSize?: 'A4';
  readonly margins?: Readonly<Record<'top' | 'bottom' | 'left' | 'right', number>>;
  readonly pageRanges?: string;
  readonly preferCSSPageSize?: boolean;
  readonly printBackground?: boolean;
  readonly generateTaggedPDF?: boolean;
}

export interface Surface {
  size(): { readonly width: number; readonly height: number };
  onDomReady(): void;
  /** The page closed itself. */
  onClosed(): void;
}

const all = new Map<number, WebContents>();
let lastId = 0;

/** One page of Chromium. After its death another page takes its place, with a new Playwright page and the same number here. */
export class WebContents extends StrictEmitter {
  readonly id = (lastId += 1);
  readonly session = defaultSession;
  readonly #preload: string | null;
  readonly #surface: Surface;
  #page: Promise<Page> | null = null;
  #live: Page | null = null;
  #url = '';
  #expected: string | null = null;
  #crashed = false;
  #destroyed = false;
  #sending: Promise<unknown> = Promise.resolve();
  #windowOpen: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  readonly self: WebContents;

  constructor(preload: string | undefined, surface: Surface) {
    super('WebContents', EVENTS, NEVER);
    this.#preload = preload === undefined ? null : preloadScript(readFileSync(preload, 'utf8'));
    this.#surface = surface;
    this.self = strict('WebContents', this as WebContents);
    all.set(this.id, this.self);
  }

  get mainFrame(): WebFrameMain {
    if (this.#live === null) throw new Error('the page is not open yet');
    return webFrameMain(this.#live.mainFrame());
  }

  getURL(): string {
    return this.#url;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  isCrashed(): boolean {
    return this.#crashed;
  }
  isDevToolsOpened(): boolean {
    return false;
  }
  invalidate(): void {}
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#windowOpen = handler;
  }

  async loadURL(url: string): Promise<void> {
    if (this.#destroyed) throw new Error('Object has been destroyed');
    const page = await this.#open();
    this.#expected = toChromium(url);
    await page.goto(this.#expected, { waitUntil: 'load' });
  }

  send(channel: string, ...args: unknown[]): void {
    const payload = structuredClone(args);
    const page = this.#live;
    if (page === null || this.#destroyed) return;
    const deliver = (): Promise<unknown> =>
      page === this.#live
        ? page.evaluate(([name, channel_, args_]) => (window as unknown as Record<string, ((channel: string, args: unknown) => void) | undefined>)[name]?.(channel_, args_), [DELIVER, channel, payload] as const).catch(() => undefined)
        : Promise.resolve();
    this.#sending = this.#sending.then(deliver);
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const page = await this.#open();
    return page.evaluate(code);
  }

  /** Chromium's own, through Playwright: the same printing code, told in Electron's words. */
  async printToPDF({ pageSize, margins, pageRanges = '', preferCSSPageSize = false, printBackground = false, generateTaggedPDF = false, ...others }: PdfOptions): Promise<Buffer> {
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw new Error(`the Electron stand-in has no option '${unknown}' of printToPDF`);
    const page = await this.#open();
    const inches = Object.fromEntries(Object.entries(margins ?? {}).map(([side, size]) => [side, `${size}in`]));
    return page.pdf({ format: pageSize ?? 'Letter', margin: inches, pageRanges, preferCSSPageSize, printBackground, tagged: generateTaggedPDF });
  }

  forcefullyCrashRenderer(): void {
    this.#died('killed', 9);
  }

  resized(): void {
    void this.#live?.setViewportSize(this.#surface.size()).catch(() => undefined);
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    all.delete(this.id);
    const page = this.#live;
    this.#live = null;
    void page?.close().catch(() => undefined);
    this.emit('destroyed');
  }

  #died(reason: string, exitCode: number): void {
    if (this.#crashed || this.#destroyed) return;
    const dead = this.#live;
    this.#crashed = true;
    this.#page = null;
    this.#live = null;
    void dead?.close().catch(() => undefined);
    this.#sending = Promise.resolve();
    this.emit('render-process-gone', preventable({}), { reason, exitCode });
  }

  #open(): Promise<Page> {
    return (this.#page ??= this.#create());
  }

  async #create(): Promise<Page> {
    const context = await watchBrowser();
    const page = await context.newPage();
    this.#crashed = false;
    this.#live = page;
    pages.set(page, this);
    await page.setViewportSize(this.#surface.size());
    const session = await context.newCDPSession(page);
    session.on('Page.windowOpen', ({ url }) => {
      if (this.#windowOpen({ url: toElectron(url) }).action !== 'deny') throw new Error('the Electron stand-in opens no windows for pages');
    });
    await session.send('Page.enable');
    await page.exposeBinding(BINDING, ({ frame }, kind: MessageOfPage['kind'], channel: string, args: unknown[]) => {
      if (kind !== 'input') return receive(kind, channel, args, this.self, frame);
      this.emit('input-event', preventable({}), { type: channel });
      return { ok: true, value: null };
    });
    if (this.#preload !== null) await page.addInitScript(this.#preload);
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#url = toElectron(frame.url());
    });
    page.on('domcontentloaded', () => this.#surface.onDomReady());
    page.on('load', () => this.emit('did-finish-load'));
    page.on('crash', () => page === this.#live && this.#died('crashed', 5));
    page.on('close', () => page === this.#live && this.#surface.onClosed());
    page.on('download', (download) => {
      const event = preventable({});
      defaultSession.emit('will-download', event, {}, this.self);
      if (event.defaultPrevented) void download.cancel();
    });
    return page;
  }

  /** Every request of the page. A navigation that nobody here asked for is the page's own, and may be refused. */
  async request(route: Route, request: Request): Promise<void> {
    if (request.isNavigationRequest()) {
      const isMainFrame = request.frame().parentFrame() === null;
      const asked = isMainFrame && request.url() === this.#expected;
      if (isMainFrame) this.#expected = null;
      const url = toElectron(request.url());
      if (!asked && this.#refuses(url, isMainFrame)) return route.abort('aborted');
      this.emit('did-start-navigation', { url, isMainFrame, isSameDocument: false });
    }
    await serve(route, request, this.id);
  }

  #refuses(url: string, isMainFrame: boolean): boolean {
    const events = isMainFrame ? ['will-frame-navigate', 'will-navigate'] : ['will-frame-navigate'];
    return events.some((name) => {
      const event = preventable({ url, isMainFrame });
      this.emit(name, event);
      return event.defaultPrevented;
    });
  }
}

const pages = new Map<Page, WebContents>();
export const contentsOf = (page: Page): WebContents | undefined => pages.get(page);

export const webContents = strict('webContents', {
  fromId: (id: number): WebContents | undefined => all.get(id),
  getAllWebContents: (): WebContents[] => [...all.values()],
});

let watching: Promise<BrowserContext> | null = null;
/** Takes charge of everything that any page loads or opens. */
export const watchBrowser = (): Promise<BrowserContext> => (watching ??= watch());

async function watch(): Promise<BrowserContext> {
  const context = await browser(join(app.getPath('userData'), 'standin-chromium'));
  await context.route('**/*', async (route, request) => {
    const contents = contentsOfRequest(request);
    await (contents === undefined ? route.abort('blockedbyclient') : contents.request(route, request)).catch(() => undefined);
  });
  context.on('page', (page) => {
    setTimeout(() => void (pages.has(page) ? null : closePopup(page)), 0);
  });
  return context;
}

function contentsOfRequest(request: Request): WebContents | undefined {
  try {
    return contentsOf(request.frame().page());
  } catch {
    return undefined;
  }
}

/** A page that nobody here has made was opened by a page. It reaches nothing, and is closed. */
async function closePopup(page: Page): Promise<void> {
  const opener = await page.opener().catch(() => null);
  // `newPage` announces a page before it returns it.
  if (opener === null && page.url() === 'about:blank' && !(await goesSomewhere(page))) return;
  if (!pages.has(page)) await page.close().catch(() => undefined);
}

const goesSomewhere = (page: Page): Promise<boolean> => page.waitForURL((url) => url.href !== 'about:blank', { timeout: 500, waitUntil: 'commit' }).then(() => true, () => false);
