import type { Service } from '../../../shared/model/entities.ts';
import { findingText } from '../../../shared/text/chain-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useChain } from '../../lib/use-chain.ts';
import { ChainRow } from '../../ui/chain/ChainRow.tsx';
import styles from './service.module.css';

/** What a request to this service passes through, and where that breaks. Nothing where no chain is configured. */
export function ServiceChain({ service }: { service: Service }) {
  const chain = useChain(service);
  if (chain === null) return null;
  return (
    <section className={styles.chain} aria-label="Chain">
      <h2 className={styles.chartTitle}>Chain</h2>
      <p className={styles.finding} data-finding={chain.finding.kind} role="status" dir="auto">
        {findingText(chain.finding)}
      </p>
      <ChainRow chain={chain} label={`Chain of ${plain(service.name, 80)}, from the outside in`} />
    </section>
  );
}
