import { Link } from 'wouter';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall } from '../../../platform/use-call.ts';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Table } from '../../../ui/kit/Table.tsx';
import { Section } from '../Page.tsx';
import { rightsText } from './rights-words.ts';
import styles from '../settings.module.css';

const SNIPPET = `people:
  - { id: jo, name: Jo Winter, rights: [view, publish, operate], roles: [incident commander] }
  - { id: sam, name: Sam Adler, rights: [view, publish, operate, approve, admin] }`;

/** The people of the configuration, and how to add one. */
export function People() {
  const people = useCall('people.list', {});
  return (
    <Section title="People" lead="Everything that is changed or sent records a person. People stand in holdfast.yaml.">
      {people.data === undefined ? (
        people.isError ? (
          <ErrorState title="The people could not be read" message={people.error.message} onRetry={() => void people.refetch()} />
        ) : (
          <Skeleton units={8} label="Loading the people" />
        )
      ) : people.data.items.length === 0 ? (
        <p>Nobody is named yet: whoever started Holdfast is its owner and may do everything.</p>
      ) : (
        <Table
          label="People"
          columns={[
            { key: 'name', title: 'Name', cell: (person) => plain(person.name, 80) },
            { key: 'id', title: 'Id', cell: (person) => person.id },
            { key: 'rights', title: 'May', cell: (person) => rightsText(person.rights) },
            { key: 'roles', title: 'Roles', cell: (person) => person.roles.map((role) => plain(role, 60)).join(', ') || 'none' },
          ]}
          rows={people.data.items}
          rowKey={(person) => person.id}
          empty="Nobody"
        />
      )}
      <details className={styles.details}>
        <summary>How to add somebody</summary>
        <p className={styles.quiet}>
          Write them into <Link href="/settings/configuration">holdfast.yaml</Link>, then invite their browser above. Rights are view, publish, operate, approve and admin; none but view comes with another.
        </p>
        <pre className={styles.snippet} tabIndex={0} aria-label="Example">
          {SNIPPET}
        </pre>
      </details>
    </Section>
  );
}
