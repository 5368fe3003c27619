import type { Right } from '../../../shared/model/rights.ts';
import { useConsole, useWorkspace } from '../../lib/live-store.ts';
import { useRights } from './use-rights.ts';

/** Whether a change can be made from this screen, and if not, why in a sentence: shown where the button would be pressed. */
export type May = { readonly may: true } | { readonly may: false; readonly why: string | null };

/** `what` begins the sentence: "Saving". */
export function useMay(right: Right, what: string): May {
  const rights = useRights();
  const { role, stoodDown } = useConsole();
  const writable = useWorkspace()?.writable ?? true;
  if (!rights.known) return { may: false, why: null };
  if (!rights.may(right)) return { may: false, why: `${what} needs the right “${right}”, which this screen does not have. Whoever has “admin” can give it in Settings, Seats and people.` };
  if (!writable && role === 'seat') return { may: false, why: `${what} is not possible now: the engine does not answer, and this is its copy.` };
  if (stoodDown !== null) return { may: false, why: `${what} is not possible here: another console acts${stoodDown.address === null ? '' : `, at ${stoodDown.address}`}.` };
  if (!writable) return { may: false, why: `${what} is not possible now: the store of Holdfast is read only, and nothing new is kept.` };
  return { may: true };
}
