import type { Signal, Source } from './entities.ts';

/** Sources that tell nothing now and have no signals, so that no tile shows it: alerts of theirs would go unheard. */
export function deafSources(sources: readonly Source[], signals: Iterable<Pick<Signal, 'source'>>): readonly Source[] {
  const failing = sources.filter(({ state }) => state === 'failing');
  if (failing.length === 0) return failing;
  const measuring = new Set(Array.from(signals, ({ source }) => source));
  return failing.filter(({ id }) => !measuring.has(id));
}
