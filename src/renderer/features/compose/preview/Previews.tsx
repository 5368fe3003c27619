import { useRef } from 'react';
import { flushSync } from 'react-dom';
import type { ChannelPreview, UpdatePreview } from '../../../../shared/contract/update-calls.ts';
import { plain, plainMessage } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { CHANNEL_WORD, usd } from '../rules/words.ts';
import { drawnOf, limitWords, type Drawn } from '../rules/drawn.ts';
import type { Writer } from '../write/use-writer.ts';
import { Copy } from './Copy.tsx';
import { Parts } from './Parts.tsx';
import { OwnText } from './OwnText.tsx';
import styles from './preview.module.css';

/** Every chosen channel as its reader will see the message, side by side, and the text to copy by hand. */
export function Previews({ writer, preview: { channels: previews, parts } }: { writer: Writer; preview: UpdatePreview }) {
  const { chosen } = writer;
  const copy = previews.find(({ channel }) => channel === 'copy');
  const types = [...Map.groupBy(chosen, ({ type }) => type)].flatMap(([type, channels]) => {
    const preview = previews.find(({ channel }) => channel === type);
    return preview === undefined ? [] : [{ preview, names: channels.map(({ name }) => plain(name, 80)).join(', ') }];
  });
  return (
    <section aria-label="Previews">
      <h2 className={styles.title}>As its readers will see it</h2>
      <div className={styles.cards}>
        {types.map(({ preview, names }) => (
          <Card key={preview.channel} writer={writer} preview={preview} parts={parts} names={names} />
        ))}
        {copy === undefined ? null : <ByHand content={copy.content} />}
      </div>
    </section>
  );
}

function Card({ writer, preview, parts, names }: { writer: Writer; preview: ChannelPreview; parts: UpdatePreview['parts']; names: string }) {
  const { channel, content, text, limits, cut, costUsd, from } = preview;
  const place = useRef<HTMLElement>(null);
  const own = writer.own[channel];
  const pages = writer.chosen.filter(({ type }) => type === channel);
  const begin = () => {
    flushSync(() => writer.setOwn(channel, text));
    place.current?.querySelector<HTMLElement>(`[name="body.${channel}"]`)?.focus();
  };
  return (
    <article ref={place} className={styles.card} data-channel={channel} data-own={own !== undefined} aria-label={`${CHANNEL_WORD[channel]} preview`}>
      <header className={styles.head}>
        <h3 className={styles.channel}>{CHANNEL_WORD[channel]}</h3>
        <span className={styles.quiet} dir="auto">
          {names}
        </span>
        {own === undefined ? (
          <Button kind="quiet" label={`Own text for ${CHANNEL_WORD[channel]}`} onClick={begin}>
            Own text
          </Button>
        ) : (
          <span className={styles.mark}>own text</span>
        )}
      </header>
      {own === undefined || writer.text === null ? null : (
        <OwnText
          channel={channel}
          text={own}
          shared={writer.text}
          onChange={(words) => {
            flushSync(() => writer.setOwn(channel, words));
            if (words === null) place.current?.querySelector('button')?.focus();
          }}
        />
      )}
      {/* Long messages scroll, also for whoever has no mouse. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.message} role="group" aria-label={`Message as ${CHANNEL_WORD[channel]} shows it`} tabIndex={0}>
        {drawnOf(channel, content, text).map((piece, index) => (
          // Pieces have nothing but their place to tell them apart by, and the whole is made anew at once.
          // oxlint-disable-next-line react/no-array-index-key
          <Piece key={index} piece={piece} />
        ))}
      </div>
      {(channel === 'statuspage' || channel === 'betterstack') && writer.kind !== 'postmortem' ? <Parts parts={parts.filter((part) => pages.some(({ id }) => id === part.channel))} pageOf={(id) => (pages.length < 2 ? null : (pages.find((page) => page.id === id)?.name ?? id))} /> : null}
      <footer className={styles.foot}>
        {limits.map((limit) => {
          const { state, words } = limitWords(limit);
          return (
            <p key={limit.what}>
              {state === null ? null : <StateMark state={state} word={state === 'broken' ? 'too long' : 'look at it'} />} {words}
            </p>
          );
        })}
        {costUsd === null ? null : <p>Sending it costs about {usd(costUsd)}{channel === 'x' && costUsd > 0.1 ? ': a post with a link costs more' : ''}</p>}
        {from === 'own' ? <p>From its own template: it does not follow the text beside.</p> : null}
        {cut ? <p>Something is shortened that stands whole elsewhere in the message.</p> : null}
      </footer>
    </article>
  );
}

function Piece({ piece: { as, text } }: { piece: Drawn }) {
  return (
    <p className={styles.piece} data-as={as} dir="auto">
      {plainMessage(text)}
    </p>
  );
}

function ByHand({ content }: { content: ChannelPreview['content'] }) {
  const of = (key: string): string => (typeof content[key] === 'string' ? content[key] : '');
  return (
    <article className={styles.card} aria-label="Copy by hand">
      <header className={styles.head}>
        <h3 className={styles.channel}>By hand</h3>
        <span className={styles.quiet}>always works, and is not in the ledger</span>
      </header>
      <div className={styles.copies}>
        <Copy text={of('text')} what="Copy the text" />
        <Copy text={of('markdown')} what="Copy as Markdown" />
      </div>
    </article>
  );
}
