import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { hardenContents, hardenSession, webPreferences } from './harden.ts';

vi.mock('electron', () => ({ app: { isPackaged: true }, session: {} }));

const UI = 'app://ui';
const log = { debug() {}, info() {}, warn() {}, error() {} };

interface Taken {
  request?: (contents: { getURL(): string }, permission: string, callback: (granted: boolean) => void, details: { isMainFrame: boolean; requestingUrl: string }) => void;
  check?: (contents: null, permission: string, origin: string) => boolean;
  device?: () => boolean;
  before?: (details: { url: string; resourceType: string }, callback: (answer: { cancel: boolean }) => void) => void;
}

function hardened(): { taken: Taken; emitter: EventEmitter } {
  const taken: Taken = {};
  const emitter = new EventEmitter();
  const target = Object.assign(emitter, {
    setPermissionRequestHandler: (handler: never) => (taken.request = handler),
    setPermissionCheckHandler: (handler: never) => (taken.check = handler),
    setDevicePermissionHandler: (handler: never) => (taken.device = handler),
    setDisplayMediaRequestHandler: (handler: null) => expect(handler).toBeNull(),
    webRequest: { onBeforeRequest: (handler: never) => (taken.before = handler) },
  });
  hardenSession(target as unknown as Session, UI, log);
  return { taken, emitter };
}

describe('every window', () => {
  it('is sandboxed, isolated, without Node, web views or experiments, and without tools once packaged', () => {
    expect(webPreferences('/preload.cjs')).toMatchObject({
      sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false,
      webSecurity: true, allowRunningInsecureContent: false, experimentalFeatures: false, webviewTag: false, devTools: false,
    });
  });
});

describe('permissions', () => {
  const ask = (permission: string, { page = `${UI}/wall`, requestingUrl = `${UI}/wall`, isMainFrame = true } = {}): boolean => {
    let granted = true;
    hardened().taken.request?.({ getURL: () => page }, permission, (answer) => (granted = answer), { isMainFrame, requestingUrl });
    return granted;
  };
  it.each(['fullscreen', 'screen-wake-lock', 'clipboard-sanitized-write'])('%s is granted to our own top frame only', (permission) => {
    expect(ask(permission)).toBe(true);
    expect(ask(permission, { isMainFrame: false })).toBe(false);
    expect(ask(permission, { requestingUrl: 'https://evil.test/' })).toBe(false);
    expect(ask(permission, { requestingUrl: 'app://ui.evil/' })).toBe(false);
    expect(ask(permission, { page: 'https://evil.test/' })).toBe(false);
  });
  it.each(['media', 'geolocation', 'notifications', 'midi', 'pointerLock', 'openExternal', 'clipboard-read', 'display-capture', 'hid', 'serial', 'usb', 'fileSystem', 'storage-access', 'unknown', ''])('%s is refused', (permission) => {
    expect(ask(permission)).toBe(false);
    expect(hardened().taken.check?.(null, permission, UI)).toBe(false);
  });
  it('checks look at the origin too, and no device is ever given', () => {
    const { taken } = hardened();
    expect(taken.check?.(null, 'fullscreen', UI)).toBe(true);
    expect(taken.check?.(null, 'fullscreen', `${UI}/`)).toBe(true);
    expect(taken.check?.(null, 'fullscreen', 'https://evil.test')).toBe(false);
    expect(taken.device?.()).toBe(false);
  });
});

describe('what a window asks of the network', () => {
  const cancelled = (url: string): boolean => {
    let answer = false;
    hardened().taken.before?.({ url, resourceType: 'xhr' }, ({ cancel }) => (answer = cancel));
    return answer;
  };
  it.each([`${UI}/wall`, `${UI}/assets/a.js`, 'data:image/png;base64,AA==', `blob:${UI}/1`, 'devtools://devtools/bundled/x.js'])('%s passes', (url) => expect(cancelled(url)).toBe(false));
  it.each(['https://evil.test/', 'http://127.0.0.1:9090/api', 'app://ui.evil/x', 'app://uix/', 'file:///etc/passwd', 'data:text/html,x', 'blob:https://evil.test/1', 'ws://127.0.0.1/', 'ftp://x/', 'chrome://settings/', ''])('%s is cancelled', (url) => expect(cancelled(url)).toBe(true));
  it('and nothing is ever downloaded', () => {
    const event = { preventDefault: vi.fn() };
    hardened().emitter.emit('will-download', event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
  });
});

describe('where a page may go', () => {
  const contents = (): EventEmitter & { open?: () => { action: string } } => {
    const emitter: EventEmitter & { open?: () => { action: string } } = new EventEmitter();
    Object.assign(emitter, { setWindowOpenHandler: (handler: () => { action: string }) => (emitter.open = handler) });
    hardenContents(emitter as unknown as WebContents, UI, log);
    return emitter;
  };
  const prevented = (name: string, url: string): boolean => {
    const event = { url, preventDefault: vi.fn() };
    contents().emit(name, event);
    return event.preventDefault.mock.calls.length > 0;
  };
  const EVENTS = ['will-navigate', 'will-redirect', 'will-frame-navigate'];
  it.each(EVENTS)('%s within the UI passes', (name) => expect(prevented(name, `${UI}/service/checkout`)).toBe(false));
  it.each(EVENTS.flatMap((name) => ['https://evil.test/', 'app://ui.evil/', 'app://evil/wall', 'app://ui@evil/', 'app:ui/wall', 'file:///etc/passwd', 'data:text/html,x', 'javascript:alert(1)', 'about:blank', 'ms-msdt:/id', '\\\\evil\\x', ''].map((url) => [name, url])))('%s to "%s" is prevented', (name, url) =>
    expect(prevented(name ?? '', url ?? '')).toBe(true),
  );
  it('no window is opened and no web view attached', () => {
    const emitter = contents();
    expect(emitter.open?.()).toEqual({ action: 'deny' });
    const event = { preventDefault: vi.fn() };
    emitter.emit('will-attach-webview', event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
  });
});
