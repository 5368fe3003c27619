import { useMemo } from 'react';
import { plain } from '../../../../shared/text/plain.ts';
import { usePeople } from '../../incidents/index.ts';

/** How people are named on this screen; whoever is not in the configuration any more by their id. */
export function usePersonName(): (person: string) => string {
  const people = usePeople();
  return useMemo(() => {
    const names = new Map(people.map(({ id, name }) => [id, name]));
    return (person: string) => plain(names.get(person) ?? person, 60);
  }, [people]);
}
