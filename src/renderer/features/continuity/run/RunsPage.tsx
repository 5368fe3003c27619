import { Screen } from '../../../ui/kit/Screen.tsx';

/** Every run there was, the newest first. */
export function RunsPage() {
  return <Screen title="Runs of plans">{null}</Screen>;
}
