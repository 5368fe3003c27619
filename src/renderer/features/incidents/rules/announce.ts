import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { ROLE_WORD, standingWord } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';

type Told = Pick<IncidentDetail, 'id' | 'state' | 'standing' | 'mergedInto' | 'severity' | 'roles' | 'decision' | 'private' | 'healthQuestion'>;

/** What changed between two pictures of an incident, for whoever hears the screen rather than sees it; "" where nothing of weight did. */
export function announcement(before: Told, after: Told): string {
  const said: string[] = [];
  if (standingWord(before) !== standingWord(after)) said.push(`${after.id} is now ${standingWord(after)}`);
  if (before.severity !== after.severity) said.push(`Severity is now ${after.severity}`);
  for (const { role, person, name } of after.roles) if (!before.roles.some((each) => each.role === role && each.person === person)) said.push(`${ROLE_WORD[role]} is ${plain(name, 60)}`);
  for (const { role, person, name } of before.roles) if (!after.roles.some((each) => each.role === role && each.person === person)) said.push(`${plain(name, 60)} is no longer ${ROLE_WORD[role].toLowerCase()}`);
  if (after.decision !== null && after.decision.at !== before.decision?.at) said.push('A decision was recorded');
  if (before.private !== after.private) said.push(after.private ? 'It is private now' : 'It is no longer private');
  if (before.healthQuestion === null && after.healthQuestion !== null) said.push('Its services are healthy: is it over');
  return said.length === 0 ? '' : `${said.join('. ')}.`;
}
