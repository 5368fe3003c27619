import { viewerOf } from '../engine/incidents/view.ts';
import type { Search } from '../engine/search/service.ts';
import type { Handlers } from './engine-port.ts';

/** The call of the contract that finds incidents by their words. */
export const createSearchHandlers = (search: Search): Pick<Handlers, 'search.find'> => ({
  'search.find': (query, actor) => search.find(query, viewerOf(actor)),
});
