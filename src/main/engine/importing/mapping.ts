import { ImportMapping } from '../../../shared/contract/incident-inputs.ts';

export type Target = ImportMapping['columns'][string];

/** What columns of other products' exports are called, in lower case without anything but letters. */
const USUAL: Readonly<Record<Exclude<Target, 'ignore'>, readonly string[]>> = {
  id: ['id', 'incidentid', 'key', 'number', 'reference', 'incident'],
  title: ['title', 'name', 'summary', 'subject', 'headline', 'description'],
  severity: ['severity', 'priority', 'sev', 'urgency'],
  kind: ['kind', 'type', 'category'],
  services: ['services', 'service', 'component', 'components', 'affected', 'affectedservices', 'application'],
  impactStartedAt: ['impactstartedat', 'startedat', 'start', 'starttime', 'impactstart', 'began', 'beganat', 'occurredat'],
  detectedAt: ['detectedat', 'detected', 'reportedat', 'triggeredat', 'alertedat', 'createdat', 'created', 'openedat'],
  declaredAt: ['declaredat', 'declared'],
  acknowledgedAt: ['acknowledgedat', 'acknowledged', 'ackedat', 'acked'],
  mitigatedAt: ['mitigatedat', 'mitigated', 'stableat', 'fixedat'],
  resolvedAt: ['resolvedat', 'resolved', 'closedat', 'end', 'endtime', 'endedat', 'closed'],
  impactEndedAt: ['impactendedat', 'impactend', 'recoveredat'],
  durationSeconds: ['durationseconds', 'duration', 'seconds', 'ttrseconds'],
  cause: ['cause', 'rootcause', 'reason'],
  notes: ['notes', 'note', 'comment', 'comments', 'postmortem', 'details'],
};

const key = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '');

/** What each column probably is; each target once, the first column that fits best. */
export function guessMapping(columns: readonly string[]): ImportMapping {
  const taken = new Set<Target>();
  const guessed = new Map<string, Target>(columns.map((name) => [name, 'ignore']));
  for (const [target, names] of Object.entries(USUAL) as [Target, readonly string[]][])
    for (const name of names) {
      const column = columns.find((each) => key(each) === name && guessed.get(each) === 'ignore');
      if (column === undefined || taken.has(target)) continue;
      guessed.set(column, target);
      taken.add(target);
    }
  return ImportMapping.parse({ columns: Object.fromEntries(guessed) });
}

/** What is wrong with a mapping as a whole, for this file. */
export function mappingProblems(mapping: ImportMapping, columns: readonly string[]): string[] {
  const targets = columns.map((name) => mapping.columns[name] ?? 'ignore').filter((target) => target !== 'ignore');
  const twice = targets.find((target, index) => targets.indexOf(target) !== index);
  const unknown = Object.keys(mapping.columns).filter((name) => !columns.includes(name));
  return [
    ...(twice === undefined ? [] : [`Expected one column for "${twice}", found several.`]),
    ...(targets.includes('title') ? [] : ['Expected a column for the title.']),
    ...(targets.includes('impactStartedAt') || targets.includes('detectedAt') || targets.includes('declaredAt') ? [] : ['Expected a column that tells when an incident began, was detected or was declared.']),
    ...unknown.map((name) => `The file has no column "${name.slice(0, 60)}".`),
  ];
}
