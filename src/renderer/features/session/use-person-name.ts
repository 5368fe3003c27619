import { useCallback } from 'react';
import { plain } from '../../../shared/text/plain.ts';
import { useCall } from '../../platform/use-call.ts';

/** How people read on this screen: by their name in the configuration, else by their id. */
export function usePersonName(): (id: string) => string {
  const people = useCall('policy.get', {}).data?.people;
  return useCallback((id) => plain(people?.find((person) => person.id === id)?.name ?? id, 60), [people]);
}
