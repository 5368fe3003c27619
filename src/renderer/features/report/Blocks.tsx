import type { ReactNode } from 'react';
import type { Block } from '../../../shared/model/report.ts';
import { PictureView } from './PictureView.tsx';
import { Words } from './Words.tsx';
import styles from './sheet.module.css';

type Item = Extract<Block, { kind: 'item' }>;
type Group = readonly Item[] | Exclude<Block, { kind: 'item' }>;

/** Items that follow each other are one list. */
function grouped(blocks: readonly Block[]): Group[] {
  const groups: (Item[] | Exclude<Block, { kind: 'item' }>)[] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind !== 'item') groups.push(block);
    else if (Array.isArray(last)) last.push(block);
    else groups.push([block]);
  }
  return groups;
}

/** A text of the report. Nothing in it is more than words, whoever wrote it. */
export const Blocks = ({ blocks }: { blocks: readonly Block[] }): ReactNode => grouped(blocks).map((group, index) => (Array.isArray(group) ? <List key={index} items={group as readonly Item[]} /> : <Single key={index} block={group as Exclude<Block, Item>} />));

/** A flat list with depths as lists in lists: what stands deeper belongs to the item above it. */
function List({ items }: { items: readonly Item[] }) {
  const depth = Math.min(...items.map((item) => item.depth));
  const starts = items.flatMap((item, index) => (item.depth === depth ? [index] : []));
  const heads = starts[0] === 0 ? starts : [0, ...starts];
  const ordered = items[0]?.number ?? null;
  const children = heads.map((start, index) => {
    const [head, ...below] = items.slice(start, heads[index + 1]);
    if (head === undefined) return null;
    const deeper = head.depth === depth ? below : [head, ...below];
    return (
      <li key={start} dir="auto">
        {head.depth === depth ? <Words runs={head.runs} /> : null}
        {deeper.length === 0 ? null : <List items={deeper} />}
      </li>
    );
  });
  return ordered === null ? <ul className={styles.list}>{children}</ul> : (
    <ol className={styles.list} start={ordered}>
      {children}
    </ol>
  );
}

function Single({ block }: { block: Exclude<Block, Item> }) {
  switch (block.kind) {
    case 'paragraph': {
      const words = (
        <p className={styles.paragraph} dir="auto">
          <Words runs={block.runs} />
        </p>
      );
      return block.quote ? <blockquote className={styles.quote}>{words}</blockquote> : words;
    }
    case 'heading': {
      const Heading = block.level === 3 ? 'h3' : 'h4';
      return (
        <Heading className={styles.heading} dir="auto">
          <Words runs={block.runs} />
        </Heading>
      );
    }
    case 'code':
      return (
        <pre className={styles.block} dir="auto">
          {block.text}
        </pre>
      );
    case 'rule':
      return <hr className={styles.rule} />;
    case 'table':
      return (
        <table className={styles.table}>
          <thead>
            <tr>
              {block.head.map((cell, index) => (
                <th key={index} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((cells, row) => (
              <tr key={row}>
                {block.head.map((_, index) => (
                  <td key={index} dir="auto">
                    <Words runs={cells[index] ?? []} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    case 'picture':
    default:
      return <PictureView picture={block.picture} />;
  }
}
