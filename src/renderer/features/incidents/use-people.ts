import { plain } from '../../../shared/text/plain.ts';
import { useCall } from '../../platform/use-call.ts';

export interface PersonChoice {
  readonly id: string;
  readonly name: string;
}

const NOBODY: readonly PersonChoice[] = [];

/** The people of the configuration, for choosing one; empty until they are known. */
export const usePeople = (): readonly PersonChoice[] => useCall('policy.get', {}).data?.people ?? NOBODY;

/** Options of a list of people, with a first one for nobody. */
export const personOptions = (people: readonly PersonChoice[], nobody: string): readonly { readonly value: string; readonly label: string }[] => [{ value: '', label: nobody }, ...people.map(({ id, name }) => ({ value: id, label: plain(name, 60) }))];
