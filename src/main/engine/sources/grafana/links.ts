/** A query in Explore: https://grafana.com/docs/grafana/latest/explore/#generate-explore-urls-from-external-tools */
export function exploreUrl(base: string, dataSource: string, query: string): string {
  const pane = { datasource: dataSource, queries: [{ refId: 'A', expr: query }], range: { from: 'now-1h', to: 'now' } };
  return `${base}/explore?${new URLSearchParams({ schemaVersion: '1', panes: JSON.stringify({ holdfast: pane }) }).toString()}`;
}
