import { Console } from 'node:console';
import { hasFlag } from './args.ts';

const asJson = hasFlag('json');
/** Where tables go: standard output, or standard error where that is reserved for the one JSON object. */
const out = new Console(asJson ? process.stderr : process.stdout);

export const note = (line: string): void => void process.stderr.write(`${line}\n`);
export const table = (rows: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void => out.table(rows);
export const line = (text: string): void => out.log(text);

/** Ends a bench: the object for collectors with `--json`, and exit code 1 where a goal was missed. */
export function finish(result: { readonly bench: string; readonly met: boolean } & Readonly<Record<string, unknown>>): void {
  if (asJson) process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.met ? 0 : 1;
}
