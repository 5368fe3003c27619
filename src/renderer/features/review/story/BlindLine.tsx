import type { IncidentId } from '../../../../shared/model/ids.ts';
import { blindBeforeText } from '../../../../shared/text/blind-words.ts';
import { useCall } from '../../../platform/use-call.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import styles from './story.module.css';

/** Whether anybody could see before it was detected; nothing where all of that time was seen. */
export function BlindLine({ incident }: { incident: IncidentId }) {
  const { data, isError } = useCall('incidents.blind', { id: incident });
  if (data === undefined) return isError ? <p className={styles.quiet}>Whether it was blind before detection could not be read.</p> : null;
  const text = data.before === null ? null : blindBeforeText(data.before);
  if (text === null) return null;
  return data.before?.standing === 'blind' ? (
    <p className={styles.blind}>
      <StateMark state="blind" word={`${text}.`} />
    </p>
  ) : (
    <p className={styles.quiet}>{text}.</p>
  );
}
