import { createHash } from 'node:crypto';
import type { Differs, Json, Parcel } from './channel.ts';

/** Of what stands at a channel instead of ours: the same for the same, so that nothing is replaced but what a person has seen. */
export const digestOfTheirs = (theirs: Json): string => createHash('sha256').update(JSON.stringify(theirs)).digest('base64url').slice(0, 22);

/** Whether a person has seen exactly this there and wants ours in its place. */
export const wantsOurs = ({ replaces }: Pick<Parcel, 'replaces'>, { theirs }: Differs): boolean => replaces !== null && replaces === digestOfTheirs(theirs);
