import { built } from '../lib/folder.ts';
import { serveSide } from '../engine/side.ts';

/** The product's side: the built wall server, unchanged, in a process that answers for its threads. Its argument is its data folder. */
const [folder = ''] = process.argv.slice(2);
process.argv = [process.execPath, built('main', 'server.js'), 'start', '--headless', '--no-open', '--port', '0', '--data', folder];

const write = process.stdout.write.bind(process.stdout);
/** The ready line is for us; nobody reads anything else. */
process.stdout.write = (chunk: Uint8Array | string, ...rest: never[]): boolean => {
  const url = /^Holdfast is ready: (\S+)$/m.exec(String(chunk))?.[1];
  if (url === undefined) return /warn|error/i.test(String(chunk)) ? write(chunk, ...rest) : true;
  serveSide({ values: () => 0, threads: 2, stop: () => Promise.resolve() });
  process.send?.({ url });
  return true;
};

await import(built('main', 'server.js'));
