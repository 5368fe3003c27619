/** `--name N` of the command line, or the fallback. Ends with exit code 2 where it is no number above 0. */
export function numberFlag(name: string, fallback: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? fallback : Number(process.argv[at + 1]);
  if (!(value > 0)) {
    process.stderr.write(`--${name}: expected a number above 0\n`);
    process.exit(2);
  }
  return value;
}

export const hasFlag = (name: string): boolean => process.argv.includes(`--${name}`);
