import type { DemoFaultId } from '../../shared/model/entities.ts';

/** What each fault is called, and what the one who starts it will see. */
export const FAULT_TEXTS: Readonly<Record<DemoFaultId, { readonly name: string; readonly explains: string }>> = {
  latency: { name: 'Latency', explains: 'Every service answers about eight times slower: p95 and p99 climb within seconds while errors stay low.' },
  errors: { name: 'Errors', explains: 'Checkout and payments fail 30 to 60 % of their requests with 5xx; login and search stay well.' },
  dns: { name: 'DNS corrupted', explains: 'A routine change leads the API’s name to an address where nothing listens: clients get lost and traffic collapses while the servers say they are well.' },
  region: { name: 'Region down', explains: 'The first region refuses every connection, its metrics included. The second is well, and gets traffic once the name leads there.' },
  blackout: { name: 'Total blackout', explains: 'Both regions refuse every connection, their metrics included: probes report them down, and there is nowhere to fail over to.' },
  backlog: { name: 'Queue backlog', explains: 'The job workers stop, and 3,000 jobs of an outage wait. When this ends they are let go at once and keep the API down, unless they were throttled before.' },
};
