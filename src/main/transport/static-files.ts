import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
/** As vite names what it builds: the content's hash stands in the name, so the content never changes. */
const HASHED = /^\/assets\/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;
const NONCE = '__STYLE_NONCE__';

export interface StaticFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly cache: string;
}

export interface StaticFiles {
  /** Looked up by its whole path; an address is never joined to a folder. */
  find(path: string): StaticFile | null;
  /** The page, with a nonce of its own in place of every `__STYLE_NONCE__`. */
  document(): { readonly html: string; readonly nonce: string };
  readonly paths: readonly string[];
}

/** Reads the built renderer once, at start; what is not found then is never served. Throws where the page itself is missing. */
export function readStaticFiles(folder: string, page = 'index.html'): StaticFiles {
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const relative = join(entry.parentPath, entry.name).slice(folder.length).split('\\').join('/').replace(/^\/?/, '/');
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined || relative.includes('/.')) continue;
    files.set(relative, {
      body: new Uint8Array(readFileSync(join(entry.parentPath, entry.name))),
      type,
      cache: HASHED.test(relative) ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  }
  const parts = readFileSync(join(folder, page), 'utf8').split(NONCE);
  return {
    find: (path) => files.get(path) ?? null,
    document: () => {
      const nonce = randomBytes(16).toString('base64');
      return { html: parts.join(nonce), nonce };
    },
    paths: [...files.keys()],
  };
}
