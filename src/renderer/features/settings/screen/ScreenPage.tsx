import { Page } from '../Page.tsx';
import { Colours } from './Colours.tsx';
import { SoundTest } from './SoundTest.tsx';
import { WallChoice } from './WallChoice.tsx';

/** What belongs to the screen in front of the person and to nothing else. */
export function ScreenPage() {
  return (
    <Page title="This screen" lead="Kept in this browser or window; other screens have their own.">
      <Colours />
      <SoundTest />
      <WallChoice />
    </Page>
  );
}
