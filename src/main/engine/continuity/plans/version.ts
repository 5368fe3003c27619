import type { HttpLook } from '../../../../shared/model/continuity/request-config.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import { read, type HttpStepDeps } from '../steps/http/call.ts';

const READ_MS = durationMs(10_000);
const LONGEST = 200;
/** What the field that holds a version is called, the surest first. */
const FIELDS = ['version', 'release', 'tag', 'commit', 'sha', 'build'];

/** Asks where the version of now is read. */
export async function readVersion(look: HttpLook, deps: HttpStepDeps, abort: AbortSignal): Promise<{ readonly now: string | null; readonly says: string }> {
  const { text, says } = await read(look, READ_MS, deps, abort);
  if (text === null) return { now: null, says };
  const now = versionIn(text);
  return now === null ? { now, says: `${says}, without a version` } : { now, says };
}

/** A text is the version itself; of an object one of its fields is. */
export function versionIn(text: string): string | null {
  const told = fromJson(text) ?? (/^\s*[[{]/.test(text) ? '' : (text.trim().split(/\r?\n/, 1)[0] ?? ''));
  const version = told.trim();
  return version === '' || version.length > LONGEST || version.startsWith('<') ? null : version;
}

function fromJson(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string') return value;
    if (typeof value !== 'object' || value === null) return null;
    const named = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return FIELDS.flatMap((field) => named.filter(([name]) => name.toLowerCase() === field).map(([, version]) => version))[0] ?? null;
  } catch {
    return null;
  }
}
