import type { z } from 'zod';
import type { ChangeInput } from '../../../shared/contract/change-calls.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { fromRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { ChangeDraft } from './draft.ts';

const instant = (text: string | undefined): EpochMs | null => (text === undefined ? null : fromRfc3339(text));

/** The change that somebody tells in our own words. Throws `invalid_input` where it ends before it begins. */
export function toldChange({ service, services, at, endedAt, ...told }: z.output<typeof ChangeInput>, from: ChangeDraft['from']): ChangeDraft {
  if (at !== undefined && endedAt !== undefined && endedAt < at) throw new HoldfastError('invalid_input', `endedAt: expected an instant that is not before "at" (${at}), found ${endedAt}`);
  return {
    from, externalId: told.externalId ?? null, kind: told.kind, title: told.title, status: told.status,
    about: [...(service === undefined ? [] : [service]), ...services],
    by: told.by ?? null, link: told.link ?? null, at: instant(at), endedAt: instant(endedAt), toldAt: null, before: told.before ?? null, after: told.after ?? null,
  };
}
