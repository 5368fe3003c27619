import type { DemoFault, DemoFaultId } from '../../shared/model/entities.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import type { Handlers } from './engine-port.ts';

interface DemoPort {
  setFault(id: DemoFaultId, active: boolean): Promise<DemoFault>;
  reset(): Promise<DemoFault[]>;
}

export interface DemoSubject {
  readonly faults: () => DemoFault[];
  /** Null outside the demo. */
  readonly demo: DemoPort | null;
}

/** The calls of the contract that play faults; a real workspace has none to play. */
export const createDemoHandlers = ({ faults, demo }: DemoSubject): Pick<Handlers, 'demo.faults' | 'demo.reset' | 'demo.setFault'> => ({
  'demo.faults': () => ({ items: faults() }),
  'demo.reset': async () => {
    if (demo === null) throw noDemo();
    return { items: await demo.reset() };
  },
  'demo.setFault': ({ id, active }) => {
    if (demo === null) throw noDemo();
    return demo.setFault(id, active);
  },
});

const noDemo = (): HoldfastError => new HoldfastError('not_found', 'This workspace is real: there is no demo fault to start.');
