import type { LintFinding } from '../../../../shared/model/update.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Moment } from '../../incidents/index.ts';
import { CHANNEL_WORD } from '../rules/words.ts';
import { textField } from '../rules/written.ts';
import { Difference } from './Difference.tsx';
import type { Writer } from './use-writer.ts';
import styles from './write.module.css';

const FROM = { template: 'Made from the facts; it follows them until you change it.', kept: 'As it was kept. It does not follow the facts.', typed: 'As you wrote it. It does not follow the facts.' } as const;

/** The message itself, what was found in it, and what is different from the last one. */
export function TextPart({ writer }: { writer: Writer }) {
  const { text, textFrom, draft, preview, audience, corrects } = writer;
  if (text === null) return null;
  const write = (part: 'title' | 'body', value: string) => {
    draft.set(textField('title', audience), part === 'title' ? value : text.title);
    draft.set(textField('body', audience), part === 'body' ? value : text.body);
    draft.set(textField('from', audience), 'typed');
  };
  const show = ({ at: { field, start, end }, channel }: Placed) => {
    // A text of a channel's own stands with its preview.
    const name = channel !== null && writer.own[channel] !== undefined ? `${field}.${channel}` : field;
    const input = document.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name="${name}"]`);
    input?.focus();
    input?.setSelectionRange(start, end);
  };
  return (
    <section className={styles.text} aria-label="Text">
      <h2 className={styles.title}>Text</h2>
      <div className={styles.from}>
        <span className={styles.quiet}>{textFrom === 'kept' && writer.kept === null ? 'As it was published. It does not follow the facts.' : FROM[textFrom]}</span>
        {textFrom === 'template' ? null : (
          <Button kind="quiet" onClick={() => draft.set(textField('from', audience), 'template')}>
            Back to the template
          </Button>
        )}
      </div>
      <Field label="Title" name="title" value={text.title} onChange={(value) => write('title', value)} />
      <Field label="Message" name="body" lines={12} value={text.body} onChange={(value) => write('body', value)} />
      {preview === null ? null : <Lint lint={preview.lint} current={writer.current} writer={writer} onShow={show} />}
      {preview?.difference === null || preview === null ? null : (
        <div className={styles.difference}>
          <h3 className={styles.sub}>
            What is different from {corrects === null ? 'the last one' : corrects.id}, <Moment at={preview.difference.at} show="utc" />
          </h3>
          <Difference pieces={preview.difference.pieces} />
        </div>
      )}
    </section>
  );
}

interface Placed extends Pick<LintFinding, 'channel'> {
  readonly at: NonNullable<LintFinding['at']>;
}

interface LintProps {
  readonly lint: readonly LintFinding[];
  readonly current: boolean;
  readonly writer: Writer;
  readonly onShow: (placed: Placed) => void;
}

/** Stops before advice, each with why and where, and a reason where one helps. */
function Lint({ lint, current, writer, onShow }: LintProps) {
  const ordered = lint.toSorted((a, b) => (a.level === b.level ? 0 : a.level === 'stop' ? -1 : 1));
  if (lint.length === 0)
    return (
      <p className={styles.quiet} role="status">
        {current ? 'Nothing was found in it that should be changed.' : 'Looking it through.'}
      </p>
    );
  return (
    <ul className={styles.lint} aria-label="What was found in the text" data-current={current}>
      {ordered.map((finding, index) => {
        const { level, code, at, found, says, channel, overridable } = finding;
        // A reason is for all stops of its kind, and is asked for once.
        const asks = level === 'stop' && overridable && ordered.findIndex((each) => each.code === code && each.level === 'stop' && each.overridable) === index;
        return (
          <li key={`${code} ${channel ?? ''} ${at?.field ?? ''} ${at?.start ?? ''} ${found}`} className={styles.finding}>
            <StateMark state={level === 'stop' ? 'broken' : 'none'} word={level === 'stop' ? 'stop' : 'advice'} />
            <div>
              <p>
                {channel === null ? '' : `${CHANNEL_WORD[channel]}: `}
                {plain(says, 400)}
              </p>
              {found === '' || at === null ? null : (
                <button type="button" className={styles.place} dir="auto" onClick={() => onShow({ at, channel })} aria-label={`Show “${plain(found, 80)}” in the ${at.field === 'title' ? 'title' : 'message'}`}>
                  {plain(found, 80)}
                </button>
              )}
              {asks ? <Field label="Send it all the same, because" value={writer.reasons.text(code)} onChange={(value) => writer.reasons.set(code, value)} /> : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
