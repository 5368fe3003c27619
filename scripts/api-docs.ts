import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiMarkdown } from './lib/api-document.ts';

/** Writes docs/api.md from the contract. `node scripts/api-docs.ts` */
writeFileSync(join(import.meta.dirname, '..', 'docs', 'api.md'), apiMarkdown());
