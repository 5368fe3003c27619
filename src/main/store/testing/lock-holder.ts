import { acquireLock } from '../lock.ts';

/** Run as a process or a worker: holds the lock of a folder until it is ended. Arguments: folder, address. */
const [folder = '', address = ''] = process.argv.slice(2);
const result = acquireLock(folder, process.pid);
if (result.held) result.lock.announce(address);
process.stdout.write(result.held ? 'held\n' : 'refused\n');
setInterval(() => {}, 60_000);
