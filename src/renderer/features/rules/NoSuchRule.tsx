import { Link } from 'wouter';
import { EmptyState, ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Screen } from '../../ui/kit/Screen.tsx';

export function NoSuchRule() {
  return (
    <main>
      <h1 className="hf-visually-hidden">Not found</h1>
      <EmptyState title="There is no such rule" actions={<Link href="/rules">All rules</Link>}>
        It may have been removed from holdfast.yaml or from its rule file.
      </EmptyState>
    </main>
  );
}

/** Before a rule is there, and when it could not be read. */
export function RuleWaits({ error, onRetry }: { error: string | null; onRetry: () => void }) {
  return (
    <Screen title="Rule" crumb={<Link href="/rules">Rules</Link>}>
      {error === null ? <Skeleton units={40} label="Loading the rule" /> : <ErrorState title="The rule could not be read" message={error} onRetry={onRetry} />}
    </Screen>
  );
}
