/** Writes resources/holdfast.schema.json from the schema of the code. `node scripts/schema.ts` */
import { writeFileSync } from 'node:fs';
import { configSchemaText } from '../src/main/config/schema-file.ts';

writeFileSync(new URL('../resources/holdfast.schema.json', import.meta.url), configSchemaText());
