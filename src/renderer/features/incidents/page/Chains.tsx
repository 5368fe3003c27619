import type { Service } from '../../../../shared/model/entities.ts';
import type { BrokenLink, IncidentDetail } from '../../../../shared/model/incident.ts';
import { findingText } from '../../../../shared/text/chain-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useLive } from '../../../lib/live-store.ts';
import { useChain } from '../../../lib/use-chain.ts';
import { ChainRow } from '../../../ui/chain/ChainRow.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { isOver } from '../rules/is-over.ts';
import { useNames } from '../use-names.ts';
import styles from './chains.module.css';


/** The services of the incident whose way is described by a chain, the most essential first. */
function useChained(detail: IncidentDetail): readonly Service[] {
  const services = useLive((state) => state.servicesById);
  return detail.services.map((id) => services.get(id)).filter((service) => service?.chain !== undefined).filter((service) => service !== undefined).sort((a, b) => a.tier - b.tier);
}

/** Where it breaks, in one sentence for each service: as it stands now, or, once it is over, as it was found. */
export function WhereItBreaks({ detail }: { detail: IncidentDetail }) {
  const chained = useChained(detail);
  if (isOver(detail)) return detail.brokenLinks.map((broken) => <WasBroken key={broken.service} broken={broken} named={detail.services.length > 1} />);
  return chained.slice(0, 2).map((service) => <Breaks key={service.id} service={service} named={chained.length > 1} />);
}

function Breaks({ service, named }: { service: Service; named: boolean }) {
  const chain = useChain(service);
  if (chain === null) return null;
  return (
    <p className={styles.sentence} data-finding={chain.finding.kind} dir="auto">
      {named ? `${plain(service.name, 60)}: ` : ''}
      {findingText(chain.finding, true)}
    </p>
  );
}

function WasBroken({ broken, named }: { broken: BrokenLink; named: boolean }) {
  const names = useNames();
  const doubt = broken.unchecked.length === 0 ? '' : `; ${broken.unchecked.map((link) => plain(link, 40)).join(', ')} could not be checked`;
  return (
    <p className={styles.sentence} data-finding="was" dir="auto">
      {named ? `${names.service(broken.service)}: ` : ''}
      First {broken.unchecked.length === 0 ? '' : 'known '}broken link was {plain(broken.link, 40)}
      {broken.says === null ? '' : ` (${plain(broken.says, 200)})`}, <Moment at={broken.from} />
      {broken.until === null ? '' : ' to '}
      {broken.until === null ? null : <Moment at={broken.until} />}
      {doubt}
    </p>
  );
}

/** The links of its services' chains as they stand now. Once it is over, what they are now says nothing of it. */
export function Chains() {
  const { detail } = useIncidentPage();
  const chained = useChained(detail);
  if (chained.length === 0 || isOver(detail)) return null;
  return (
    <section className={styles.section} aria-label="Where it breaks">
      {chained.map((service) => (
        <OfService key={service.id} service={service} named={detail.services.length > 1} />
      ))}
    </section>
  );
}

function OfService({ service, named }: { service: Service; named: boolean }) {
  const chain = useChain(service);
  if (chain === null) return null;
  return (
    <>
      <h2 className={styles.title} dir="auto">
        {named ? `Where ${plain(service.name, 60)} breaks` : 'Where it breaks'}
      </h2>
      <ChainRow chain={chain} label={`Chain of ${plain(service.name, 80)}, from the outside in`} />
    </>
  );
}
