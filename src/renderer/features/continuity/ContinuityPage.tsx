import { Screen } from '../../ui/kit/Screen.tsx';

/** Every plan, how ready it is, and what runs. */
export function ContinuityPage() {
  return <Screen title="Continuity">{null}</Screen>;
}
