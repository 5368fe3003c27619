import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALL_NAMES, contract } from '../src/shared/contract/contract.ts';
import { apiMarkdown } from './lib/api-document.ts';

describe('docs/api.md', () => {
  it('is what the contract says (after a change: node scripts/api-docs.ts)', () => {
    expect(readFileSync(join(import.meta.dirname, '../docs/api.md'), 'utf8')).toBe(apiMarkdown());
  });

  it('has every call, with its right', () => {
    const text = apiMarkdown();
    for (const name of CALL_NAMES) expect(text).toContain(`### ${contract[name].method} ${contract[name].path}\n\n${contract[name].summary} Call \`${name}\`, right \`${contract[name].right}\`.`);
  });
});
