import type { Alert } from '../../../shared/model/incident.ts';

/** What is shown of an alert of a private incident to whoever may not know it: that it is there, how grave, since when. */
export const alertFace = ({ receivers: _receivers, ...alert }: Alert): Alert => ({ ...alert, rule: 'private', name: 'Security event', source: null, service: null, signal: null, labels: {}, annotations: {}, url: null, value: null, limit: null, muted: null });
