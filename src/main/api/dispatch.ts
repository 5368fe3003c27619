import { contract, type CallName } from '../../shared/contract/contract.ts';
import type { CallDefinition } from '../../shared/contract/define.ts';
import { fail, HoldfastError, ok, type CallError, type Result } from '../../shared/model/result.ts';
import type { Right } from '../../shared/model/rights.ts';
import type { Actor, Handlers, Log } from './engine-port.ts';

export type Dispatch = (name: string, input: unknown, actor: Actor | null) => Promise<Result<unknown>>;

/** What changes the world outside, or who may, wants the person and not only the seat. */
const NEEDS_PIN: ReadonlySet<Right> = new Set<Right>(['operate', 'approve', 'admin']);

/** Null = allowed. Anybody who is not known, and any right that was not given, is refused. */
export function refusalFor(actor: Actor | null, right: Right, byConsole = false): CallError | null {
  if (actor === null) return { code: 'unauthenticated', message: 'Nobody is signed in here. Pair this screen, or send a token.' };
  if (!actor.rights.includes(right)) return { code: 'forbidden', message: `This needs the right "${right}", which this seat does not have.` };
  if (NEEDS_PIN.has(right) && !byConsole && !actor.pinned) return { code: 'forbidden', message: 'Enter your PIN first.', details: { needs: 'pin' } };
  return null;
}

const isCallName = (name: string): name is CallName => Object.hasOwn(contract, name);

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** "setup.url: expected an address; limit: too big", at most five of them. */
function wordsFor(issues: readonly Issue[]): string {
  const shown = issues.slice(0, 5).map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`));
  return issues.length > shown.length ? `${shown.join('; ')}; and ${issues.length - shown.length} more` : shown.join('; ');
}

const DISK_CODES = /^(SQLITE_(READONLY|FULL|CANTOPEN|IOERR)|ENOSPC|EDQUOT|EROFS)/;
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '');

function failureOf(error: unknown, name: CallName, log: Log): Result<never> {
  if (error instanceof HoldfastError) return fail(error.code, error.message, error.details);
  log.error('a call failed', { call: name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  if (DISK_CODES.test(codeOf(error))) return fail('read_only', 'Holdfast cannot write to its database, so this was not saved.');
  return fail('internal', 'Holdfast failed at this. The log has the details.');
}

export interface DispatchParts {
  readonly handlers: Handlers;
  readonly log: Log;
  /** Why this process cannot answer a call now, whoever asks; null: it can. */
  readonly refuse?: (name: CallName) => CallError | null;
}

/**
 * Carries one call out: finds it in the contract, authorises, validates the input, calls the engine and validates the answer.
 * Whoever may not call learns nothing about what a valid call would look like, so rights come before input. What the output
 * schema does not name is dropped: a field that a handler adds by accident never leaves. Never rejects.
 */
export function createDispatch({ handlers, log, refuse = () => null }: DispatchParts): Dispatch {
  return async (name, input, actor) => {
    if (!isCallName(name)) return fail('not_found', 'There is no such call.');
    const { right, input: inputSchema, output: outputSchema, byConsole }: CallDefinition = contract[name];
    const refusal = refusalFor(actor, right, byConsole);
    if (refusal !== null || actor === null) return { ok: false, error: refusal ?? { code: 'unauthenticated', message: 'Nobody is signed in here.' } };
    const cannot = refuse(name);
    if (cannot !== null) return { ok: false, error: cannot };
    try {
      const args = inputSchema.safeParse(input ?? {});
      if (!args.success) return fail('invalid_input', wordsFor(args.error.issues), { issues: args.error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.map(String), message })) });
      // Handler and schema are those of this very call, which the compiler cannot follow through an index.
      const handler = handlers[name] as (args: unknown, actor: Actor) => unknown;
      const value = outputSchema.safeParse(await handler(args.data, actor));
      if (value.success) return ok(value.data);
      log.error('an answer does not fit the contract', { call: name, issues: wordsFor(value.error.issues) });
      return fail('internal', 'Holdfast failed at this. The log has the details.');
    } catch (error) {
      return failureOf(error, name, log);
    }
  };
}
