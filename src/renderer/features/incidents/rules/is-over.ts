import type { IncidentDetail } from '../../../../shared/model/incident.ts';

/** Nobody works on it any more. */
export const isOver = ({ standing, state }: Pick<IncidentDetail, 'standing' | 'state'>): boolean => standing === 'dismissed' || standing === 'merged' || state === 'resolved' || state === 'reviewed';
