#!/usr/bin/env node
/* Plain ES2020 until the preflight has said that this Node can run the rest. */
const path = require('node:path');
const { pathToFileURL } = require('node:url');
require('../scripts/preflight.cjs');

const [command, ...rest] = process.argv.slice(2);
const target = command === undefined || command === 'start' ? '../scripts/start.ts' : '../out/main/server.js';
if (command === 'start') process.argv = [process.argv[0], process.argv[1], ...rest];
import(pathToFileURL(path.join(__dirname, target)).href).catch((error) => {
  process.stderr.write(
    error.code === 'ERR_MODULE_NOT_FOUND' ? 'Holdfast is not built yet: run "npm run build" first.\n' : `${error.stack ?? error}\n`,
  );
  process.exit(3);
});
