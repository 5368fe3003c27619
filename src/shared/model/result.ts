import { z } from 'zod';

/** Why a call failed. Each code maps to one HTTP status (`transport/problem.ts`) and to one tone in the UI. */
export const ErrorCode = z.enum([
  'invalid_input',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'too_large',
  'rate_limited',
  'read_only',
  'unavailable',
  'internal',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

export const CallError = z.object({
  code: ErrorCode,
  /** A sentence for the person who looks: what is wrong and what was expected. */
  message: z.string(),
  details: z.unknown().optional(),
});
export type CallError = z.infer<typeof CallError>;

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: CallError };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (code: ErrorCode, message: string, details?: unknown): { ok: false; error: CallError } => ({
  ok: false,
  error: details === undefined ? { code, message } : { code, message, details },
});

/** A domain failure on its way to the caller; anything else that is thrown becomes `internal` and is logged. */
export class HoldfastError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;
  constructor(code: ErrorCode, message: string, details?: unknown) {
    super(message);
    this.name = 'HoldfastError';
    this.code = code;
    this.details = details;
  }
}

/** Makes a forgotten case a compile error. */
export function assertNever(value: never, what = 'value'): never {
  throw new Error(`Unexpected ${what}: ${JSON.stringify(value)}`);
}

/** Narrows away null and undefined; `why` says why the value must exist. */
export function assertPresent<T>(value: T | null | undefined, why: string): T {
  if (value === null || value === undefined) throw new Error(why);
  return value;
}
