import type { DemoFault, DemoFaultId } from '../../shared/model/entities.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import type { Handlers } from './engine-port.ts';

export interface DemoSubject {
  readonly faults: () => DemoFault[];
  /** Null outside the demo. */
  readonly demo: { setFault(id: DemoFaultId, active: boolean): Promise<DemoFault> } | null;
}

/** The calls of the contract that play faults; a real workspace has none to play. */
export const createDemoHandlers = ({ faults, demo }: DemoSubject): Pick<Handlers, 'demo.faults' | 'demo.setFault'> => ({
  'demo.faults': () => ({ items: faults() }),
  'demo.setFault': ({ id, active }) => {
    if (demo === null) throw new HoldfastError('not_found', 'This workspace is real: there is no demo fault to start.');
    return demo.setFault(id, active);
  },
});
