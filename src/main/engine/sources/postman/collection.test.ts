import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../store/testing/fixtures.ts';
import { missingName, readCollection, recognise } from './collection.ts';
import { readEnvironment, secretValues, withSecrets } from './environment.ts';
import { collectionText, EXAMPLE_COLLECTION, request } from './testing/collections.ts';

const said = (text: string): string | null => {
  const read = recognise(text);
  return read.ok ? null : read.message;
};
const schema = (version: string): string => `https://schema.getpostman.com/json/collection/${version}/collection.json`;

describe('what a file is', () => {
  it('a collection of v2.1, with the names of its folders and requests', async () => {
    expect(await readCollection(EXAMPLE_COLLECTION)).toMatchObject({ ok: true, collection: { name: 'Payments API', folders: [], requests: ['Get status'] } });
    const nested = recognise(`\uFEFF${collectionText([request('A', { url: 'http://a.test' }), { name: 'F', item: [{ name: 'G', item: [request('B', { url: 'http://b.test' })] }] }])}`);
    expect(nested).toMatchObject({ ok: true, collection: { folders: ['F', 'G'], requests: ['A', 'B'] } });
  });

  it.each([
    ['not JSON', 'info: {}', 'is not JSON, expected a collection (v2.1)'],
    ['v2.0', JSON.stringify({ info: { name: 'x', schema: schema('v2.0.0') }, item: [] }), 'is a collection in Postman’s v2.0 format: export it from Postman as "Collection v2.1"'],
    ['v1', JSON.stringify({ id: '1', name: 'x', order: [], requests: [] }), 'is a collection in Postman’s v1 format: export it from Postman as "Collection v2.1"'],
    ['an answer of Postman’s API', JSON.stringify({ collection: { info: { name: 'x' } } }), 'holds a collection inside "collection", as Postman’s API answers: export it from Postman as "Collection v2.1"'],
    ['an environment', JSON.stringify({ name: 'x', values: [] }), 'is an environment, expected a collection (v2.1)'],
    ['OpenAPI', JSON.stringify({ openapi: '3.1.0', info: { title: 'x' } }), 'is an OpenAPI description: import it into Postman, and export the collection as "Collection v2.1"'],
    ['a later version', JSON.stringify({ info: { name: 'x', schema: schema('v4.0.0') }, item: [{ name: 'a', request: 'http://a.test' }] }), 'is no collection (v2.1): info.schema: expected the address of the v2.1.0 schema'],
    ['no requests', collectionText([]), 'is no collection (v2.1): item: expected at least one request'],
    ['a request without one', collectionText([{ name: 'F', item: [{ name: 'a' }] }]), 'is no collection (v2.1): item.0.item.0: expected either "request" or, for a folder, "item"'],
    ['a list', '[]', /^is no collection \(v2\.1\): the whole: /],
  ])('%s', (_what, text, message) => expect(said(text)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message)));

  it('a folder of YAML files (v3) says how it can be run, any other folder that it is one', async () => {
    using folder = temporaryFolder();
    mkdirSync(folder.file('v3/.resources'), { recursive: true });
    writeFileSync(folder.file('v3/.resources/definition.yaml'), '$kind: collection\n');
    mkdirSync(folder.file('bare'));
    writeFileSync(folder.file('bare/Get status.request.yaml'), '$kind: http-request\n');
    mkdirSync(folder.file('other'));
    const v3 = (name: string): object => ({ ok: false, message: `${folder.file(name)} is a collection in Postman’s v3 format, a folder of YAML files, of which no report can be made: export it from Postman as "Collection v2.1", or run it by hand with \`postman collection run\`` });
    expect(await readCollection(folder.file('v3'))).toEqual(v3('v3'));
    expect(await readCollection(folder.file('bare'))).toEqual(v3('bare'));
    expect(await readCollection(folder.file('bare/Get status.request.yaml'))).toMatchObject({ message: expect.stringContaining('is a part of a collection in Postman’s v3 format') });
    expect(await readCollection(folder.file('other'))).toEqual({ ok: false, message: `${folder.file('other')} is a folder, expected the JSON file of a collection (v2.1)` });
    expect(await readCollection(folder.file('none.json'))).toEqual({ ok: false, message: `there is no file ${folder.file('none.json')}` });
  });

  it('a file of more than 16 MiB is not read', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.file('large.json'), Buffer.alloc(17 * 1024 * 1024));
    expect(await readCollection(folder.file('large.json'))).toEqual({ ok: false, message: `${folder.file('large.json')} has 17 MiB, expected at most 16 MiB` });
  });
});

describe('names', () => {
  const collection = { text: '', name: 'x', folders: ['Orders'], requests: ['A', 'B'] };
  it('that are there are taken, a request as a folder too', () => {
    expect(missingName(collection, undefined, undefined)).toBeNull();
    expect(missingName(collection, 'Orders', 'A')).toBeNull();
    expect(missingName(collection, 'B', undefined)).toBeNull();
  });
  it('that are not there are said with those that are', () => {
    expect(missingName(collection, 'Order', undefined)).toBe('there is no folder "Order" in the collection, expected one of "Orders"');
    expect(missingName(collection, undefined, 'C')).toBe('there is no request "C" in the collection, expected one of "A", "B"');
    expect(missingName({ ...collection, requests: Array.from({ length: 10 }, (_, at) => `r${at}`) }, undefined, 'x')).toContain('"r7" and 2 more');
    expect(missingName({ ...collection, folders: [] }, 'x', undefined)).toContain('expected none, for it has none');
  });
});

describe('an environment', () => {
  it('is read, and secrets take the place of its values', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.file('e.json'), JSON.stringify({ id: '1', name: 'Prod', values: [{ key: 'baseUrl', value: 'http://a.test' }, { key: 'token', value: 'placeholder' }, { key: 'pin', value: '1234', type: 'secret' }] }));
    const read = await readEnvironment(folder.file('e.json'));
    if (!read.ok) throw new Error(read.message);
    const environment = withSecrets(read.environment, new Map([['token', 'tok-4711']]));
    expect(environment).toMatchObject({ id: '1', name: 'Prod', values: [{ key: 'baseUrl' }, { key: 'pin' }, { key: 'token', value: 'tok-4711', enabled: true }] });
    expect(secretValues(environment)).toEqual(['1234', 'tok-4711']);
    expect(await readEnvironment(null)).toEqual({ ok: true, environment: { values: [] } });
  });
  it('that is none is said', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.file('e.json'), '{"values":{}}');
    writeFileSync(folder.file('text'), 'a=b');
    expect(await readEnvironment(folder.file('e.json'))).toEqual({ ok: false, message: `${folder.file('e.json')} is no Postman environment: expected "values", a list of {"key", "value"}` });
    expect(await readEnvironment(folder.file('text'))).toEqual({ ok: false, message: `${folder.file('text')} is not JSON, expected a Postman environment` });
    expect(await readEnvironment(folder.file('none'))).toEqual({ ok: false, message: `there is no file ${folder.file('none')}` });
    expect(await readEnvironment(folder.path)).toEqual({ ok: false, message: `${folder.path} is no regular file, expected a Postman environment` });
  });
});
