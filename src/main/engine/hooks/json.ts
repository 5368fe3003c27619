import { HoldfastError } from '../../../shared/model/result.ts';

/** Deeper than any message of a vendor; what nests deeper is meant to break its reader. */
const DEEPEST = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** "[" and "{" differ in one bit, and so do "]" and "}". */
const BRACE_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

function isTooDeep(raw: Uint8Array): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < raw.length; at += 1) {
    const byte = raw[at] ?? 0;
    if (byte === QUOTE) inText = !inText;
    else if (inText) at += byte === BACKSLASH ? 1 : 0;
    else if ((byte | BRACE_BIT) === OPENING) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if ((byte | BRACE_BIT) === CLOSING) depth -= 1;
  }
  return false;
}

/** The value of a JSON text in UTF-8. Throws `invalid_input` with a sentence. */
export function readJson(raw: Uint8Array): unknown {
  if (isTooDeep(raw)) throw new HoldfastError('invalid_input', `Expected JSON of at most ${DEEPEST} levels.`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    throw new HoldfastError('invalid_input', 'The body is not JSON in UTF-8.');
  }
}
