import { createContext, useContext } from 'react';
import { assertPresent } from '../../../shared/model/result.ts';
import type { Review } from '../../../shared/model/review.ts';
import type { ChartCursor } from '../../ui/charts/cursor.ts';

export interface ReviewPageContext {
  readonly review: Review;
  /** The moment that is looked at; stays while one goes from one part of the review to another. */
  readonly cursor: ChartCursor;
  /** May write: right, state of the incident and the store together; nothing is offered that would be refused. */
  readonly mayWrite: boolean;
}

export const ReviewContext = createContext<ReviewPageContext | null>(null);
export const useReview = (): ReviewPageContext => assertPresent(useContext(ReviewContext), 'parts of a review need the review above them');
