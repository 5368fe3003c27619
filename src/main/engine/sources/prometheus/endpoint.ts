import { splitAddress, type HttpAuth } from '../http/endpoint.ts';

/** Paths that people copy from a browser or a curl line along with the address. */
const COPIED_PATH = /\/(?:graph|query|targets|alerts|classic\/.*|api\/v1(?:\/.*)?)$/;

/** The address that `/api/v1/` is appended to, and credentials that stood in it. Null when it is no http(s) address. */
export function parseBaseUrl(text: string): { readonly base: string; readonly auth: HttpAuth } | null {
  const split = splitAddress(text);
  return split === null ? null : { ...split, base: split.base.replace(COPIED_PATH, '').replace(/\/+$/, '') };
}
