import { z } from 'zod';
import { Duration } from '../duration-text.ts';
import { SourceId } from '../ids.ts';
import { DisplayName, Secret } from './parts.ts';
import type { SourceTraits } from './traits.ts';

const Path = z.string().min(1).max(1_000);

export const PostmanSourceConfig = z.strictObject({
  id: SourceId.describe('unique among sources; signals name it'),
  type: z.literal('postman'),
  name: DisplayName.optional().describe('shown instead of the id'),
  runner: Path.optional().describe('newman or the Postman CLI: a path, or a name on PATH; found on PATH unless told'),
  timeout: Duration.default('60s').describe('how long one run may take; a signal may set its own'),
});
export type PostmanSourceConfig = z.infer<typeof PostmanSourceConfig>;

export const PostmanCheck = z.strictObject({
  collection: Path.describe('file of the collection (v2.1), relative to this file'),
  environment: Path.optional().describe('file of a Postman environment, relative to this file'),
  folder: z.string().min(1).max(200).optional().describe('only this folder of the collection is run'),
  request: z.string().min(1).max(200).optional().describe('of a latency: only the time of this request, by name; all of them unless told'),
  secrets: z.record(z.string().min(1).max(200), Secret).optional().describe('variable of the collection → secret that takes its place, usually ${env:NAME}, ${file:path} or ${secret:name}'),
  timeout: Duration.optional().describe('how long one run may take; the source’s timeout unless told'),
});
export type PostmanCheck = z.infer<typeof PostmanCheck>;

export const postmanTraits: SourceTraits<PostmanSourceConfig> = {
  label: 'Postman',
  url: () => null,
  addresses: () => [],
  secrets: () => [],
  checks: { anyOf: ['postman'], also: [], kinds: ['availability', 'latency'] },
  onlyInFile: ['runner'],
  form: {
    lead: 'Collections, run on this machine by newman or the Postman CLI',
    address: null,
    auth: false,
    headers: false,
    tls: false,
    fields: [],
    queryLanguage: null,
    proposes: false,
    after: 'A signal names the file of a collection, and is written into holdfast.yaml: postman: { collection: payments.postman_collection.json }',
  },
  evaluatesExpressions: false,
  keepsSamples: false,
};
