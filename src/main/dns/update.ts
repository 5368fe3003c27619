import { CLASS, OPCODE, TYPE } from './codes.ts';
import { encodeMessage, type DnsRecord } from './message.ts';

/** A change of RFC 2136: what must be so, and what is done if it is; all of it or nothing. */
export interface DnsUpdate {
  readonly id: number;
  readonly zone: string;
  readonly prerequisites: readonly DnsRecord[];
  readonly updates: readonly DnsRecord[];
}

const NO_DATA = Buffer.alloc(0);

/** The set holds exactly these. */
export const setIs = (name: string, type: number, values: readonly Buffer[]): readonly DnsRecord[] => values.map((data) => ({ name, type, class: CLASS.IN, ttlSeconds: 0, data }));
/** There is no such set. */
export const setIsAbsent = (name: string, type: number): DnsRecord => ({ name, type, class: CLASS.NONE, ttlSeconds: 0, data: NO_DATA });
export const nameIsInUse = (name: string): DnsRecord => ({ name, type: TYPE.ANY, class: CLASS.ANY, ttlSeconds: 0, data: NO_DATA });
export const nameIsNotInUse = (name: string): DnsRecord => ({ name, type: TYPE.ANY, class: CLASS.NONE, ttlSeconds: 0, data: NO_DATA });
export const deleteSet = (name: string, type: number): DnsRecord => ({ name, type, class: CLASS.ANY, ttlSeconds: 0, data: NO_DATA });
export const deleteOne = (name: string, type: number, data: Buffer): DnsRecord => ({ name, type, class: CLASS.NONE, ttlSeconds: 0, data });
export const addOne = (name: string, type: number, ttlSeconds: number, data: Buffer): DnsRecord => ({ name, type, class: CLASS.IN, ttlSeconds, data });

export const encodeUpdate = ({ id, zone, prerequisites, updates }: DnsUpdate): Buffer =>
  encodeMessage({ id, flags: OPCODE.update << 11, questions: [{ name: zone, type: TYPE.SOA, class: CLASS.IN }], answers: prerequisites, authority: updates, additional: [] });
