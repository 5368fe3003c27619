import type { VendorOperation } from '../vendor-operation.ts';

/** Every call of Grafana's HTTP API that is made here; the two of the proxy are made by the client of Prometheus. */
export const GRAFANA_OPERATIONS = {
  health: { id: 'getHealth', method: 'GET', path: '/api/health' },
  permissions: { id: 'listUserPermissions', method: 'GET', path: '/api/access-control/user/permissions' },
  dataSources: { id: 'getDataSources', method: 'GET', path: '/api/datasources' },
  alerts: { id: 'getAlerts', method: 'GET', path: '/api/alertmanager/grafana/api/v2/alerts' },
  findAnnotations: { id: 'getAnnotations', method: 'GET', path: '/api/annotations' },
  oneAnnotation: { id: 'getAnnotationByID', method: 'GET', path: '/api/annotations/{annotation_id}' },
  addAnnotation: { id: 'postAnnotation', method: 'POST', path: '/api/annotations' },
  changeAnnotation: { id: 'patchAnnotation', method: 'PATCH', path: '/api/annotations/{annotation_id}' },
  proxyGet: { id: 'datasourceProxyGETByUIDcalls', method: 'GET', path: '/api/datasources/proxy/uid/{uid}/{datasource_proxy_route}' },
  proxyPost: { id: 'datasourceProxyPOSTByUIDcalls', method: 'POST', path: '/api/datasources/proxy/uid/{uid}/{datasource_proxy_route}' },
} as const satisfies Readonly<Record<string, VendorOperation>>;
