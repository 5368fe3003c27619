import react from '@vitejs/plugin-react';
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { AddressInfo } from 'node:net';
import { build } from 'vite';

const PAGES = join(import.meta.dirname, 'page');
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };

/** The product's own content policy, so that what would break it breaks here. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; trusted-types holdfast";

/** Builds the pages as a release would be built, and serves them on a free loopback port. */
export async function servePages(): Promise<{ url: string; close: () => Promise<void> }> {
  const out = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  await build({
    configFile: false,
    root: PAGES,
    base: '/',
    publicDir: join(import.meta.dirname, '..', '..', 'src', 'renderer', 'public'),
    logLevel: 'warn',
    plugins: [react()],
    build: { outDir: out, emptyOutDir: true, assetsInlineLimit: 0, rollupOptions: { input: ['ours', 'uplot', 'gallery'].map((name) => join(PAGES, `${name}.html`)) } },
  });
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    readFile(join(out, path)).then(
      (body) => response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-security-policy': POLICY }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // `listen` on a port always gives an address of this shape.
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    await new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
    await rm(out, { recursive: true, force: true });
  };
  return { url: `http://127.0.0.1:${port}`, close };
}
