import { useMemo } from 'react';
import { plain } from '../../../../shared/text/plain.ts';
import { usePeople } from '../../incidents/index.ts';
import { useRights } from '../../session/index.ts';

/** How people are named on this screen; whoever is not in the configuration any more by their id. */
export function usePersonName(): (person: string) => string {
  const people = usePeople();
  const { person: me } = useRights();
  return useMemo(() => {
    // Whoever set Holdfast up is in no list of people.
    const names = new Map([...(me === null ? [] : [me]), ...people].map(({ id, name }) => [id, name]));
    return (person: string) => plain(names.get(person) ?? person, 60);
  }, [people, me]);
}
