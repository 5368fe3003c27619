import { start } from '../start.tsx';
import { createFakePlatform } from './fake-platform.ts';
import { SCENES } from './scenes.ts';

const asked = new URLSearchParams(window.location.search).get('scene');
start(createFakePlatform(SCENES.find((scene) => scene === asked) ?? 'ok'));
