import { CLASS, RCODE, TYPE } from '../dns/codes.ts';
import { encodeName } from '../dns/name.ts';
import type { Answer, Query, ResourceRecord } from './dns-message.ts';
import { LOOPBACK } from './loopback-port.ts';

export const DEMO_ZONE = 'demo.holdfast.test';
export const DEMO_NAME = `api.${DEMO_ZONE}`;
/** Where the corrupted record leads: loopback too, but nobody listens there. */
const NOWHERE = '127.0.0.2';
const NAME_SERVER = `ns.${DEMO_ZONE}`;
/** Short, as for every name that must be able to move quickly. */
const API_TTL_SECONDS = 5;
const ZONE_TTL_SECONDS = 60;

const ipv4 = (address: string): Buffer => Buffer.from(address.split('.').map(Number));

/** The demo's zone. `corrupted` is what a routine change did to it: the API's address is wrong. */
export class DemoZone {
  #serial = 1;
  #corrupted = false;

  setCorrupted(corrupted: boolean): void {
    if (corrupted !== this.#corrupted) this.#serial += 1;
    this.#corrupted = corrupted;
  }

  /** What this server says to a question; REFUSED for what is not its own. */
  answer({ question, ednsVersion }: Query): Answer {
    const { name, type } = question;
    const bare = (rcode: number): Answer => ({ rcode, authoritative: false, answers: [], authority: [] });
    if (ednsVersion !== null && ednsVersion > 0) return bare(RCODE.badVersion);
    const ours = name === DEMO_ZONE || name.endsWith(`.${DEMO_ZONE}`);
    if (!ours || question.class !== CLASS.IN || type === TYPE.AXFR || type === TYPE.IXFR) return bare(RCODE.refused);
    const atName = this.#records().filter((record) => record.name === name);
    const answers = atName.filter((record) => type === TYPE.ANY || record.type === type);
    const authority = answers.length === 0 ? [this.#soa()] : [];
    return { rcode: atName.length === 0 ? RCODE.nxDomain : RCODE.noError, authoritative: true, answers, authority };
  }

  #records(): readonly ResourceRecord[] {
    return [
      this.#soa(),
      { name: DEMO_ZONE, type: TYPE.NS, ttlSeconds: ZONE_TTL_SECONDS, data: encodeName(NAME_SERVER) },
      { name: NAME_SERVER, type: TYPE.A, ttlSeconds: ZONE_TTL_SECONDS, data: ipv4(LOOPBACK) },
      { name: DEMO_NAME, type: TYPE.A, ttlSeconds: API_TTL_SECONDS, data: ipv4(this.#corrupted ? NOWHERE : LOOPBACK) },
    ];
  }

  #soa(): ResourceRecord {
    const numbers = Buffer.alloc(20);
    [this.#serial, 60, 30, 3_600, API_TTL_SECONDS].forEach((value, index) => numbers.writeUInt32BE(value, index * 4));
    return { name: DEMO_ZONE, type: TYPE.SOA, ttlSeconds: API_TTL_SECONDS, data: Buffer.concat([encodeName(NAME_SERVER), encodeName(`hostmaster.${DEMO_ZONE}`), numbers]) };
  }
}
