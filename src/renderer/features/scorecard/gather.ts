import type { CallInput, CallOutput } from '../../../shared/contract/contract.ts';
import type { ScorecardIncident, ScorecardMetric } from '../../../shared/model/scorecard.ts';
import type { Client } from '../../platform/ports.ts';
import { unwrap } from '../../platform/use-call.ts';
import { gatherIncidents, LISTED, type ExportedIncident, type Listed } from './rules/csv-rows.ts';
import type { CardQuery } from './use-card.ts';

const PAGE = 1_000;
/** A file that a spreadsheet still opens, from lists that take seconds and not minutes. */
export const MOST_INCIDENTS = 10_000;

async function listOf(client: Client, query: CardQuery, metric: ScorecardMetric, show: 'counted' | 'leftOut'): Promise<readonly ScorecardIncident[]> {
  const found: ScorecardIncident[] = [];
  let cursor: string | null = null;
  do {
    const input: CallInput<'scorecard.incidents'> = { ...query, metric, show, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
    const page: CallOutput<'scorecard.incidents'> = unwrap(await client('scorecard.incidents', input));
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && found.length < MOST_INCIDENTS);
  return found.slice(0, MOST_INCIDENTS);
}

const both = async (client: Client, query: CardQuery, metric: ScorecardMetric): Promise<readonly ScorecardIncident[]> => [...(await listOf(client, query, metric, 'counted')), ...(await listOf(client, query, metric, 'leftOut'))];

/** The incidents of the period, newest first, each with what it contributes to every figure; those left out come last. */
export async function gatherBehind(client: Client, query: CardQuery): Promise<readonly ExportedIncident[]> {
  const all = await both(client, query, 'incidents');
  const repeats = new Map((await listOf(client, query, 'recurrence', 'counted')).map(({ incident, recurs }) => [incident, recurs]));
  const lists = {} as Record<Listed, readonly ScorecardIncident[]>;
  for (const metric of LISTED) lists[metric] = await both(client, query, metric);
  return gatherIncidents(all.map((each) => ({ ...each, recurs: repeats.get(each.incident) ?? each.recurs })), lists);
}
