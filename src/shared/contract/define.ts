import type { z } from 'zod';
import type { Right } from '../model/rights.ts';

/** Names in a path that stand for properties of the input: `/signals/{id}/points` takes `id` from the address. */
export interface CallDefinition<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`. */
  readonly path: `/${string}`;
  readonly right: Right;
  /** One sentence for the API document. */
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  /** The header If-Match becomes `version` of the input. */
  readonly ifMatch?: true;
  /** Another console asks, with no person there who could give a PIN. */
  readonly byConsole?: true;
}

export const call = <I extends z.ZodObject, O extends z.ZodType>(definition: CallDefinition<I, O>): CallDefinition<I, O> => definition;
