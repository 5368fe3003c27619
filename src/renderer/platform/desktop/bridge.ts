import type { Bridge } from '../../../shared/contract/bridge.ts';

declare global {
  interface Window {
    /** Present in a desktop window only. */
    readonly holdfast?: Bridge;
  }
}

export type { Bridge };
