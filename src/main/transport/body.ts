import { fail, type CallError, type Result } from '../../shared/model/result.ts';

type Body = Readonly<Record<string, unknown>>;

/** A refusal with a status of its own where the code's is not exact enough. */
type Refusal = { readonly ok: false; readonly error: CallError; readonly status: number };
export type BodyResult = Result<Body> | Refusal;
export type BytesResult = Result<Uint8Array> | Refusal;

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a JSON object of at most `maxBytes`; nothing at all is an empty one. */
export async function readJson(request: Request, maxBytes: number): Promise<BodyResult> {
  const bytes = await readJsonBytes(request, maxBytes);
  if (!bytes.ok) return bytes;
  if (bytes.value.length === 0) return { ok: true, value: {} };
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value));
    return isObject(value) ? { ok: true, value } : fail('invalid_input', 'Expected a JSON object.');
  } catch {
    return fail('invalid_input', 'The body is not JSON in UTF-8.');
  }
}

/** The bytes of a body that says that it is JSON; what is longer is given up at once, whatever was announced. */
export async function readJsonBytes(request: Request, maxBytes: number): Promise<BytesResult> {
  const announced = Number(request.headers.get('content-length') ?? '0');
  if (announced > maxBytes) return tooLarge(maxBytes);
  const bytes = request.body === null ? new Uint8Array() : await readAtMost(request.body, maxBytes);
  if (bytes === null) return tooLarge(maxBytes);
  if (bytes.length > 0 && !/^application\/json *(?:; *charset=utf-8)?$/i.test(request.headers.get('content-type') ?? '')) {
    return { ...fail('invalid_input', 'Expected a body of Content-Type: application/json.'), status: 415 };
  }
  return { ok: true, value: bytes };
}

const tooLarge = (maxBytes: number): ReturnType<typeof fail> => fail('too_large', `This is more than the ${Math.floor(maxBytes / 1024)} KiB that are read here.`);

async function readAtMost(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    length += part.length;
    if (length > maxBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}
