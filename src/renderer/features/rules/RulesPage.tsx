import { useLocation } from 'wouter';
import { RuleId } from '../../../shared/model/ids.ts';
import { ExistingRule } from './edit/ExistingRule.tsx';
import { NewRule } from './edit/NewRule.tsx';
import { RuleFileRule } from './list/RuleFileRule.tsx';
import { RuleList } from './list/RuleList.tsx';
import { NoSuchRule } from './NoSuchRule.tsx';

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Everything below `/rules`: the list, `/rules/new`, and one rule by its id; those of rule files have ids that no rule of holdfast.yaml has. */
export function RulesPage() {
  const [location] = useLocation();
  const rest = location.replace(/^\/rules\/?/, '');
  if (rest === '') return <RuleList />;
  if (rest === 'new') return <NewRule />;
  const id = decoded(rest);
  const written = RuleId.safeParse(id);
  if (written.success) return <ExistingRule key={written.data} id={written.data} />;
  return id === null ? <NoSuchRule /> : <RuleFileRule id={id} />;
}
