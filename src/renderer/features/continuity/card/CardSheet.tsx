import type { CallOutput } from '../../../../shared/contract/contract.ts';
import type { Plan } from '../../../../shared/model/continuity/plan.ts';
import { toRfc3339 } from '../../../../shared/model/units.ts';
import { PLAN_KIND_WORD, PROOF_WORD } from '../../../../shared/text/continuity-words.ts';
import { ROLE_WORD } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { spanText } from '../../../../shared/text/span-text.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { useNames, useTimeWords } from '../../incidents/index.ts';
import { contactsOf, stepsOf } from './rules.ts';
import styles from './sheet.module.css';

const EVERY_MINUTE_MS = 60_000;
const REVISION_SHOWN = 12;
/** A plan of as many steps stays in one piece: nobody turns the page in the middle of it. */
const SHORT_STEPS = 15;

type Policy = CallOutput<'policy.get'>;

export interface CardSheetProps {
  readonly plans: readonly Plan[];
  readonly policy: Policy | undefined;
  readonly workspace: string;
  /** Null where whoever looks may not read it. */
  readonly configuration: Pick<CallOutput<'config.get'>, 'revision' | 'usingLastGood'> | null;
  /** Why what is shown may be old. */
  readonly stale: string | null;
}

/** The card as it comes out of a printer: black on white on the screen, too. */
export function CardSheet({ plans, policy, workspace, configuration, stale }: CardSheetProps) {
  const contacts = contactsOf(plans);
  const roster = policy?.roster ?? [];
  return (
    <article className={styles.sheet} data-print-sheet="" aria-label="Contact and plan card">
      <header>
        <h2 className={styles.title}>When nothing works: {plain(workspace, 80)}</h2>
        <Made configuration={configuration} stale={stale} />
      </header>
      <section className={styles.part}>
        <h3 className={styles.partTitle}>Call</h3>
        {roster.length === 0 && contacts.length === 0 ? <p className={styles.words}>Nobody is named: neither in the roster nor as a contact of a plan.</p> : null}
        <ul className={styles.contacts}>
          {roster.map(({ role, person, name, contact }) => (
            <li key={`${role} ${person ?? name}`} className={styles.contact}>
              <strong>{plain(name, 60)}</strong>
              <span>
                {contact === null ? 'no contact written down' : <span className={styles.reach}>{plain(contact, 200)}</span>}
                <span className={styles.for}>{ROLE_WORD[role]}</span>
              </span>
            </li>
          ))}
          {contacts.map(({ name, reach, for: why }) => (
            <li key={`${name} ${reach}`} className={styles.contact}>
              <strong>{name}</strong>
              <span>
                <span className={styles.reach}>{reach}</span>
                {why === null ? null : <span className={styles.for}>{why}</span>}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <div className={styles.plans}>
        {plans.map((plan) => (
          <PlanPart key={plan.id} plan={plan} plans={plans} people={policy?.people ?? []} />
        ))}
      </div>
    </article>
  );
}

/** Which text the plans come from. Of one that cannot be used the revision says nothing of them. */
function fromText(configuration: CardSheetProps['configuration']): string {
  if (configuration === null) return 'a configuration whose revision this screen may not read';
  return configuration.usingLastGood ? 'the last good configuration; the file of now cannot be used' : `configuration ${configuration.revision.slice(0, REVISION_SHOWN)}`;
}

function Made({ configuration, stale }: Pick<CardSheetProps, 'configuration' | 'stale'>) {
  const now = useEngineNow(EVERY_MINUTE_MS);
  const { full } = useTimeWords();
  return (
    <p className={styles.made}>
      Printed {now === null ? 'at a time not known' : full(toRfc3339(now))} from {fromText(configuration)}. Once that changes, print it anew.
      {stale === null ? null : <strong> Not up to date: {plain(stale, 200)}</strong>}
    </p>
  );
}

/** Told as a date: paper grows old. */
function LastProof({ plan: { proof } }: { plan: Plan }) {
  const { full } = useTimeWords();
  if (proof === null) return 'No successful drill yet.';
  const word = PROOF_WORD[proof.mode];
  return `${word.charAt(0).toUpperCase()}${word.slice(1)} ${full(proof.at)}, ${spanText(proof.tookSeconds)}${proof.met ? '' : ', longer than that'}.`;
}

function PlanPart({ plan, plans, people }: { plan: Plan; plans: readonly Plan[]; people: Policy['people'] }) {
  const { service } = useNames();
  const onCard = new Map(plans.filter(({ id }) => id !== plan.id).map(({ id, name }) => [id as string, name]));
  const steps = stepsOf(plan, onCard);
  return (
    <section className={styles.plan} data-short={steps.length <= SHORT_STEPS ? '' : undefined}>
      <h3 className={styles.partTitle} dir="auto">
        {plain(plan.name, 200)}
      </h3>
      <p className={styles.words}>
        {PLAN_KIND_WORD[plan.kind]} of {plan.services.map(service).join(', ')}
        {plan.objectiveSeconds > 0 ? `; within ${spanText(plan.objectiveSeconds)}` : ''}.{plan.writes ? ' Takes writes: first make sure that the old side takes none.' : ''}{' '}
        <LastProof plan={plan} />
      </p>
      {plan.roles.length === 0 ? null : (
        <ul className={styles.roles}>
          {plan.roles.map(({ role, does, person }) => (
            <li key={`${role} ${does}`} dir="auto">
              <strong>
                {ROLE_WORD[role]}
                {person === null ? '' : ` (${plain(people.find(({ id }) => id === person)?.name ?? person, 60)})`}
              </strong>
              : {plain(does, 300)}
            </li>
          ))}
        </ul>
      )}
      {steps.length === 0 ? (
        <p className={styles.words}>No steps.</p>
      ) : (
        <ol className={styles.steps}>
          {steps.map(({ place, name, says }) => (
            <li key={place} className={styles.step}>
              <span className={styles.place}>{place}</span>
              <span dir="auto">
                <strong>{name}</strong>
                {says === null ? '' : `: ${says}`}
              </span>
              <span className={styles.box} aria-hidden="true" />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
