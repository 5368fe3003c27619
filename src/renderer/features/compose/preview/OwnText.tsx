import { useDeferredValue, useMemo } from 'react';
import type { ChannelType, UpdateText } from '../../../../shared/model/update.ts';
import { wordDifference } from '../../../../shared/text/word-difference.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { CHANNEL_WORD } from '../rules/words.ts';
import { Difference } from '../write/Difference.tsx';
import styles from './preview.module.css';

export interface OwnTextProps {
  readonly channel: ChannelType;
  readonly text: UpdateText;
  /** What the other channels get. */
  readonly shared: UpdateText;
  readonly onChange: (text: UpdateText | null) => void;
}

/** The words of one channel alone: written here, held against the text of all. */
export function OwnText({ channel, text, shared, onChange }: OwnTextProps) {
  const word = CHANNEL_WORD[channel];
  return (
    <div className={styles.own}>
      <Field label={`Title on ${word}`} name={`title.${channel}`} value={text.title} onChange={(title) => onChange({ ...text, title })} />
      <Field label={`Message on ${word}`} name={`body.${channel}`} lines={6} value={text.body} onChange={(body) => onChange({ ...text, body })} />
      <div className={styles.ownFoot}>
        <span className={styles.quiet}>Own text: it follows neither the facts nor the text of the others.</span>
        <Button kind="quiet" label={`Back to the shared text on ${word}`} onClick={() => onChange(null)}>
          Back to the shared text
        </Button>
      </div>
      <AgainstShared text={text} shared={shared} />
    </div>
  );
}

const whole = ({ title, body }: UpdateText): string => `${title}\n${body}`.trim();

function AgainstShared({ text, shared }: Pick<OwnTextProps, 'text' | 'shared'>) {
  const [before, now] = [useDeferredValue(whole(shared)), useDeferredValue(whole(text))];
  const pieces = useMemo(() => wordDifference(before, now), [before, now]);
  if (before === now) return <p className={styles.quiet}>The same as the shared text.</p>;
  return (
    <details className={styles.against}>
      <summary>What is different from the shared text</summary>
      <Difference pieces={pieces} />
    </details>
  );
}
