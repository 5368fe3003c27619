import { createContext, useContext } from 'react';
import type { Run } from '../../../../shared/model/continuity/run.ts';
import { assertPresent } from '../../../../shared/model/result.ts';
import type { Looker, Steering } from './rules/may.ts';
import type { Steer } from './use-steer.ts';

/** What wants words before it is done. */
export type Ask = { readonly form: Extract<Steering, 'rollBack' | 'abort' | 'takeOver'> } | { readonly form: 'settle'; readonly happened: boolean } | { readonly form: 'approve' } | { readonly form: 'keys' };

export interface RunPageContext {
  readonly run: Run;
  readonly looker: Looker;
  readonly nameOf: (person: string) => string;
  /** Opens the form of something that needs one. */
  readonly ask: (what: Ask) => void;
  /** Does something that needs none; the page says what went wrong. */
  readonly steer: (what: Steer) => void;
  /** Says why a key or a button does nothing. */
  readonly refuse: (why: string) => void;
  readonly busy: boolean;
  /** Whether single letters act. */
  readonly letters: boolean;
}

export const RunContext = createContext<RunPageContext | null>(null);
export const useRunPage = (): RunPageContext => assertPresent(useContext(RunContext), 'parts of a run’s page need the page above them');
