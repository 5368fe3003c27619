import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import type { ItemId } from '../../../../shared/model/ids.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { silenceKey, useSilences } from '../../alerts/index.ts';
import { FormDialog } from '../FormDialog.tsx';
import { writtenMatchers } from '../rules/silence.ts';
import { useExpire } from '../use-silence.ts';
import styles from './silence.module.css';

/** Asks before a silence ends: whoever is paged hears of its alerts again. */
export function ExpireForm({ detail, item, onClose }: { detail: IncidentDetail; item: ItemId; onClose: () => void }) {
  const { byKey } = useSilences();
  const act = useExpire(detail.id);
  const silence = detail.silences.find((each) => each.item === item);
  if (silence === undefined) return null;
  const alerts = byKey.get(silenceKey(silence.source, silence.silence ?? ''))?.alerts ?? 0;
  return (
    <FormDialog
      title="End the silence now"
      lead={alerts === 0 ? 'As far as is known it silences nothing at the moment.' : `${counted(alerts, 'alert')} that it silences ${alerts === 1 ? 'is' : 'are'} told of again at once.`}
      submit="End it now"
      kind="danger"
      busy={act.busy}
      error={act.error}
      what="Not ended"
      onSubmit={() => act.run(item, onClose)}
      onClose={onClose}
    >
      <p className={styles.codes}>
        {writtenMatchers(silence.matchers).map((text) => (
          <code key={text}>{plain(text, 200)}</code>
        ))}
      </p>
      {silence.reason === null ? null : <p className={styles.quiet}>{plain(silence.reason, 300)}</p>}
    </FormDialog>
  );
}
