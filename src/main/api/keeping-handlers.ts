import path from 'node:path';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { toRfc3339 } from '../../shared/model/units.ts';
import type { ResolvedBackup } from '../config/resolved.ts';
import type { Keeping, KeptBackup } from '../engine/keeping/service.ts';
import { shelfOf } from '../store/shelf.ts';
import type { Handlers } from './engine-port.ts';

export interface KeepingHandlerPorts {
  /** Null where this process keeps no backups. */
  readonly keeping: Keeping | null;
  readonly settings: () => ResolvedBackup;
  readonly head: () => { readonly seq: number; readonly hash: string } | null;
  readonly bytes: () => number;
}

/** The calls of the contract about backups. */
export const createKeepingHandlers = ({ keeping, settings, head, bytes }: KeepingHandlerPorts): Pick<Handlers, 'backups.list' | 'backups.make'> => {
  const here = (): Keeping => {
    if (keeping === null) throw new HoldfastError('unavailable', 'What is recorded here is not kept on disk, so there is nothing to back up.');
    return keeping;
  };
  return {
    'backups.list': () => {
      const kept = here();
      return {
        file: kept.file, bytes: bytes(), head: head(), folder: shelfOf(kept.file), second: kept.second(),
        everySeconds: settings().everyMs / 1_000, keep: settings().keep, making: kept.making(), problem: kept.problem(), items: kept.list().map(shown),
      };
    },
    'backups.make': async () => {
      const { path: made } = await here().make();
      const found = here().list().find((backup) => backup.path === made);
      if (found === undefined) throw new HoldfastError('unavailable', 'The backup was made, and is gone again: something else empties the folder of backups.');
      return shown(found);
    },
  };
};

const shown = ({ path: file, madeAt, bytes, schemaVersion, proven, manifest }: KeptBackup): CallOutput<'backups.make'> => ({
  name: path.basename(file), madeAt: toRfc3339(madeAt), bytes, schemaVersion, proven, head: manifest?.head ?? null, configuration: manifest?.configuration != null,
});
