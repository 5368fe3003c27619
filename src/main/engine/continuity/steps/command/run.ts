import type { Command, ProgramConfig } from '../../../../../shared/model/continuity/request-config.ts';
import type { DurationMs } from '../../../../../shared/model/units.ts';
import type { Programs, ResolveSecrets } from '../../../ports.ts';
import { HELD, NOT_HELD, type DescribedAction, type Performed, type Stop, type ToldBack } from '../step.ts';

export interface CommandDeps {
  readonly programs: Programs;
  /** The only programs that can be run, by id. */
  readonly allowed: readonly ProgramConfig[];
  readonly resolveSecrets: ResolveSecrets;
  /** Where programs are run: a folder of ours that holds nothing. */
  readonly folder: string;
}

const fileOf = ({ program }: Command, allowed: readonly ProgramConfig[]): string | null => allowed.find(({ id }) => id === program)?.file ?? null;
const OUTPUT_SHOWN = 500;

/** Runs a program once, without a shell, with no secret of ours but those that it is given, and ends it with its time limit. */
export async function runCommand(command: Command, timeLimitMs: DurationMs, { programs, allowed, resolveSecrets, folder }: CommandDeps, { abort, held }: Stop): Promise<Performed> {
  const file = fileOf(command, allowed);
  if (file === null) return { outcome: 'notReached', says: `the program ${command.program} is not one that plans may run` };
  const env: Record<string, string> = {};
  const secrets: string[] = [];
  try {
    for (const [name, text] of Object.entries(command.env ?? {})) {
      env[name] = await resolveSecrets(text);
      if (env[name] !== text) secrets.push(env[name]);
    }
  } catch (error) {
    return { outcome: 'notReached', says: error instanceof Error ? error.message : 'a secret cannot be read' };
  }
  if (held.aborted) return HELD;
  const clean = (output: string): string => secrets.filter((secret) => secret.length > 3).reduce((rest, secret) => rest.replaceAll(secret, '•••'), output.trim()).slice(0, OUTPUT_SHOWN);
  try {
    const { exitCode, stopped, stdout, stderr } = await programs.run({ file, args: command.args, cwd: folder, env, timeLimitMs }, abort);
    const output = clean(stderr === '' ? stdout : stderr);
    const said = output === '' ? '' : `: ${output}`;
    if (stopped !== null) return { outcome: 'unknown', says: `stopped ${stopped === 'time' ? 'at its time limit' : 'before its end'}${said}` };
    if (exitCode !== null && command.exit.includes(exitCode)) return { outcome: 'done', says: `ended with ${exitCode}${said}` };
    // What a program did before it failed, only it knows.
    return { outcome: 'unknown', says: `ended with ${exitCode ?? 'no exit code'}${said}` };
  } catch (error) {
    return { outcome: 'notReached', says: `${file} cannot be started: ${error instanceof Error ? error.message : 'unknown'}` };
  }
}

/** A program that changes nothing, as a question: one of its exit codes is a yes, another one a no. */
export async function askCommand(command: Command, timeLimitMs: DurationMs, deps: CommandDeps, abort: AbortSignal): Promise<ToldBack> {
  const { outcome, says } = await runCommand(command, timeLimitMs, deps, { abort, held: NOT_HELD });
  if (outcome === 'done') return { happened: 'yes', says };
  return { happened: /^ended with \d/.test(says) ? 'no' : 'unknown', says };
}

export const describeCommand = ({ program, args, env = {} }: Command, allowed: readonly ProgramConfig[]): DescribedAction => ({
  to: program,
  lines: [[fileOf({ program, args, exit: [] }, allowed) ?? program, ...args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : JSON.stringify(arg)))].join(' '), ...Object.keys(env).map((name) => `with ${name}`)],
});
