import { AdminGate } from '../Gate.tsx';
import { Page } from '../Page.tsx';
import { Backups } from './Backups.tsx';
import { Retention } from './Retention.tsx';

/** What this workspace keeps, where, and for how long. */
export function DataPage() {
  return (
    <Page title="Data" wide>
      <AdminGate what="Seeing and changing what is kept">
        <Backups />
        <Retention />
      </AdminGate>
    </Page>
  );
}
