import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Check, Json } from './schema.ts';

/** Holds a value to a JSON Schema (draft 6 or 7) just as its author closed it, or to a definition in it: `whole(readContract(file), '#/definitions/Blocks')`. */
export function whole(schema: Json, ref = ''): Check {
  const ajv = new Ajv({ strict: false, logger: false });
  addFormats(ajv);
  const plain = Object.fromEntries(Object.entries(schema).filter(([key]) => !['$schema', '$id', 'id'].includes(key)));
  const validate = ajv.addSchema(plain, 'contract').getSchema(`contract${ref}`);
  if (validate === undefined) throw new Error(`nothing is at ${ref}`);
  return (value) => (validate(value) === true ? null : `body${validate.errors?.[0]?.instancePath ?? ''} ${validate.errors?.[0]?.message ?? 'is wrong'}`);
}
