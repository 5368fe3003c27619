import { contract, type CallName, type CallOutput } from '../contract/contract.ts';
import { fail, ok, type Result } from '../model/result.ts';

export const NOT_UNDERSTOOD = 'The answer could not be understood; this page and the engine may be of different versions.';

/** Checks an answer against the contract; what the contract does not name is dropped. */
export function checkOutput<N extends CallName>(name: N, result: Result<unknown>): Result<CallOutput<N>> {
  if (!result.ok) return result;
  const parsed = contract[name].output.safeParse(result.value);
  // The schema is the one of this very call, which the compiler cannot follow through an index.
  return parsed.success ? ok(parsed.data as CallOutput<N>) : fail('internal', NOT_UNDERSTOOD);
}
