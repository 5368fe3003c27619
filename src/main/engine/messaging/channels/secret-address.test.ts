import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createManualClock } from '../../testing/manual-clock.ts';
import { secretAddress } from './secret-address.ts';
import { CHANNEL, channelDeps, NEVER, parcelOf } from './testing/post.ts';
import { createWebhookChannel } from './webhook.ts';

test('nothing of a secret address that could let somebody in is repeated, however it is quoted', () => {
  const address = secretAddress('https://hooks.acme.test/in/abcdefghijklmnop0123?sig=secret%2Fwith%2Fslashes_123&v=1');
  for (const quoted of ['https://hooks.acme.test/in/abcdefghijklmnop0123?sig=secret%2Fwith%2Fslashes_123&v=1', 'abcdefghijklmnop0123', 'secret%2Fwith%2Fslashes_123', 'secret/with/slashes_123']) expect(address.hide(`no: ${quoted} is wrong`)).not.toMatch(/abcdefghij|slashes_123/);
  expect(address.hide('version 1 of hooks.acme.test')).toBe('version 1 of hooks.acme.test');
});

test('what stands in the query of a webhook’s address is sent with it', async () => {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const channel = await createWebhookChannel({ id: CHANNEL, type: 'webhook', audience: 'internal', url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/in?key=a%2Fb&tag=1&tag=2`, honoursKey: false }, channelDeps(createManualClock()));
  expect(await channel.send(parcelOf({ text: 'hello' }), NEVER)).toMatchObject({ kind: 'sent' });
  expect(asked).toEqual(['/in?key=a%2Fb&tag=1&tag=2']);
  await new Promise((resolve) => void server.close(resolve));
});
