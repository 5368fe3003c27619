import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { assertEgress, EgressRefused, guardedLookup, systemLookup } from './guarded-lookup.ts';
import type { Address, Lookup } from './guarded-lookup.ts';

const v4 = (address: string): Address => ({ address, family: 4 });
const open: net.Server[] = [];

async function listen(): Promise<{ port: number; accepted: () => number }> {
  let accepted = 0;
  const server = net.createServer((socket) => {
    accepted++;
    socket.on('error', () => {}).end();
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, accepted: () => accepted };
}

function connect(port: number, lookup: net.LookupFunction): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: 'api.acme.test', port, lookup });
    socket.once('connect', () => (resolve(socket.remoteAddress ?? ''), socket.destroy()));
    socket.once('error', reject);
  });
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

describe('a name on its way to an address', () => {
  it('is connected to where it resolves', async () => {
    const { port } = await listen();
    expect(await connect(port, guardedLookup(async () => [v4('127.0.0.1')]))).toBe('127.0.0.1');
  });

  it('is refused when it resolves to the metadata service, with a reason that names both', async () => {
    const { port } = await listen();
    const refused = connect(port, guardedLookup(async () => [v4('169.254.169.254')]));
    await expect(refused).rejects.toThrow(EgressRefused);
    await expect(refused).rejects.toThrow('does not connect to 169.254.169.254, to which api.acme.test resolves: it is a link-local address');
  });

  it('never gets to a forbidden address that stands among good ones', async () => {
    const { port } = await listen();
    expect(await connect(port, guardedLookup(async () => [v4('169.254.169.254'), v4('127.0.0.1')]))).toBe('127.0.0.1');
  });

  it('cannot be rebound between check and connection: one lookup decides both', async () => {
    const { port, accepted } = await listen();
    let asked = 0;
    // The first answer is good, every later one is the forbidden address: a second lookup would connect there.
    const rebinding: Lookup = async () => [v4(asked++ === 0 ? '127.0.0.1' : '169.254.169.254')];
    const lookup = guardedLookup(rebinding);
    expect(await connect(port, lookup)).toBe('127.0.0.1');
    expect(asked).toBe(1);
    await expect(connect(port, lookup)).rejects.toThrow(EgressRefused);
    expect(accepted()).toBe(1);
  });

  it('says that a name has no address when there is none of the wanted family', async () => {
    const lookup = guardedLookup(async () => [v4('127.0.0.1')]);
    const error = await new Promise((resolve) => lookup('api.acme.test', { family: 6 }, resolve));
    expect(error).toMatchObject({ code: 'ENOTFOUND' });
  });

  it('is refused already as written when it is a forbidden address, for sockets look no address up', () => {
    expect(() => assertEgress('169.254.169.254')).toThrow(EgressRefused);
    expect(() => assertEgress('0xa9fea9fe')).toThrow('Holdfast does not connect to 0xa9fea9fe');
    expect(() => assertEgress('127.0.0.1')).not.toThrow();
  });
});

describe('the system’s resolver', () => {
  it('answers from the hosts file', async () => {
    const addresses = await systemLookup()('localhost');
    expect(addresses.map(({ address }) => address)).toContain('127.0.0.1');
  });

  it('is asked once for a name that several ask for at the same time, and anew afterwards', async () => {
    const lookup = systemLookup();
    const first = lookup('localhost');
    expect(lookup('localhost')).toBe(first);
    await first;
    const later = lookup('localhost');
    expect(later).not.toBe(first);
    await later;
  });
});
