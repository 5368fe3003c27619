import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemPrograms } from '../../../../entry/programs.ts';
import type { Collection } from '../collection.ts';
import { recognise } from '../collection.ts';
import type { RunDeps } from '../run.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../../../../${path}`, import.meta.url));

export const NEWMAN = fromRoot('node_modules/.bin/newman');
export const EXAMPLE_COLLECTION = fromRoot('resources/examples/payments.postman_collection.json');
export const RUN_DEPS: RunDeps = { programs: systemPrograms, reporter: readFileSync(fromRoot('resources/newman/newman-reporter-holdfast.cjs'), 'utf8') };

export interface RequestOf {
  readonly url: string;
  readonly test?: readonly string[];
  readonly before?: readonly string[];
  readonly body?: unknown;
}

/** A request as it stands in a collection. */
export const request = (name: string, { url, test, before, body }: RequestOf): object => ({
  name,
  event: [...(test === undefined ? [] : [script('test', test)]), ...(before === undefined ? [] : [script('prerequest', before)])],
  request: { method: body === undefined ? 'GET' : 'POST', url, ...(body === undefined ? {} : { body }) },
});
const script = (listen: string, exec: readonly string[]): object => ({ listen, script: { type: 'text/javascript', exec } });

/** Text of a collection (v2.1) of these requests and folders. */
export const collectionText = (items: readonly object[], name = 'Payments API'): string =>
  JSON.stringify({ info: { name, schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' }, item: items });

export function collectionOf(...items: object[]): Collection {
  const read = recognise(collectionText(items));
  if (!read.ok) throw new Error(read.message);
  return read.collection;
}

export const STATUS_200 = 'pm.test("Status code is 200", function () { pm.response.to.have.status(200); });';

/**
 * What a hostile script does first: newman runs scripts in Node's `vm`, and an error that a timer of the outer world throws leads out
 * of it, to everything that Node can do. `act` finds that `process` as `outer`; what it returns becomes the name of a test.
 */
export const escape = (act: string): string[] => [
  'var said = "no way out";',
  `try { setTimeout(function () {}, Symbol("x")); } catch (error) { try { var outer = error.constructor.constructor("return process")(); said = (function () { ${act} })(); } catch (inner) { said = "refused: " + inner.message; } }`,
  'pm.test(said, function () {});',
];
