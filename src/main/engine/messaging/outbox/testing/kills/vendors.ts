import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { BETTERSTACK_PAGE, BETTERSTACK_TOKEN, startBetterStack } from '../../../../../../../e2e/fakes/betterstack.ts';
import { JIRA_EMAIL, JIRA_TOKEN, startJira } from '../../../../../../../e2e/fakes/jira.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, startSlack } from '../../../../../../../e2e/fakes/slack.ts';
import { startSlackWebhook } from '../../../../../../../e2e/fakes/slack-webhook.ts';
import { startStatuspage, STATUSPAGE_KEY, STATUSPAGE_PAGE } from '../../../../../../../e2e/fakes/statuspage.ts';
import { startTeams } from '../../../../../../../e2e/fakes/teams.ts';
import type { FakeVendor } from '../../../../../../../e2e/fakes/vendor.ts';
import { startX, X_TOKEN } from '../../../../../../../e2e/fakes/x.ts';
import { ChannelConfig } from '../../../../../../shared/model/channels/index.ts';
import { startMailServer } from '../../../channels/email/testing/mail-server.ts';
import { hostOf } from './order.ts';

/** A message that people can see at a vendor: any text of it, and to whom, where there are many. */
export interface Visible {
  readonly text: string;
  readonly recipient: string;
}

/** One vendor of each kind, in this process. */
export interface KilledVendor {
  readonly id: string;
  readonly port: number;
  readonly protocol: 'http' | 'smtp';
  /** The channel's configuration, where the vendor is reached at this port. */
  readonly config: (port: number) => ChannelConfig;
  /** The oldest first. */
  readonly visible: () => readonly Visible[];
  /** What the vendor found wrong with our requests, and with itself. */
  readonly wrong: () => readonly string[];
  stop(): Promise<void>;
}

const json = (value: unknown): Visible => ({ text: JSON.stringify(value), recipient: '' });

/** Vendors as they are: what was written is not always there to be read at once. `now` is the time that they live in, `jiraLagMs` what Jira's index needs. */
export async function startVendors(now: () => number, { jiraLagMs = 50_000 } = {}): Promise<readonly KilledVendor[]> {
  const [slack, slackWebhook, teams, jira, statuspage, betterstack, x, mail, webhook] = await Promise.all([
    startSlack({ now }), startSlackWebhook(), startTeams(), startJira({ now }), startStatuspage({ now }), startBetterStack({ now }), startX(now), startMailServer({ hideSTARTTLS: true, authOptional: true }), startReceiver(),
  ]);
  slack.lagMs = 5_000;
  jira.issues.lagMs = jiraLagMs;
  statuspage.incidents.lagMs = 5_000;
  betterstack.reports.lagMs = 5_000;
  x.lagMs = 20_000;

  const fake = (id: string, vendor: FakeVendor, config: (url: string) => object, visible: () => readonly Visible[]): KilledVendor => {
    const { port } = new URL(vendor.url);
    return {
      id, port: Number(port), protocol: 'http', visible,
      config: (at) => ChannelConfig.parse({ id, type: id, ...config(`http://${hostOf(id)}:${String(at)}`) }),
      wrong: () => [...vendor.problems, ...vendor.refused.map(({ method, path, reason }) => `${method} ${path}: ${reason}`)],
      stop: () => vendor.stop(),
    };
  };
  const pathOf = (url: string): string => url.slice(new URL(url).origin.length);
  return [
    fake('slack', slack, (url) => ({ audience: 'internal', token: SLACK_TOKEN, channel: SLACK_CHANNEL, url: `${url}${pathOf(slack.url)}/api` }), () => slack.standing.map(json)),
    fake('slackWebhook', slackWebhook, (url) => ({ audience: 'internal', url: `${url}${pathOf(slackWebhook.hook)}` }), () => slackWebhook.posted.map(json)),
    fake('teams', teams, (url) => ({ audience: 'internal', url: `${url}${pathOf(teams.hook)}` }), () => teams.shown.map(json)),
    fake('jira', jira, (url) => ({ audience: 'internal', url, email: JIRA_EMAIL, token: JIRA_TOKEN, project: 'OPS' }), () => jira.issues.all().flatMap(({ fields, comments }) => [json(fields), ...comments.map(({ body }) => json(body))])),
    fake('statuspage', statuspage, (url) => ({ audience: 'public', key: STATUSPAGE_KEY, page: STATUSPAGE_PAGE, components: { checkout: '8kbf7d35c070' }, url }), () => statuspage.incidents.all().flatMap(({ incident_updates: updates }) => updates.toReversed().map(json))),
    fake('betterstack', betterstack, (url) => ({ audience: 'public', token: BETTERSTACK_TOKEN, page: BETTERSTACK_PAGE, resources: { checkout: '77' }, url }), () => betterstack.reports.all().flatMap(({ updates }) => updates.map(json))),
    fake('x', x, (url) => ({ audience: 'public', token: X_TOKEN, url }), () => x.posts.map(json)),
    {
      id: 'email', port: mail.port, protocol: 'smtp',
      config: (port) => ChannelConfig.parse({ id: 'email', type: 'email', audience: 'public', host: hostOf('email'), port, security: 'none', from: 'Acme Status <status@acme.test>', to: [{ addresses: ['a@x.test'] }] }),
      visible: () => mail.received.map(({ parsed, to }) => ({ text: parsed.subject ?? '', recipient: to[0] ?? '' })),
      wrong: () => [],
      stop: () => mail.stop(),
    },
    {
      id: 'webhook', port: webhook.port, protocol: 'http',
      config: (port) => ChannelConfig.parse({ id: 'webhook', type: 'webhook', audience: 'internal', url: `http://${hostOf('webhook')}:${String(port)}/updates`, honoursKey: true }),
      visible: () => [...webhook.taken.values()].map(json),
      wrong: () => [],
      stop: () => webhook.stop(),
    },
  ];
}

/** A receiver that keeps what a webhook may be configured for: the same key twice is one message. */
async function startReceiver(): Promise<{ readonly port: number; readonly taken: ReadonlyMap<string, unknown>; stop(): Promise<void> }> {
  const taken = new Map<string, unknown>();
  const server = http.createServer((request, response) => {
    const key = request.headers['idempotency-key'];
    const take = async (): Promise<void> => {
      const body = await text(request);
      if (typeof key === 'string' && !taken.has(key)) taken.set(key, JSON.parse(body));
      response.writeHead(typeof key === 'string' ? 200 : 400).end();
    };
    take().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port, taken,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
