import { z } from 'zod';
import { Duration } from './duration-text.ts';
import { SignalId, SourceId } from './ids.ts';
import { HttpProbe, NameServer } from './sources/probe.ts';

const LinkName = z.string().min(1).max(40);

/** The way of one request, which Holdfast goes itself: name servers, resolver, TCP, TLS, HTTP. */
const CheckedWay = HttpProbe.omit({ stage: true }).extend({
  link: LinkName.default('HTTP').describe('what answers at the end of this way'),
  source: SourceId.optional().describe('id of a probe source; the only one unless told'),
  every: Duration.default('15s').describe('how often it is checked; 1s or more'),
  authoritative: z.array(NameServer).min(1).max(13).optional().describe('address or address:port of each authoritative name server; found by the NS records of the zone unless told'),
});
export type CheckedWayConfig = z.infer<typeof CheckedWay>;

const ChainSignal = z.strictObject({ link: LinkName.describe('what it is a link of, such as load balancer'), signal: SignalId.describe('id of the signal that tells whether this link holds') });

export const ChainConfig = z.array(z.union([ChainSignal, CheckedWay])).min(1).max(20);
export type ChainConfig = z.infer<typeof ChainConfig>;
