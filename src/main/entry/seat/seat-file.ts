import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Instant } from '../../../shared/model/instant.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { TermPerson } from '../../../shared/model/console.ts';
import { writeWhole } from '../../store/files.ts';

/** What a console knows of the engine whose seat it is; it holds a session, so only its owner may read it. */
const SeatFile = z.object({
  version: z.literal(1),
  /** Such as `https://ops-1:7420`. */
  origin: z.string(),
  /** PEM of the certificate that was compared; null: what authorities vouch for. */
  pinned: z.string().nullable(),
  /** Null where a token of the environment is used. */
  session: z.object({ token: z.string(), cookieName: z.string() }).nullable(),
  /** A person has let this console act in the engine's place. */
  takeOver: z.object({ at: Instant, by: TermPerson, reason: z.string(), from: z.string(), copyAt: Instant }).nullable(),
});
export type SeatFile = z.infer<typeof SeatFile>;

const fileIn = (data: string): string => join(data, 'seat.json');

/** Null where the folder is no seat's. Throws a sentence where that cannot be known. */
export function readSeatFile(data: string): SeatFile | null {
  const file = fileIn(data);
  if (!existsSync(file)) return null;
  try {
    return SeatFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new HoldfastError('invalid_input', `${file} cannot be read: expected what Holdfast wrote when this console was connected to an engine. Remove it to connect anew with --connect and --code.`);
  }
}

export const writeSeatFile = (data: string, seat: SeatFile): void => writeWhole(fileIn(data), `${JSON.stringify(seat, null, 2)}\n`);
