import type { CheckState } from '../../../shared/model/continuity/plan.ts';
import type { RunMode } from '../../../shared/model/continuity/run.ts';
import type { StateName } from '../../ui/kit/state.ts';

/** The kit's shape for what pre-flight found. */
export const CHECK_MARK: Readonly<Record<CheckState, StateName>> = { ok: 'ok', warning: 'P2', blocked: 'broken', unknown: 'blind' };

/** Real, rehearsed, or only looked at. */
export const MODE_MARK: Readonly<Record<RunMode, StateName>> = { live: 'P1', drill: 'drill', 'dry-run': 'none' };
