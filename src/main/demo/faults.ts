import type { DemoFaultId } from '../../shared/model/entities.ts';

/** What each fault is called, and what the one who starts it will see. */
export const FAULT_TEXTS: Readonly<Record<DemoFaultId, { readonly name: string; readonly explains: string }>> = {
  latency: { name: 'Latency', explains: 'Every service answers about eight times slower: p95 and p99 climb within seconds while errors stay low.' },
  errors: { name: 'Errors', explains: 'Checkout and payments fail 30 to 60 % of their requests with 5xx; login and search stay well.' },
  dns: { name: 'DNS failure', explains: 'The API’s name leads to an address where nothing listens: clients get lost and traffic collapses while the servers say they are well.' },
  blackout: { name: 'Total blackout', explains: 'The API refuses every connection, its metrics included: probes report it down and metric signals go blind.' },
  backlog: { name: 'Queue backlog', explains: 'Job workers slow to a crawl: queue depth and the age of the oldest job climb, and drain when the fault ends.' },
};
