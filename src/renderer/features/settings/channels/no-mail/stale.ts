import type { CallName } from '../../../../../shared/contract/contract.ts';

/** Answers that are old once somebody gets mail again, or no longer. */
export const STALE = ['suppressions.list', 'updates.recipients'] as const satisfies readonly CallName[];
