import { FLAG, HEADER_BYTES, OPCODE, RCODE } from '../dns/codes.ts';
import { decodeMessage, encodeMessage, opcodeOf } from '../dns/message.ts';
import { DnsFormatError } from '../dns/name.ts';
import { judgeRequest } from '../dns/tsig-server.ts';
import type { TsigKey } from '../dns/tsig.ts';
import { decodeQuery, encodeAnswer, encodeError } from './dns-message.ts';
import type { Respond } from './dns-server.ts';
import type { DemoZone } from './dns-zone.ts';

interface Authority {
  readonly zone: DemoZone;
  readonly keys: readonly TsigKey[];
  /** Only the primary changes its zone. */
  readonly takesUpdates: boolean;
}

/** What an authoritative name server of the zone answers: questions, and updates that are signed with one of its keys. */
export function respondFor({ zone, keys, takesUpdates }: Authority): Respond {
  const ask = (packet: Buffer): Buffer | null => {
    const decoded = decodeQuery(packet);
    if (decoded.kind === 'ignore') return null;
    return decoded.kind === 'query' ? encodeAnswer(decoded.query, zone.answer(decoded.query)) : encodeError(decoded.id, decoded.opcode, decoded.rcode);
  };
  const serve = (packet: Buffer, signed: boolean): Buffer | null => {
    if (opcodeOf({ flags: packet.readUInt16BE(2) }) !== OPCODE.update) return ask(packet);
    const message = decodeMessage(packet);
    const rcode = !takesUpdates ? RCODE.notAuth : signed ? zone.update(message) : RCODE.refused;
    return encodeMessage({ ...message, flags: FLAG.response | (OPCODE.update << 11) | rcode, answers: [], authority: [], additional: [] });
  };
  return (packet) => {
    if (packet.length < HEADER_BYTES) return null;
    const [id, flags] = [packet.readUInt16BE(0), packet.readUInt16BE(2)];
    if ((flags & FLAG.response) !== 0) return null;
    const opcode = opcodeOf({ flags });
    try {
      const judged = judgeRequest(packet, keys, Math.floor(Date.now() / 1_000));
      if (judged.kind === 'unsigned') return serve(packet, false);
      if (judged.kind === 'refused') return judged.tell(encodeError(id, opcode, RCODE.notAuth));
      const answer = serve(judged.message, true);
      return answer === null ? null : judged.sign(answer);
    } catch (error) {
      // Questions are read more leniently than what is signed: one that only this reader cannot read is still answered.
      if (error instanceof DnsFormatError) return opcode === OPCODE.update ? encodeError(id, opcode, RCODE.formatError) : ask(packet);
      throw error;
    }
  };
}
