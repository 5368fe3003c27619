import { AdminGate } from '../Gate.tsx';
import { Page } from '../Page.tsx';
import { Here } from './Here.tsx';
import { Invite } from './Invite.tsx';
import { OwnPin } from './OwnPin.tsx';
import { People } from './People.tsx';
import { SeatList } from './SeatList.tsx';

/** Who may do what from where. One's own PIN and who is here are everybody's; the rest needs the right `admin`. */
export function SeatsPage() {
  return (
    <Page title="Seats and people" lead="A seat is a screen or a token that has been let in. It belongs to a person, and may do what both the seat and the person may.">
      <AdminGate what="Seeing and inviting seats">
        <Invite />
        <SeatList />
        <People />
      </AdminGate>
      <OwnPin />
      <Here />
    </Page>
  );
}
