import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { contract, CALL_NAMES } from '../../shared/contract/contract.ts';
import { sampleOf } from '../transport/testing/sample.ts';
import { openApiDocument } from './openapi.ts';

interface Operation {
  readonly operationId: string;
  readonly responses: { readonly 200: { readonly content: { readonly 'application/json': { readonly schema: object } } } };
}

describe('the OpenAPI document', () => {
  const document = openApiDocument() as { paths: Record<string, Record<string, Operation>>; components: { schemas: object } };

  it('is a valid OpenAPI 3.1 document', async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect([result.errors, result.valid]).toEqual([undefined, true]);
  });

  it('names every call once, at its method and path', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`));
    expect(operations.sort()).toEqual([...CALL_NAMES.map((name) => `${name} ${contract[name].method} ${contract[name].path}`), 'live GET /live', 'hook POST /hooks/{hook}'].sort());
  });

  it('describes what is really answered: a sample of every call fits the schema that is published for it', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'holdfast', components: document.components });
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const { operationId, responses } of Object.values(methods)) {
        if (operationId === 'live' || operationId === 'hook') continue;
        const schema = JSON.parse(JSON.stringify(responses[200].content['application/json'].schema).replaceAll('"#/components', '"holdfast#/components')) as object;
        const validate = ajv.compile(schema);
        expect([path, validate(sampleOf(contract[operationId as keyof typeof contract].output)), validate.errors]).toEqual([path, true, null]);
        expect([path, validate({ nothing: 'of this kind' }) && Object.keys(schema).includes('required')]).toEqual([path, false]);
      }
    }
  });
});
