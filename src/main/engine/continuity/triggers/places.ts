import { traitsOf, type SourceConfig } from '../../../../shared/model/sources/index.ts';
import type { PlaceOf } from './triggers.ts';

/** What checks by itself does so from this machine: however many such sources there are, they are one place. Any other source is a place of its own. */
export function placesOf(sources: readonly SourceConfig[]): PlaceOf {
  const own = new Set<string>(sources.filter((source) => !traitsOf(source).keepsSamples).map(({ id }) => id));
  return (source) => (own.has(source) ? 'this machine' : source);
}
