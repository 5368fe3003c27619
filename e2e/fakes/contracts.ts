import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Json } from './schema.ts';

/**
 * The vendors' own API descriptions lie in `contracts/` of the folder that HOLDFAST_SHARED names. Most carry licences that are
 * not ours, so none is part of the project; tests of a fake are skipped without them (and fail with HOLDFAST_REQUIRE_SHARED=1).
 */
const FOLDER = path.join(process.env['HOLDFAST_SHARED'] ?? '', 'contracts');

/** For `describe.skipIf`: true where the descriptions are missing and not demanded. */
export const WITHOUT_CONTRACTS = process.env['HOLDFAST_REQUIRE_SHARED'] !== '1' && (process.env['HOLDFAST_SHARED'] === undefined || !existsSync(FOLDER));

/** One line for the title of what is skipped. */
export const NEEDS_CONTRACTS = 'HOLDFAST_SHARED names a folder with contracts/';

/** Reads a description, JSON or YAML: `readContract('datadog/v1.openapi.json')`. */
export function readContract(name: string): Json {
  const file = path.join(FOLDER, name);
  if (!existsSync(file)) throw new Error(`The vendor's description ${name} is missing: ${file}. HOLDFAST_SHARED must name a folder with contracts/.`);
  const text = readFileSync(file, 'utf8');
  return (file.endsWith('.json') ? JSON.parse(text) : parse(text)) as Json;
}
