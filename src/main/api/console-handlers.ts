import { HoldfastError } from '../../shared/model/result.ts';
import type { TermService } from '../engine/term/service.ts';
import type { Handlers } from './engine-port.ts';

/** The calls of the contract between consoles. A seat's own console answers `console.takeOver` before it comes here. */
export const createConsoleHandlers = (term: TermService): Pick<Handlers, 'console.get' | 'console.takeOver' | 'console.meet' | 'console.unmerged' | 'console.merge'> => ({
  'console.get': () => term.view(),
  'console.takeOver': () => {
    throw new HoldfastError('conflict', term.view().role === 'stoodDown' ? 'Another console has taken over from this one. Take over on a seat of that one.' : 'This console is the engine itself: there is nothing to take over.');
  },
  'console.meet': (told) => term.meet(told),
  'console.unmerged': () => ({ items: [], next: null }),
  'console.merge': () => {
    throw new HoldfastError('conflict', 'This console has not taken over from another one: there is nothing to merge.');
  },
});
