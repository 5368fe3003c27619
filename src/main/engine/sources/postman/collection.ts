import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { plain } from '../../../../shared/text/plain.ts';

/** A collection that can be run: its text as it was read, and what can be named in it. */
export interface Collection {
  readonly text: string;
  readonly name: string;
  /** Folders by name, and requests by name, in their order. */
  readonly folders: readonly string[];
  readonly requests: readonly string[];
}

export type ReadCollection = { readonly ok: true; readonly collection: Collection } | { readonly ok: false; readonly message: string };

const MAX_BYTES = 16 * 1024 * 1024;
const EXPORT = 'export it from Postman as "Collection v2.1"';

/** A file of a collection, or a sentence that says what is there instead. */
export async function readCollection(file: string): Promise<ReadCollection> {
  const found = await stat(file).catch(() => null);
  if (found === null) return wrong(`there is no file ${file}`);
  if (found.isDirectory()) return wrong((await isVersion3(file)) ? `${file} is a collection in Postman’s v3 format, a folder of YAML files, of which no report can be made: ${EXPORT}, or run it by hand with \`postman collection run\`` : `${file} is a folder, expected the JSON file of a collection (v2.1)`);
  if (!found.isFile()) return wrong(`${file} is no regular file`);
  if (found.size > MAX_BYTES) return wrong(`${file} has ${Math.ceil(found.size / 1_048_576)} MiB, expected at most ${MAX_BYTES / 1_048_576} MiB`);
  if (/\.request\.ya?ml$|[/\\]\.resources[/\\]definition\.ya?ml$/.test(file)) return wrong(`${file} is a part of a collection in Postman’s v3 format: ${EXPORT}`);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return wrong(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
  const read = recognise(text);
  return read.ok ? read : wrong(`${file} ${read.message}`);
}

const wrong = (message: string): { readonly ok: false; readonly message: string } => ({ ok: false, message });

/** Requests as `*.request.yaml`, folders and the collection itself as `.resources/definition.yaml`. */
async function isVersion3(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  if (names.some((name) => /\.request\.ya?ml$/.test(name))) return true;
  const definition = await readdir(path.join(folder, '.resources')).catch(() => []);
  return definition.some((name) => /^definition\.ya?ml$/.test(name));
}

interface Item {
  readonly name: string;
  readonly item?: readonly Item[] | undefined;
}

const Item: z.ZodType<Item> = z.lazy(() =>
  z
    .looseObject({ name: z.string().default(''), request: z.union([z.string(), z.looseObject({})]).optional(), item: z.array(Item).optional() })
    .refine((item) => (item.request === undefined) !== (item.item === undefined), 'expected either "request" or, for a folder, "item"'),
);
const Schema = z.string().regex(/\/v2\.1\.0\//, 'expected the address of the v2.1.0 schema');
const Version21 = z.looseObject({ info: z.looseObject({ name: z.string().min(1), schema: Schema }), item: z.array(Item).min(1, 'expected at least one request') });

/** Only looks; what else stands there is recognised so that the next step can be said. */
const Known = z.object({
  info: z.object({ schema: z.string().optional() }).optional(),
  collection: z.object({}).optional(),
  requests: z.array(z.unknown()).optional(),
  values: z.array(z.unknown()).optional(),
  openapi: z.string().optional(),
  swagger: z.string().optional(),
});

/** What the text of a file is. The message of what cannot be run follows the file's name: `is …`, `has …`. */
export function recognise(text: string): ReadCollection {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return wrong('is not JSON, expected a collection (v2.1)');
  }
  const known = Known.safeParse(data).data;
  const other = known === undefined ? null : otherThan21(known);
  if (other !== null) return wrong(other);
  const read = Version21.safeParse(data);
  if (!read.success) {
    const [issue] = read.error.issues;
    return wrong(`is no collection (v2.1): ${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not as expected'}`);
  }
  const { folders, requests } = namesIn(read.data.item);
  return { ok: true, collection: { text, name: plain(read.data.info.name, 120), folders, requests } };
}

function otherThan21({ info, collection, requests, values, openapi, swagger }: z.infer<typeof Known>): string | null {
  if (openapi !== undefined || swagger !== undefined) return 'is an OpenAPI description: import it into Postman, and export the collection as "Collection v2.1"';
  if (info?.schema !== undefined) return /\/v2\.0\.0\//.test(info.schema) ? `is a collection in Postman’s v2.0 format: ${EXPORT}` : null;
  if (collection !== undefined) return `holds a collection inside "collection", as Postman’s API answers: ${EXPORT}`;
  if (requests !== undefined) return `is a collection in Postman’s v1 format: ${EXPORT}`;
  return values === undefined ? null : 'is an environment, expected a collection (v2.1)';
}

function namesIn(items: readonly Item[]): { folders: string[]; requests: string[] } {
  const inside = items.map(({ name, item }) => {
    if (item === undefined) return { folders: [], requests: [name] };
    const { folders, requests } = namesIn(item);
    return { folders: [name, ...folders], requests };
  });
  return { folders: inside.flatMap(({ folders }) => folders), requests: inside.flatMap(({ requests }) => requests) };
}

/** Why nothing of this name can be run or picked out; null where it is there. Newman takes a request in the place of a folder, too. */
export function missingName({ folders, requests }: Collection, folder: string | undefined, request: string | undefined): string | null {
  if (folder !== undefined && !folders.includes(folder) && !requests.includes(folder)) return `there is no folder "${plain(folder, 80)}" in the collection, expected ${listed(folders)}`;
  if (request !== undefined && !requests.includes(request)) return `there is no request "${plain(request, 80)}" in the collection, expected ${listed(requests)}`;
  return null;
}

const NAMES_SHOWN = 8;
const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'none, for it has none' : `one of ${names.slice(0, NAMES_SHOWN).map((name) => `"${plain(name, 60)}"`).join(', ')}${names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : ''}`;
