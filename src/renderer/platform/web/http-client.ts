import { checkOutput } from '../../../shared/client/check-output.ts';
import { requestFor, send } from '../../../shared/client/http-client.ts';
import type { Client } from '../ports.ts';

/** The contract over HTTP, with the session cookie of this origin. */
export const createHttpClient =
  (fetchFn: typeof fetch = (...args) => fetch(...args)): Client =>
  async (name, input) =>
    checkOutput(name, await send(fetchFn, requestFor(name, input)));
