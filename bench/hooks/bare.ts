import Database from 'better-sqlite3';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { serveSide } from '../engine/side.ts';

/**
 * The least that can take the same messages and keep them: Node's own HTTP server, `JSON.parse`, and one row an alert in SQLite with
 * the same durability, a transaction for each message before it is answered. It checks nothing and knows no incidents.
 */
const [folder = ''] = process.argv.slice(2);
const db = new Database(join(folder, 'bare.db'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec('CREATE TABLE alerts (id TEXT PRIMARY KEY, alert TEXT NOT NULL)');
const insert = db.prepare('INSERT OR REPLACE INTO alerts VALUES (?, ?)');
const keep = db.transaction((alerts: readonly { readonly labels: object }[]) => {
  for (const alert of alerts) insert.run(JSON.stringify(alert.labels), JSON.stringify(alert));
});

const server = createServer((incoming, outgoing) => {
  if (incoming.method === 'GET') {
    outgoing.end(JSON.stringify(db.prepare('SELECT count(*) AS count FROM alerts').get()));
    return;
  }
  const parts: Buffer[] = [];
  incoming.on('data', (part: Buffer) => void parts.push(part));
  incoming.on('end', () => {
    const { alerts } = JSON.parse(Buffer.concat(parts).toString()) as { alerts: { labels: object }[] };
    keep(alerts);
    outgoing.writeHead(202).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  serveSide({ values: () => 0, threads: 1, stop: () => Promise.resolve() });
  process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/` });
});
process.once('SIGTERM', () => process.exit(0));
