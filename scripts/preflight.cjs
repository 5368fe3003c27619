/* Plain ES2020 on purpose: this runs before anything is known to be there, and must say what is missing instead of crashing. */
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `Node 24 is missing (this is ${process.version}). It comes with the "node" package: run "npm ci"; ` +
      'if its install script was blocked, run "npm rebuild node" (npm 12: "npm install-scripts approve node && npm rebuild node").\n',
  );
  process.exit(3);
}
