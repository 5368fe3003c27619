import type { Request, Route } from 'playwright-core';
import { admit } from './network.ts';
import { schemeOf, toElectron, knowScheme } from './origins.ts';
import { strict, StrictEmitter } from './strict.ts';

interface BeforeRequest {
  readonly url: string;
  readonly method: string;
  readonly resourceType: string;
  readonly webContentsId: number;
}
type BeforeRequestListener = (details: BeforeRequest, callback: (answer: { cancel?: boolean }) => void) => void;

let beforeRequest: BeforeRequestListener | null = null;
const handlers = new Map<string, (request: Request_) => Response | Promise<Response>>();
type Request_ = globalThis.Request;

/** Handlers for permissions and devices are taken and kept; this Chromium grants nothing to anybody, so they are never asked. */
class Session extends StrictEmitter {
  readonly webRequest = strict('webRequest', { onBeforeRequest: (listener: BeforeRequestListener): void => void (beforeRequest = listener) });
  constructor() {
    super('Session', ['will-download']);
  }
  setPermissionRequestHandler(_handler: unknown): void {}
  setPermissionCheckHandler(_handler: unknown): void {}
  setDevicePermissionHandler(_handler: unknown): void {}
  setDisplayMediaRequestHandler(_handler: unknown): void {}
}

export const defaultSession = strict('Session', new Session());
export const session = strict('session', { defaultSession });

let ready = false;
export const sessionsAreReady = (): void => void (ready = true);

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: (schemes: readonly { readonly scheme: string; readonly privileges: object }[]): void => {
    if (ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme } of schemes) knowScheme(scheme);
  },
  handle: (scheme: string, handler: (request: Request_) => Response | Promise<Response>): void => {
    if (!ready) throw new Error('protocol.handle can only be used when the app is ready');
    handlers.set(scheme, handler);
  },
});

const TYPES: Readonly<Record<string, string>> = { document: 'mainFrame', stylesheet: 'stylesheet', image: 'image', font: 'font', script: 'script', xhr: 'xhr', fetch: 'xhr', websocket: 'webSocket', media: 'media' };

/** One request of a window: asks `onBeforeRequest`, then answers from the app's own scheme, or lets it into the network. */
export async function serve(route: Route, request: Request, webContentsId: number): Promise<void> {
  const url = toElectron(request.url());
  if (await isCancelled({ url, method: request.method(), resourceType: TYPES[request.resourceType()] ?? 'other', webContentsId })) return route.abort('blockedbyclient');
  const scheme = schemeOf(url);
  if (scheme === null) {
    admit(url);
    return route.continue();
  }
  const handler = handlers.get(scheme);
  if (handler === undefined) return route.abort('failed');
  const response = await handler(new globalThis.Request(url, { method: request.method() }));
  return route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.from(await response.arrayBuffer()) });
}

const isCancelled = (details: BeforeRequest): Promise<boolean> =>
  new Promise((resolve) => {
    if (beforeRequest === null) resolve(false);
    else beforeRequest(details, ({ cancel }) => resolve(cancel ?? false));
  });
