import type { Alert } from '../../../shared/model/incident.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { useEngineNow } from '../../lib/live-store.ts';
import { useSilences } from './use-silences.ts';
import { hushedWords } from './words.ts';

const EVERY_MINUTE = 60_000;

/** Why nobody is told of an alert, and until when; nothing where somebody is. */
export function Hushed({ alert }: { alert: Alert }) {
  const now = useEngineNow(EVERY_MINUTE) ?? epochMs(0);
  const { byKey } = useSilences(alert.muted?.by === 'silence');
  return <>{hushedWords(alert, byKey, now)}</>;
}
