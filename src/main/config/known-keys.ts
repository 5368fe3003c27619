import { z } from 'zod';
import { HoldfastConfig } from '../../shared/model/config.ts';
import type { ConfigPath } from './config-path.ts';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** JSON Schema of `holdfast.yaml` as a person writes it (defaults may be left out), for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(HoldfastConfig, { io: 'input' }),
    title: 'holdfast.yaml',
    description: 'What Holdfast watches: sources, services, signals, rules and people.',
  };
}

let root: Schema | null = null;
const rootSchema = (): Schema => (root ??= configJsonSchema() as Schema);

/** The keys that may stand at `path`, given the value that stands there (it decides between a prometheus and a probe source). */
export function knownKeys(path: ConfigPath, data: unknown): string[] {
  let schemas: readonly Schema[] = [rootSchema()];
  let value = data;
  schemas = branches(schemas, value);
  for (const step of path) {
    value = isGroup(value) ? value[String(step)] : Array.isArray(value) && typeof step === 'number' ? (value as unknown[])[step] : undefined;
    schemas = branches(schemas.flatMap((schema) => child(schema, step)), value);
  }
  return [...new Set(schemas.flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

const isGroup = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function child(schema: Schema, step: string | number): Schema[] {
  if (typeof step === 'number') return schema.items === undefined ? [] : [schema.items];
  const named = schema.properties !== undefined && Object.hasOwn(schema.properties, step) ? schema.properties[step] : undefined;
  if (named !== undefined) return [named];
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
}

/** Opens unions: a branch whose constant (`type: probe`) contradicts the value is no candidate, and those that know most of its keys are. */
function branches(schemas: readonly Schema[], value: unknown): Schema[] {
  return schemas.flatMap((schema) => {
    const inner = schema.oneOf ?? schema.anyOf;
    if (inner === undefined) return [schema];
    const fitting = inner.filter((branch) => !contradicts(branch, value));
    const candidates = fitting.length > 0 ? fitting : inner;
    const most = Math.max(...candidates.map((branch) => keysKnown(branch, value)));
    return branches(candidates.filter((branch) => keysKnown(branch, value) === most), value);
  });
}

const contradicts = (branch: Schema, value: unknown): boolean =>
  isGroup(value) && Object.entries(branch.properties ?? {}).some(([key, { const: fixed }]) => fixed !== undefined && Object.hasOwn(value, key) && value[key] !== fixed);

const keysKnown = (branch: Schema, value: unknown): number => (isGroup(value) ? Object.keys(value).filter((key) => Object.hasOwn(branch.properties ?? {}, key)).length : 0);
