import { z } from 'zod';
import { ChannelId, PersonId } from '../ids.ts';
import { Audience } from '../policy-config.ts';
import { DisplayName } from '../sources/parts.ts';
import { UpdateKind } from '../update-kind.ts';

/** What every channel has, whatever its type. */
export const channelKeys = {
  id: ChannelId.describe('unique among channels'),
  name: DisplayName.optional().describe('shown instead of the id'),
  audience: Audience.describe('who reads there; no other text can be sent to it'),
  publishers: z.array(PersonId).min(1).max(100).optional().describe('who may publish there; all who may publish unless told'),
  kinds: z.array(UpdateKind).min(1).optional().describe('only updates of these kinds go there, such as [factsOnly] for a read-only outage channel'),
  drill: z.boolean().optional().describe('true: drills are told there, too; of drills nothing goes anywhere else'),
};

/** Which part of a page stands for which service. */
export const partsOfServices = z.record(z.string().min(1).max(63), z.string().min(1).max(100)).default({});
