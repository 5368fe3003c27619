import type { ChannelPreview, ChannelView } from '../../../../shared/contract/update-calls.ts';
import { plain, plainLines } from '../../../../shared/text/plain.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { CHANNEL_WORD } from '../rules/words.ts';
import { drawnOf, limitWords, type Drawn } from '../rules/drawn.ts';
import { Copy } from './Copy.tsx';
import styles from './preview.module.css';

/** Every chosen channel as its reader will see the message, side by side, and the text to copy by hand. */
export function Previews({ previews, chosen }: { previews: readonly ChannelPreview[]; chosen: readonly ChannelView[] }) {
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
          <Card key={preview.channel} preview={preview} names={names} />
        ))}
        {copy === undefined ? null : <ByHand content={copy.content} />}
      </div>
    </section>
  );
}

function Card({ preview, names }: { preview: ChannelPreview; names: string }) {
  const { channel, content, text, limits, cut, costUsd, from } = preview;
  return (
    <article className={styles.card} data-channel={channel} aria-label={`${CHANNEL_WORD[channel]} preview`}>
      <header className={styles.head}>
        <h3 className={styles.channel}>{CHANNEL_WORD[channel]}</h3>
        <span className={styles.quiet} dir="auto">
          {names}
        </span>
      </header>
      <div className={styles.message}>
        {drawnOf(channel, content, text).map((piece, index) => (
          // Pieces have nothing but their place to tell them apart by, and the whole is made anew at once.
          // oxlint-disable-next-line react/no-array-index-key
          <Piece key={index} piece={piece} />
        ))}
      </div>
      <footer className={styles.foot}>
        {limits.map((limit) => {
          const { state, words } = limitWords(limit);
          return (
            <p key={limit.what}>
              {state === null ? null : <StateMark state={state} word={state === 'broken' ? 'too long' : 'look at it'} />} {words}
            </p>
          );
        })}
        {costUsd === null ? null : <p>Sending it costs about ${costUsd}</p>}
        {from === 'own' ? <p>From its own template: it does not follow the text beside.</p> : null}
        {cut ? <p>Something is shortened that stands whole elsewhere in the message.</p> : null}
      </footer>
    </article>
  );
}

function Piece({ piece: { as, text } }: { piece: Drawn }) {
  return (
    <p className={styles.piece} data-as={as} dir="auto">
      {plainLines(text)}
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
