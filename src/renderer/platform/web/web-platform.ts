import type { Platform } from '../ports.ts';
import { createBrowserShell } from './browser-shell.ts';
import { createHttpClient } from './http-client.ts';
import { createEnterPin, createPair } from './pairing.ts';
import { printWithBrowser, saveWithBrowser } from './paper.ts';
import { createSseConnection } from './sse-connection.ts';

export const createWebPlatform = (): Platform => ({
  client: createHttpClient(),
  live: createSseConnection(),
  shell: createBrowserShell(),
  printing: { makes: 'dialog', print: printWithBrowser },
  saveFile: saveWithBrowser,
  pair: createPair(),
  enterPin: createEnterPin(),
});
