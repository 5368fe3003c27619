import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';

const MAX_BYTES = 4 * 1024 * 1024;

const Environment = z.looseObject({
  name: z.string().optional(),
  values: z.array(z.looseObject({ key: z.string(), value: z.unknown(), type: z.string().optional(), enabled: z.boolean().optional() })),
});
export type Environment = z.infer<typeof Environment>;

export type ReadEnvironment = { readonly ok: true; readonly environment: Environment } | { readonly ok: false; readonly message: string };

/** A Postman environment as the app exports it; `null`: none is named. */
export async function readEnvironment(file: string | null): Promise<ReadEnvironment> {
  if (file === null) return { ok: true, environment: { values: [] } };
  try {
    const found = await stat(file);
    if (!found.isFile()) return { ok: false, message: `${file} is no regular file, expected a Postman environment` };
    if (found.size > MAX_BYTES) return { ok: false, message: `${file} has more than ${MAX_BYTES / 1_048_576} MiB, expected a Postman environment` };
    const read = Environment.safeParse(JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, '')));
    if (read.success) return { ok: true, environment: read.data };
    return { ok: false, message: `${file} is no Postman environment: expected "values", a list of {"key", "value"}` };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, message: `${file} is not JSON, expected a Postman environment` };
    const { code } = error as NodeJS.ErrnoException;
    return { ok: false, message: code === 'ENOENT' ? `there is no file ${file}` : `${file} cannot be read (${code ?? 'unknown error'})` };
  }
}

/** The environment with secrets in the place of values of the same name, or beside them. */
export function withSecrets(environment: Environment, secrets: ReadonlyMap<string, string>): Environment {
  const kept = environment.values.filter(({ key }) => !secrets.has(key));
  return { ...environment, name: environment.name ?? 'Holdfast', values: [...kept, ...[...secrets].map(([key, value]) => ({ key, value, type: 'secret', enabled: true }))] };
}

/** Values that must be shown nowhere. */
export const secretValues = ({ values }: Environment): string[] => values.flatMap(({ type, value }) => (type === 'secret' && typeof value === 'string' ? [value] : []));
