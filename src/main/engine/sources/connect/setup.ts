import type { SourceConfig } from '../../../../shared/model/sources/index.ts';
import { resolveSource } from '../../../config/resolved.ts';
import { createSource, type SourceDeps } from '../registry.ts';
import { SourceFailure, type Source } from '../source.ts';

export type ConnectDeps = SourceDeps;

export const SECRET_ADVICE = 'Check the reference, or type the secret itself: it is stored, never shown again.';

/** A secret of the form cannot be read: a sentence for the person who filled it in. */
export class SetupProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SetupProblem';
  }
}

/** The adapter of a source as a form describes it: secrets are references, or stand there as they were typed. Throws `SetupProblem`, `SourceFailure`. */
export async function makeSource(setup: SourceConfig, deps: ConnectDeps): Promise<Source> {
  try {
    return await createSource(resolveSource(setup), deps);
  } catch (error) {
    if (error instanceof SourceFailure) throw error;
    const reason = error instanceof Error ? error.message : 'a secret could not be read';
    throw new SetupProblem(`${reason.charAt(0).toUpperCase()}${reason.slice(1)}`);
  }
}
