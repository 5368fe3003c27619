import { z } from 'zod';
import { call } from './define.ts';
import { list, page } from './paging.ts';
import { CorrectiveDraft, CorrectiveEdit, CorrectiveOf, CorrectiveStep, ReviewDraft } from './review-inputs.ts';
import { CauseId, IncidentId } from '../model/ids.ts';
import { Cause, CorrectiveAction, CorrectiveCounts, Earlier, Review, ReviewHead } from '../model/review.ts';
import { Comparison, Story } from '../model/story.ts';

const incident = z.object({ incident: IncidentId });
const flag = z.union([z.enum(['true', 'false']).transform((text) => text === 'true'), z.boolean()], 'expected "true" or "false"');
/** Of what was seen, so that nobody overwrites what they have not seen. */
const version = (least: number) => z.coerce.number('expected the "version" that was seen, over HTTP in the header If-Match').int().min(least);

/** Calls about what is learned from incidents: reviews, causes, corrective actions. Part of the contract. */
export const reviewCalls = {
  'reviews.list': call({
    method: 'GET', path: '/reviews', right: 'view', summary: 'Reviews: those that are due, open or closed, the one due first at the top; closed ones the newest first.',
    input: list.extend({ state: z.enum(['due', 'open', 'closed', 'all']).default('all'), lead: z.string().max(80).optional() }),
    output: page(ReviewHead).extend({ counts: z.object({ due: z.number().int(), open: z.number().int(), overdue: z.number().int() }) }),
  }),
  'reviews.get': call({ method: 'GET', path: '/reviews/{incident}', right: 'view', summary: 'The review of an incident: cause, 5 Whys, factors, corrective actions, report, and what is missing before it can be closed.', input: incident, output: Review }),
  'reviews.put': call({
    method: 'PUT', path: '/reviews/{incident}', right: 'publish', ifMatch: true,
    summary: 'Writes the review as it was at `version` (header If-Match, 0 for one that nobody has begun); 409 tells what changed since. It is closed and opened again by the actions `review` and `reopenReview` of the incident.',
    input: incident.extend({ version: version(0), ...ReviewDraft }), output: Review,
  }),
  'reviews.story': call({ method: 'GET', path: '/reviews/{incident}/story', right: 'view', summary: 'The whole incident in lanes over time: alerts, roles, updates, decisions with their numbers, and since when each was known.', input: incident, output: Story }),
  'reviews.compare': call({ method: 'GET', path: '/reviews/{incident}/compare', right: 'view', summary: 'An incident beside another one, both counted from their own start.', input: incident.extend({ with: IncidentId }), output: Comparison }),

  'causes.list': call({ method: 'GET', path: '/causes', right: 'view', summary: 'Causes that incidents were found to have, the last one first.', input: list.extend({ query: z.string().max(200).optional() }), output: page(Cause) }),
  'causes.get': call({ method: 'GET', path: '/causes/{id}', right: 'view', summary: 'One cause with its incidents, the newest first.', input: z.object({ id: CauseId }), output: Cause.extend({ incidents: z.array(Earlier) }) }),

  'correctiveActions.list': call({
    method: 'GET', path: '/corrective-actions', right: 'view', summary: 'Corrective actions: open ones first, the one due first at the top.',
    input: list.extend({ state: z.enum(['open', 'done', 'dropped', 'all']).default('all'), overdue: flag.default(false), owner: z.string().max(80).optional(), incident: IncidentId.optional(), cause: CauseId.optional() }),
    output: page(CorrectiveAction).extend({ counts: CorrectiveCounts }),
  }),
  'correctiveActions.get': call({ method: 'GET', path: '/corrective-actions/{id}', right: 'view', summary: 'One corrective action.', input: CorrectiveOf, output: CorrectiveAction }),
  'correctiveActions.add': call({ method: 'POST', path: '/corrective-actions', right: 'publish', summary: 'Adds a corrective action to the review of an incident.', input: z.object(CorrectiveDraft), output: CorrectiveAction }),
  'correctiveActions.edit': call({
    method: 'PATCH', path: '/corrective-actions/{id}', right: 'publish', ifMatch: true, summary: 'Changes a corrective action as it was at `version` (header If-Match).',
    input: CorrectiveOf.extend({ version: version(1), ...CorrectiveEdit }), output: CorrectiveAction,
  }),
  'correctiveActions.act': call({
    method: 'POST', path: '/corrective-actions/{id}/events', right: 'publish',
    summary: 'Looks whether the proof has passed, puts a link as proof, confirms it as a second person, reopens or drops. To reopen and to drop need `operate`.',
    input: CorrectiveOf.extend({ action: CorrectiveStep }), output: CorrectiveAction,
  }),
} as const;
