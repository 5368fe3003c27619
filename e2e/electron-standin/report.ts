/** What the stand-in tells whoever started it: there is no desktop on which it could be seen. */
export type Report =
  | { readonly kind: 'browser'; readonly endpoint: string }
  | { readonly kind: 'notification'; readonly title: string; readonly body: string; readonly silent: boolean }
  | { readonly kind: 'tray'; readonly tooltip: string; readonly image: string }
  | { readonly kind: 'relaunch'; readonly args: readonly string[] }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: string };

/** What it is told: a function to run beside the app, as Playwright's `_electron` can, a click on a notification, or a fault to play. */
export type Order =
  | { readonly kind: 'evaluate'; readonly id: number; readonly source: string; readonly arg: unknown }
  | { readonly kind: 'click'; /** Counted from 0 in the order in which they were shown. */ readonly notification: number }
  | { readonly kind: 'fault'; readonly action: 'throw' | 'hang' };

export const report = (message: Report): void => void process.send?.(message);
