import { HoldfastError } from '../../shared/model/result.ts';
import { byOf } from '../engine/incidents/view.ts';
import { rightForStep } from '../engine/review/corrective.ts';
import type { Reviews } from '../engine/review/service.ts';
import { refusalFor } from './dispatch.ts';
import type { Handlers } from './engine-port.ts';

type ReviewCall = 'reviews.list' | 'reviews.get' | 'reviews.put' | 'reviews.story' | 'reviews.compare' | 'causes.list' | 'causes.get' | 'correctiveActions.list' | 'correctiveActions.get' | 'correctiveActions.add' | 'correctiveActions.edit' | 'correctiveActions.act';

/** The calls of the contract about what is learned from incidents. */
export const createReviewHandlers = (reviews: Reviews): Pick<Handlers, ReviewCall> => ({
  'reviews.list': (query, actor) => reviews.list(query, byOf(actor)),
  'reviews.get': ({ incident }, actor) => reviews.get(incident, byOf(actor)),
  'reviews.put': ({ incident, version, ...draft }, actor) => reviews.put(incident, version, draft, byOf(actor)),
  'reviews.story': ({ incident }, actor) => reviews.story(incident, byOf(actor)),
  'reviews.compare': ({ incident, with: other }, actor) => reviews.compare(incident, other, byOf(actor)),
  'causes.list': (query, actor) => reviews.causes(query, byOf(actor)),
  'causes.get': ({ id }, actor) => reviews.cause(id, byOf(actor)),
  'correctiveActions.list': (query, actor) => reviews.actions(query, byOf(actor)),
  'correctiveActions.get': ({ id }, actor) => reviews.action(id, byOf(actor)),
  'correctiveActions.add': (draft, actor) => reviews.add(draft, byOf(actor)),
  'correctiveActions.edit': ({ id, version, ...changes }, actor) => reviews.edit(id, version, changes, byOf(actor)),
  'correctiveActions.act': ({ id, action }, actor) => {
    const refusal = refusalFor(actor, rightForStep(action));
    if (refusal !== null) throw new HoldfastError(refusal.code, refusal.message, refusal.details);
    return reviews.act(id, action, byOf(actor));
  },
});
