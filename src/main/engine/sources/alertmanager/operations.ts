import type { VendorOperation } from '../vendor-operation.ts';

/** Every call of Alertmanager's API v2 that is made here. */
export const OPERATIONS = {
  status: { id: 'getStatus', method: 'GET', path: '/api/v2/status' },
  alerts: { id: 'getAlerts', method: 'GET', path: '/api/v2/alerts' },
} as const satisfies Readonly<Record<string, VendorOperation>>;
