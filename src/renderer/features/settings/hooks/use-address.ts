import { useShell } from '../../../platform/context.tsx';

/** The address of a webhook; on the desktop the wall server has another than this window, so that its host is left to be put in. */
export function useAddress(): (id: string) => string {
  const { kind } = useShell();
  const base = kind === 'browser' ? window.location.origin : 'https://<this machine>:7420';
  return (id) => `${base}/api/v1/hooks/${id}`;
}
