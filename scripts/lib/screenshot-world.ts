/** Cumulative latency shares at these bounds, in seconds: what a healthy API looks like. */
const BOUNDS = [['0.025', 0.22], ['0.05', 0.51], ['0.1', 0.79], ['0.25', 0.965], ['0.5', 0.992], ['1', 0.999], ['+Inf', 1]] as const;
const REQUESTS_PER_SECOND = 40;

/** Counters and a latency histogram of a few services, at speeds that wander as real traffic does. */
export function livelyMetrics(services: readonly string[]): () => string {
  const state = services.map((name) => ({ name, total: 0, failed: 0, mood: 0, buckets: BOUNDS.map(() => 0) }));
  let last = performance.now() - 1_000;
  return () => {
    const seconds = (performance.now() - last) / 1_000;
    last = performance.now();
    return `${['# TYPE http_requests_total counter', '# TYPE http_request_duration_seconds histogram', ...state.flatMap((one) => advance(one, seconds))].join('\n')}\n`;
  };
}

interface ServiceState {
  readonly name: string;
  total: number;
  failed: number;
  /** -1 (quick) … 1 (slow), a walk that is pulled back to 0. */
  mood: number;
  readonly buckets: number[];
}

function advance(state: ServiceState, seconds: number): string[] {
  state.mood = state.mood * 0.92 + (Math.random() - 0.5) * 0.5;
  const requests = REQUESTS_PER_SECOND * seconds * (1 + state.mood * 0.2);
  state.total += requests;
  state.failed += requests * 0.002 * (1 + Math.random());
  BOUNDS.forEach(([, share], index) => (state.buckets[index] = (state.buckets[index] ?? 0) + requests * share ** (1 + state.mood * 0.5)));
  const { name } = state;
  return [
    `http_requests_total{service="${name}",code="200"} ${String(state.total - state.failed)}`,
    `http_requests_total{service="${name}",code="500"} ${String(state.failed)}`,
    ...BOUNDS.map(([le], index) => `http_request_duration_seconds_bucket{service="${name}",le="${le}"} ${String(state.buckets[index])}`),
    `http_request_duration_seconds_sum{service="${name}"} ${String(state.total * 0.08)}`,
    `http_request_duration_seconds_count{service="${name}"} ${String(state.total)}`,
  ];
}

const SERVICES = [
  { id: 'checkout', name: 'Checkout API', tier: 1, source: 'eu' },
  { id: 'login', name: 'Login', tier: 1, source: 'eu' },
  { id: 'payments', name: 'Payments', tier: 1, source: 'us' },
  { id: 'search', name: 'Search', tier: 2, source: 'us' },
] as const;

const signalsOf = ({ id, source }: (typeof SERVICES)[number]): string => {
  const common = `service: ${id}, source: ${source}, every: 2s`;
  const requests = `http_requests_total{service="${id}"`;
  return [
    `  - { id: ${id}-p95, kind: latency, ${common}, query: 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="${id}"}[15s])))' }`,
    `  - { id: ${id}-errors, kind: errorRate, ${common}, query: 'sum(rate(${requests},code=~"5.."}[15s])) / sum(rate(${requests}}[15s]))' }`,
  ].join('\n');
};

/** holdfast.yaml of a workspace that reads two Prometheus servers. */
export const twoRegions = (eu: string, us: string): string => `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
sources:
  - { id: eu, type: prometheus, name: Prometheus EU, url: "${eu}" }
  - { id: us, type: prometheus, name: Prometheus US, url: "${us}" }
services:
${SERVICES.map(({ id, name, tier }) => `  - { id: ${id}, name: ${name}, tier: ${tier} }`).join('\n')}
signals:
${SERVICES.map(signalsOf).join('\n')}
rules:
${SERVICES.map(({ id }) => `  - { id: ${id}-slow, signal: ${id}-p95, when: { above: 0.8, consecutive: 3 }, severity: P1 }`).join('\n')}
`;
