import { createDesktopPlatform } from '../platform/desktop/bridge-client.ts';
import { assertPresent } from '../../shared/model/result.ts';
import { start } from './start.tsx';

/** The root of a desktop window: the only place that touches the preload bridge. */
start(createDesktopPlatform(assertPresent(window.holdfast, 'the preload script of this window did not run')));
