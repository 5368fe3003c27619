import { CLASS, RCODE, TYPE } from '../dns/codes.ts';
import type { DnsMessage } from '../dns/message.ts';
import { encodeName, isWithin } from '../dns/name.ts';
import type { Answer, Query, ResourceRecord } from './dns-message.ts';
import { judgeUpdate } from './dns-update.ts';
import { LOOPBACK } from './loopback-port.ts';
import { REGIONS } from './regions.ts';

export const DEMO_ZONE = 'demo.holdfast.test';
export const DEMO_NAME = `api.${DEMO_ZONE}`;
/** What drills switch in the place of the name that everybody needs. */
export const DRILL_NAME = `drill.${DEMO_ZONE}`;
const NAME_SERVERS = [`ns1.${DEMO_ZONE}`, `ns2.${DEMO_ZONE}`] as const;
/** Short, as for every name that must be able to move quickly. */
export const API_TTL_SECONDS = 2;
const ZONE_TTL_SECONDS = 60;

export const ipv4 = (address: string): Buffer => Buffer.from(address.split('.').map(Number));

const START: readonly ResourceRecord[] = [
  ...NAME_SERVERS.flatMap((name): ResourceRecord[] => [
    { name: DEMO_ZONE, type: TYPE.NS, ttlSeconds: ZONE_TTL_SECONDS, data: encodeName(name) },
    { name, type: TYPE.A, ttlSeconds: ZONE_TTL_SECONDS, data: ipv4(LOOPBACK) },
  ]),
  ...[DEMO_NAME, DRILL_NAME].map((name): ResourceRecord => ({ name, type: TYPE.A, ttlSeconds: API_TTL_SECONDS, data: ipv4(REGIONS.first.address) })),
];

/** The demo's zone, as one name server has it. */
export class DemoZone {
  #serial = 1;
  #records = START;
  readonly #followers = new Set<() => void>();

  /** What this server says to a question; REFUSED for what is not its own. */
  answer({ question, ednsVersion }: Query): Answer {
    const { name, type } = question;
    const bare = (rcode: number): Answer => ({ rcode, authoritative: false, answers: [], authority: [] });
    if (ednsVersion !== null && ednsVersion > 0) return bare(RCODE.badVersion);
    if (!isWithin(name, DEMO_ZONE) || question.class !== CLASS.IN || type === TYPE.AXFR || type === TYPE.IXFR) return bare(RCODE.refused);
    const atName = [this.#soa(), ...this.#records].filter((record) => record.name === name);
    const answers = atName.filter((record) => type === TYPE.ANY || record.type === type || record.type === TYPE.CNAME);
    const authority = answers.length === 0 ? [this.#soa()] : [];
    return { rcode: atName.length === 0 ? RCODE.nxDomain : RCODE.noError, authoritative: true, answers, authority };
  }

  /** Does what an update asks for, all of it or nothing, and tells the code of the answer. */
  update(message: DnsMessage): number {
    const judged = judgeUpdate(message, DEMO_ZONE, [this.#soa(), ...this.#records]);
    if (judged.rcode !== RCODE.noError || judged.records === null) return judged.rcode;
    this.#records = judged.records.filter(({ type }) => type !== TYPE.SOA);
    this.#serial += 1;
    for (const follower of this.#followers) follower();
    return RCODE.noError;
  }

  onChange(follower: () => void): void {
    this.#followers.add(follower);
  }

  /** Everything as another server has it: what a zone transfer does. */
  copy(from: DemoZone): void {
    this.#serial = from.#serial;
    this.#records = from.#records;
  }

  #soa(): ResourceRecord {
    const numbers = Buffer.alloc(20);
    [this.#serial, 60, 30, 3_600, API_TTL_SECONDS].forEach((value, index) => numbers.writeUInt32BE(value, index * 4));
    return { name: DEMO_ZONE, type: TYPE.SOA, ttlSeconds: API_TTL_SECONDS, data: Buffer.concat([encodeName(NAME_SERVERS[0]), encodeName(`hostmaster.${DEMO_ZONE}`), numbers]) };
  }
}
