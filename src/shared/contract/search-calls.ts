import { z } from 'zod';
import { IncidentId, ServiceId } from '../model/ids.ts';
import { IncidentKind } from '../model/incident.ts';
import { Instant } from '../model/instant.ts';
import { CauseCategory } from '../model/review.ts';
import { SearchHit, TextKind } from '../model/search.ts';
import { Severity } from '../model/severity.ts';
import { call } from './define.ts';

/** Calls about what was written down and is looked for again. Part of the contract. */
export const searchCalls = {
  'search.find': call({
    method: 'GET', path: '/search', right: 'view',
    summary: 'Incidents by their words: all of `q` ("phrases", `begin*`, `-without`), the best first among the newest 1,000 that match, then older ones. `in=fix` with a service, or `like` an incident, tells how it was fixed last time.',
    input: z.object({
      q: z.string().max(200).default(''),
      service: ServiceId.optional(),
      severity: Severity.optional(),
      kind: IncidentKind.optional(),
      /** Of the cause that a review gave. */
      category: CauseCategory.optional(),
      /** Id of a person who wrote a text of the incident. */
      author: z.string().min(1).max(80).optional(),
      /** Only words in texts of this kind count. */
      in: TextKind.optional(),
      /** Of the start of the incident; `to` is the first instant that is outside. */
      from: Instant.optional(),
      to: Instant.optional(),
      /** Only incidents of the cause, the rule or a service of this one, other than itself. */
      like: IncidentId.optional(),
      sort: z.enum(['best', 'newest']).default('best'),
      limit: z.coerce.number().int().min(1).max(50).default(20),
      cursor: z.string().max(60).optional(),
    }),
    output: z.object({
      items: z.array(SearchHit),
      next: z.string().nullable(),
      /** How many there are, counted to 1,000; `more`: there are more than that. */
      found: z.number().int(),
      more: z.boolean(),
    }),
  }),
} as const;
