/** The first lines of a new plan, `dash` far in; whoever writes it goes on from there. `taken`: ids that other plans have. */
export function newPlanText(dash: number, taken: readonly string[], service: string): string {
  let id = 'new-plan';
  for (let number = 2; taken.includes(id); number += 1) id = `new-plan-${number}`;
  return [
    `- id: ${id}`,
    '  name: New plan',
    '  kind: failover  # or rollback, degrade, recover, failBack, businessContinuity',
    `  services: [${service}]`,
    '  objective: 8m',
    '  steps:',
    '    - { id: pause, name: A moment, kind: wait, for: 5s }',
  ]
    .map((line) => `${' '.repeat(dash)}${line}`)
    .join('\n');
}
