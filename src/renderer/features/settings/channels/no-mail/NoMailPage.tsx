import { useCall } from '../../../../platform/use-call.ts';
import { Button } from '../../../../ui/kit/Button.tsx';
import { EmptyState } from '../../../../ui/kit/EmptyState.tsx';
import { useMay } from '../../../session/index.ts';
import { Page } from '../../Page.tsx';
import { BounceFile } from './BounceFile.tsx';
import { NoMailList } from './NoMailList.tsx';
import { WriteDown } from './WriteDown.tsx';
import settings from '../../settings.module.css';

const LEAD = 'Addresses that get no update by mail until somebody lifts that, whichever list names them. Holdfast adds those that a mail server refuses for good; the file that a channel names under “suppressed” is kept apart and not shown here.';

/** Who gets no mail, why, and what can be done about it. */
export function NoMailPage({ onClose }: { onClose: () => void }) {
  const may = useMay('publish', 'Seeing and changing who gets no mail');
  const channels = useCall('channels.list', {}).data?.items ?? [];
  const nameOf = (id: string): string => channels.find((channel) => channel.id === id)?.name ?? id;
  return (
    <Page title="Who gets no mail" lead={LEAD}>
      <div className={settings.actions}>
        <Button onClick={onClose}>Back to the channels</Button>
      </div>
      {may.may ? (
        <>
          <NoMailList nameOf={nameOf} />
          <WriteDown />
          <BounceFile nameOf={nameOf} />
        </>
      ) : may.why === null ? null : (
        <EmptyState title="Not shown on this screen">{may.why}</EmptyState>
      )}
    </Page>
  );
}
