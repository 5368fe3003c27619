import type { VendorOperation } from '../vendor-operation.ts';

/** Every call of Alertmanager's API v2 that is made here. */
export const OPERATIONS = {
  status: { id: 'getStatus', method: 'GET', path: '/api/v2/status' },
  alerts: { id: 'getAlerts', method: 'GET', path: '/api/v2/alerts' },
  groups: { id: 'getAlertGroups', method: 'GET', path: '/api/v2/alerts/groups' },
  silences: { id: 'getSilences', method: 'GET', path: '/api/v2/silences' },
  createSilence: { id: 'postSilences', method: 'POST', path: '/api/v2/silences' },
  expireSilence: { id: 'deleteSilence', method: 'DELETE', path: '/api/v2/silence/{silenceID}' },
} as const satisfies Readonly<Record<string, VendorOperation>>;
