import { openStore } from '../../store/open.ts';
import { openReadOnly } from '../../store/read-only.ts';
import type { Store } from '../../store/store.ts';
import type { ConsolePorts } from './ports.ts';
import { newestTerm } from './repo.ts';

/**
 * A copy, and the workspace of an engine that has stood down, are opened for reading: every effect is written down before it is sent
 * or done, so that nothing can be.
 */
export function openWorkspace(mode: ConsolePorts['mode'], options: Parameters<typeof openStore>[0]): Store {
  if (mode === 'copy') return openReadOnly(options.file, options);
  const store = openStore(options);
  if (newestTerm(store.read)?.kind !== 'stoodDown') return store;
  store.close();
  return openReadOnly(options.file, options);
}
