import { documentPolicy, SECURITY_HEADERS } from '../transport/security-headers.ts';
import type { StaticFiles } from '../transport/static-files.ts';

/** A static page without scripts, for a window whose renderer dies again and again. */
export const SAFE_VIEW_PATH = '/safe';
/** Pages of the UI have no dot in their path, files always do; only a service's id may hold some. */
const PAGE = /^\/(?:[A-Za-z0-9_~-]+(?:\/(?:[A-Za-z0-9_~-]|%[0-9A-F]{2})+)*|service\/[A-Za-z0-9][A-Za-z0-9._-]{0,62})?$/;

/** Of the safe view: nothing but its own text and one style. */
const safePolicy = (nonce: string): string => `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`;

export interface UiProtocolOptions {
  readonly files: StaticFiles;
  /** Such as `app://ui`, without a slash at its end. */
  readonly uiOrigin: string;
  /** The safe view's HTML; its one `<style>` carries the nonce. */
  readonly safeView: (nonce: string) => string;
}

/** Answers the UI's own scheme: built files looked up by their whole path, the document for every page, and nothing else. */
export function createUiHandler({ files, uiOrigin, safeView }: UiProtocolOptions): (request: Pick<Request, 'method' | 'url'>) => Response {
  return ({ method, url }) => {
    if (method !== 'GET' && method !== 'HEAD') return answer('', 405, {});
    const path = pathOf(url, uiOrigin);
    if (path === null) return answer('', 404, {});
    const file = files.find(path);
    if (file !== null) return answer(file.body, 200, { 'content-type': file.type, 'cache-control': file.cache });
    if (!PAGE.test(path)) return answer('', 404, {});
    const { html, nonce } = files.document();
    const [body, policy] = path === SAFE_VIEW_PATH ? [safeView(nonce), safePolicy(nonce)] : [html, documentPolicy(nonce)];
    return answer(body, 200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
  };
}

/** The path as it came: what the parser had to change (`..`, backslashes) leads nowhere. */
function pathOf(url: string, uiOrigin: string): string | null {
  const plain = url.split(/[?#]/, 1)[0] ?? '';
  return plain.startsWith(`${uiOrigin}/`) ? plain.slice(uiOrigin.length) : null;
}

const answer = (body: string | Uint8Array<ArrayBuffer>, status: number, headers: Readonly<Record<string, string>>): Response => new Response(body, { status, headers: { ...SECURITY_HEADERS, ...headers } });
