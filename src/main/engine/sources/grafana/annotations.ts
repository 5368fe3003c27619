import { z } from 'zod';
import type { WrittenMark } from '../source.ts';

/** Of an annotation as Grafana tells it; `timeEnd` equals `time`, or is 0, where it is no region. Instants are on its clock, in ms. */
const Annotation = z.object({ id: z.int(), text: z.string(), tags: z.array(z.string()).nullish(), time: z.number(), timeEnd: z.number().nullish() });
export const Annotations = z.array(Annotation);
export const Added = z.object({ id: z.int() });

export const asMark = ({ id, text, tags, time, timeEnd }: z.infer<typeof Annotation>): WrittenMark => ({ id, text, tags: tags ?? [], from: time, until: timeEnd == null || timeEnd <= time ? null : timeEnd });
