import { LOOPBACK } from './loopback-port.ts';

/**
 * The two sites of the demo's API. Both listen on the same port, so that whoever knows the name goes where it leads; all of 127.0.0.0/8
 * is loopback on Linux and Windows, elsewhere the second address may have to be added first.
 */
export const REGION_IDS = ['first', 'second'] as const;
export type RegionId = (typeof REGION_IDS)[number];
export const REGIONS: Readonly<Record<RegionId, { readonly address: string }>> = { first: { address: LOOPBACK }, second: { address: '127.0.0.3' } };
/** Where the corrupted record leads: loopback too, but nobody listens there. */
export const NOWHERE = '127.0.0.2';
