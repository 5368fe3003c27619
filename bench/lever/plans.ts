import { stringify } from 'yaml';

export const GROUPS = 6;
export const planOf = (group: number): string => `plan-${group}`;
const STEPS = 90;
const TARGETS = 60;

/** One request after the other: as many steps, as one step with many targets, as jobs that are let back in, as several services that are switched. */
function stepsOf(group: number, url: string): object[] {
  const at = (path: string): string => `${url}/${group}/${path}`;
  const calls = Array.from({ length: STEPS }, (_, index) => ({ id: `s${index}`, kind: 'http', request: { url: at(`s${index}`) } }));
  const kind = group % 3;
  if (kind === 0) return calls;
  const many = { id: 'many', kind: 'http', targets: Array.from({ length: TARGETS }, (_, index) => `t${index}`), request: { url: at('{{target}}') }, undo: { url: at('un-{{target}}') } };
  if (kind === 1) return [many, ...calls];
  return [{ id: 'ramp', kind: 'ramp', ladder: [5, 25, 50, 100], dwell: '1s', set: { url: at('ramp/{{rung}}') }, while: [{ http: { url: at('health') } }] }, ...calls];
}

export const leverPlans = (url: string): string =>
  stringify({
    version: 1,
    workspace: { name: 'Bench', timeZone: 'UTC' },
    services: [{ id: 'checkout', name: 'Checkout', tier: 1 }],
    plans: Array.from({ length: GROUPS }, (_, group) => ({ id: planOf(group), name: `Plan ${group}`, kind: 'failover', group: `group-${group}`, services: ['checkout'], steps: stepsOf(group, url) })),
  });
