import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { ChannelConfig } from '../../../../../../shared/model/channels/index.ts';
import { channelTraits } from '../../../../../../shared/model/channels/index.ts';
import { ChannelId } from '../../../../../../shared/model/ids.ts';
import { durationMs } from '../../../../../../shared/model/units.ts';
import { openStore } from '../../../../../store/open.ts';
import { silentLog } from '../../../../testing/manual-clock.ts';
import { composeUpdate } from '../../../compose/compose.ts';
import { renderUpdate } from '../../../compose/render/index.ts';
import { BERLIN, INCIDENT_OF_UPDATES, NOW, sensibleFacts, SHIPPED } from '../../../testing/updates.ts';
import type { Json } from '../../channel.ts';
import type { DeliveryRow } from '../../repo.ts';
import { judge, type Judgement } from '../verdict.ts';
import { Vendor } from '../vendor.ts';
import type { LifeOrder, Unprotected, UpdateOrder } from './order.ts';
import { isWire, type Kill } from './points.ts';
import { scaledClock } from './scaled-clock.ts';
import type { KilledVendor } from './vendors.ts';
import { startWire, type Wire } from './wire.ts';

const PROCESS = path.join(import.meta.dirname, 'process.ts');
const READERS = ['ada@x.test', 'ben@x.test'];
/** On a machine that stands still now and then an answer comes too late, and the point behind it is not reached: nothing was tried then, and it is tried again. */
const MOST_TRIES = 8;
/** One that never ends would be a fault of the trial; nothing of it takes this long on the slowest machine. */
const LIFE_LIMIT_MS = 120_000;

export interface LineageOrder {
  readonly seed: number;
  readonly vendors: readonly KilledVendor[];
  readonly times: number;
  readonly anchorMs: number;
  /** Where its database and its orders lie. */
  readonly folder: string;
  /** Told apart from all others at the same vendors. */
  readonly number: number;
  readonly kills: readonly Kill[];
  readonly random: () => number;
  readonly unprotected?: Unprotected;
}

export interface LineageEnd extends Judgement {
  /** The kills that happened, in words. */
  readonly killed: readonly string[];
}

/** The updates of one database through many lives of our process, each of which ends by `kill -9` and the last by having nothing left to do. */
export async function runLineage({ seed, vendors, times, anchorMs, folder, number, kills, random, unprotected = null }: LineageOrder): Promise<LineageEnd> {
  const wires = new Map<string, Wire>();
  for (const { id, port, protocol } of vendors) wires.set(id, await startWire(port, protocol));
  const configs = vendors.map(({ id, config }) => config(wires.get(id)?.port ?? 0));
  const database = path.join(folder, `lineage-${String(number)}.db`);
  const updates: UpdateOrder[] = [];
  const acknowledged = new Set<string>();
  const killed: string[] = [];
  const wrong: string[] = [];
  let lives = 0;

  /** True where it was killed. */
  const live = async (kill: Kill | null): Promise<boolean> => {
    lives += 1;
    const order: LifeOrder = { database, times, anchorMs, seed: Math.floor(random() * 2 ** 31), channels: configs, updates, kill, unprotected };
    const file = path.join(folder, `lineage-${String(number)}-life-${String(lives)}.json`);
    fs.writeFileSync(file, JSON.stringify(order));
    const child = spawn(process.execPath, [PROCESS, file], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_COMPILE_CACHE: path.join(folder, 'compiled') } });
    if (kill !== null) wires.get(kill.channel)?.arm(isWire(kill.point) ? { at: kill.point, kill: () => void child.kill('SIGKILL') } : kill.point === 'looking' || kill.point === 'looked' ? { at: 'answer lost', kill: () => {} } : null);
    const limit = setTimeout(() => child.kill('SIGTERM'), LIFE_LIMIT_MS);
    const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr), child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null]);
    clearTimeout(limit);
    for (const wire of wires.values()) wire.arm(null);
    for (const [, id = ''] of said.matchAll(/^queued (.+)$/gm)) acknowledged.add(id);
    if (complaint !== '') wrong.push(`life ${String(lives)} complained: ${complaint.slice(0, 2_000)}`);
    if (child.signalCode !== 'SIGKILL' && child.exitCode !== 0) wrong.push(`life ${String(lives)} ended with ${String(child.signalCode ?? child.exitCode)}`);
    return child.signalCode === 'SIGKILL';
  };

  try {
    for (const kill of kills) {
      let reached = false;
      for (let tries = 0; tries < MOST_TRIES && !reached; tries += 1) {
        updates.push(updateOf(number, updates.length + 1, configs, random));
        /* What is taken up at a start must have been left behind. */
        if (kill.point === 'takingUp') await live({ ...kill, point: 'claimed' });
        reached = await live(kill);
      }
      if (reached) killed.push(`${kill.channel}: ${kill.point}`);
      else wrong.push(`${kill.channel}: ${kill.point} was never reached`);
    }
    if (await live(null)) wrong.push('killed, and nobody knows by whom');
    const judgement = judged(database, number, vendors, configs, acknowledged, { seed, times, anchorMs });
    return { ...judgement, killed, wrong: [...wrong, ...judgement.wrong] };
  } finally {
    await Promise.all([...wires.values()].map((wire) => wire.stop()));
  }
}

const tokenOf = (lineage: number, update: string): string => `L${String(lineage)}U${update.slice(4)}`;

/** An update as it is written from facts, of a new incident or of the one before, in the form of each channel. */
function updateOf(lineage: number, count: number, configs: readonly ChannelConfig[], random: () => number): UpdateOrder {
  const id = `UPD-${String(count).padStart(4, '0')}`;
  const incident = Math.max(1, count - (random() < 0.4 ? 1 : 0)) * 2;
  const facts = sensibleFacts('investigating');
  const targets = { statuspage: { components: [{ id: '8kbf7d35c070', service: 'checkout' }] }, betterstack: { resources: [{ id: '77', service: 'checkout' }] } };
  const to = configs.flatMap(({ id: channel, type, audience }) => {
    const { title, body } = composeUpdate({ kind: 'investigating', audience, channel: type, facts, incident: INCIDENT_OF_UPDATES, templates: SHIPPED, times: BERLIN });
    const token = tokenOf(lineage, id);
    const { content } = renderUpdate(type, { text: { title: `${token} ${title}`, body: `${token} ${body}` }, kind: 'investigating', audience, severity: 'P1', incident: INCIDENT_OF_UPDATES.id, facts, links: [], now: NOW }, targets);
    return (type === 'email' ? READERS : ['']).map((recipient) => ({ channel, recipient, content: content as Json }));
  });
  return { id, incident: `INC-2026-${String(lineage * 100 + incident).padStart(4, '0')}`, to };
}

/** The ledger against what people can see at the vendors. */
function judged(database: string, lineage: number, vendors: readonly KilledVendor[], configs: readonly ChannelConfig[], acknowledged: ReadonlySet<string>, given: { readonly seed: number; readonly times: number; readonly anchorMs: number }): Judgement {
  const store = openStore({ file: database, clock: scaledClock(given.times, given.anchorMs), log: silentLog });
  try {
    const wrong: string[] = [];
    const rows = store.read.all<DeliveryRow>('SELECT * FROM deliveries');
    for (const id of acknowledged) if (!rows.some((row) => row.update_id === id)) wrong.push(`${id} was queued, and is not there`);
    const kinds = new Map<ChannelId, Vendor>();
    for (const { id, visible } of vendors) {
      const config = configs.find((each) => each.id === id);
      if (config === undefined) continue;
      const vendor = new Vendor({ id: ChannelId.parse(id), class: channelTraits(config).class(config), settlingMs: durationMs(0), lagMs: 0, spacingMs: 0 });
      for (const [at, { text: seen, recipient }] of visible().entries()) {
        const found = new RegExp(`\\bL${String(lineage)}U(\\d{4})\\b`).exec(seen);
        if (found === null) continue;
        const row = rows.find((each) => each.channel === id && each.update_id === `UPD-${found[1] ?? ''}` && each.recipient === recipient);
        if (row === undefined) wrong.push(`${id}: ${found[0]} is there, and nobody knows of it`);
        else vendor.posts.push({ marker: row.marker, lane: row.lane, step: row.seq, atMs: at, readableAtMs: at });
      }
      kinds.set(vendor.kind.id, vendor);
    }
    const judgement = judge(store.read, kinds, { seed: given.seed, faults: new Map() });
    /* Nobody refused anything. */
    for (const { channel, update_id: update, reason } of rows.filter(({ state }) => state === 'failed')) wrong.push(`${channel}: ${update} failed: ${reason ?? ''}`);
    return { ...judgement, wrong: [...wrong, ...judgement.wrong] };
  } finally {
    store.close();
  }
}
