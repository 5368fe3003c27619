import type { StateKind } from '../../../shared/model/state.ts';
import type { StateName } from './state.ts';

/** The kit's shape for each state of a service. */
export const MARK_OF: Readonly<Record<StateKind, StateName>> = { P0: 'P0', P1: 'P1', P2: 'P2', blind: 'blind', late: 'late', noData: 'none', maintenance: 'maintenance', ok: 'ok' };
