import type { Bridge } from '../../src/shared/contract/bridge.ts';

declare global {
  interface Window {
    readonly holdfast?: Bridge;
  }
}
