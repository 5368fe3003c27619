import fs from 'node:fs';
import path from 'node:path';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { Journal } from '../journal/journal.ts';
import type { CopyPorts } from './ports.ts';

/** A copy of this workspace for a seat; `file` null: what it has is as new. */
export interface CopyMade {
  /** Hash of the journal's last row in it; "empty" where there is none. */
  readonly head: string;
  readonly file: string | null;
}

export interface Copies {
  /** `known` "*": none is wanted. One at a time: who asks while one is made gets that one. Rejects with a sentence. */
  get(known: string | null): Promise<CopyMade>;
}

const NAME = /^workspace-.*\.tar$/;

/** Hands out copies. The last one is kept for whoever has not got it yet. */
export function createCopies({ file, folder, version, configuration, make }: CopyPorts, head: Journal['head']): Copies {
  let last: { readonly head: string; readonly file: string } | null = null;
  let making: Promise<CopyMade> | null = null;
  let made = 0;
  const headNow = (): string => head()?.hash ?? 'empty';

  const run = async (): Promise<CopyMade> => {
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      made += 1;
      const to = path.join(folder, `workspace-${process.pid}-${made}.tar`);
      const manifest = await make({ file, to, version, configuration: await configuration() });
      last = { head: manifest.head?.hash ?? 'empty', file: to };
      // Whoever reads an older one at this moment reads on: its name is gone, not the file.
      for (const name of fs.readdirSync(folder)) if (NAME.test(name) && path.join(folder, name) !== to) fs.rmSync(path.join(folder, name), { force: true });
      return last;
    } catch (error) {
      throw error instanceof HoldfastError ? error : new HoldfastError('unavailable', `No copy was made: ${error instanceof Error ? error.message : String(error)}.`);
    } finally {
      making = null;
    }
  };

  return {
    get: async (known) => {
      const now = headNow();
      if (known === now || known === '*') return { head: now, file: null };
      return last?.head === now ? last : (making ??= run());
    },
  };
}
