import { createWebPlatform } from '../platform/web/web-platform.ts';
import { start } from './start.tsx';

/** The root of a browser's page. */
start(createWebPlatform());
