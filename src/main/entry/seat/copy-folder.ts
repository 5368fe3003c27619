import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Instant } from '../../../shared/model/instant.ts';
import { writeWhole } from '../../store/files.ts';

/** What stands beside the database of a copy: whose it is, and of when. */
const CopyMark = z.object({
  version: z.literal(1),
  /** Address of the engine. */
  from: z.string(),
  /** When the engine made it. */
  madeAt: Instant,
  /** When the engine said last that nothing has been recorded since. */
  confirmedAt: Instant,
  /** By which the engine knows it again. */
  tag: z.string().nullable(),
  head: z.object({ seq: z.number().int(), hash: z.string() }).nullable(),
});
export type CopyMark = z.infer<typeof CopyMark>;

/** Where a seat's console keeps its copy, inside its data folder. */
export interface CopyPlaces {
  readonly folder: string;
  /** Where the next one is made ready. */
  readonly next: string;
  /** The last one, between the two renames of an exchange. */
  readonly last: string;
}

export const copyPlaces = (data: string): CopyPlaces => ({ folder: join(data, 'copy'), next: join(data, 'copy.next'), last: join(data, 'copy.last') });
const markOf = (folder: string): string => join(folder, 'copy.json');

/** What is kept; null where nothing whole is. An exchange that was cut in the middle is undone first. */
export function readCopy({ folder, last }: CopyPlaces): CopyMark | null {
  if (!existsSync(folder) && existsSync(last)) renameSync(last, folder);
  try {
    const mark = CopyMark.parse(JSON.parse(readFileSync(markOf(folder), 'utf8')));
    return existsSync(join(folder, 'holdfast.db')) ? mark : null;
  } catch {
    return null;
  }
}

export const writeMark = (folder: string, mark: CopyMark): void => writeWhole(markOf(folder), `${JSON.stringify(mark, null, 2)}\n`);

/** Puts what was made ready in the place of what was kept: wherever this is stopped, one of the two is there whole. */
export function exchangeCopy({ folder, next, last }: CopyPlaces): void {
  rmSync(last, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, last);
  renameSync(next, folder);
  rmSync(last, { recursive: true, force: true });
}
