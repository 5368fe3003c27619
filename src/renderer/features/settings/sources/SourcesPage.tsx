import { Link } from 'wouter';
import { useSources, useWorkspace } from '../../../lib/live-store.ts';
import { EmptyState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Page } from '../Page.tsx';
import { SourceRow } from './SourceRow.tsx';
import styles from '../settings.module.css';

/** What is read: every source with its state, and the way to one more. */
export function SourcesPage() {
  const workspace = useWorkspace();
  const sources = useSources();
  return (
    <Page title="Sources" lead="The systems that Holdfast reads. A source that does not answer makes its signals blind, never green.">
      {workspace === null ? (
        <Skeleton units={24} label="Loading the sources" />
      ) : sources.length === 0 ? (
        <EmptyState title="No source yet" actions={<Connect primary />}>
          Each source stands here with its state, its last answer and its clock. Connect one, or write it into holdfast.yaml.
        </EmptyState>
      ) : (
        <>
          <div className={styles.actions}>
            <Connect primary={false} />
          </div>
          <ul className={styles.list} aria-label="Sources">
            {sources.map((source) => (
              <SourceRow key={source.id} source={source} demo={workspace.demo} />
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

const Connect = ({ primary }: { primary: boolean }) => (
  <Link href="/settings/connect" className={primary ? (styles.primaryLink ?? '') : ''}>
    Connect a source
  </Link>
);
