import { Screen } from '../../../ui/kit/Screen.tsx';

/** Contacts and plans on one page of paper, for when nothing works. */
export function CardPage() {
  return <Screen title="Contact and plan card">{null}</Screen>;
}
