import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPath } from '../../../../../scripts/lib/browser.ts';
import { freePort, waitUntil } from './processes.ts';

/** As Debian and as the project itself call it; null where it is not installed. */
export const findAlertmanager = (): string | null => onPath('prometheus-alertmanager') ?? onPath('alertmanager');

export interface SentAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  /** In the past: it is over. */
  readonly endsAt?: string;
  readonly generatorURL?: string;
}

export interface RunningAlertmanager {
  readonly url: string;
  /** Of the process that runs now. */
  pid(): number;
  /** Hands alerts over as Prometheus does. */
  post(alerts: readonly SentAlert[]): Promise<void>;
  /** Ends the process at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  /** Kills it and removes its data. */
  stop(): Promise<void>;
}

export interface AlertmanagerOptions {
  /** Everything is sent there, soon. */
  readonly webhook?: { readonly url: string; readonly token: string };
  /** Which alerts keep which others quiet, in Alertmanager's own form. */
  readonly inhibit?: readonly { readonly source_matchers: readonly string[]; readonly target_matchers: readonly string[] }[];
  readonly groupBy?: readonly string[];
  /** How long until a group is told again, and how often what was sent is written down. */
  readonly groupInterval?: string;
  readonly maintenanceInterval?: string;
}

/** A real Alertmanager on a free loopback port. Throws where the program is not installed. */
export async function startAlertmanager({ webhook, inhibit = [], groupBy = [], groupInterval = '300ms', maintenanceInterval = '500ms' }: AlertmanagerOptions = {}): Promise<RunningAlertmanager> {
  const binary = findAlertmanager();
  if (binary === null) throw new Error('the program "alertmanager" is not installed (Debian: apt-get install prometheus-alertmanager)');
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-alertmanager-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const receiver = webhook === undefined ? {} : { webhook_configs: [{ url: webhook.url, send_resolved: true, http_config: { authorization: { type: 'Bearer', credentials: webhook.token } } }] };
  /** JSON is YAML. */
  await writeFile(
    join(folder, 'alertmanager.yml'),
    JSON.stringify({
      route: { receiver: 'holdfast', group_by: groupBy, group_wait: '100ms', group_interval: groupInterval, repeat_interval: '1h' },
      receivers: [{ name: 'holdfast', ...receiver }],
      inhibit_rules: inhibit,
    }),
  );
  // Silences are written down so often that a kill does not lose them.
  const args = [`--config.file=${folder}/alertmanager.yml`, `--storage.path=${folder}/data`, `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address=', `--data.maintenance-interval=${maintenanceInterval}`, '--log.level=error'];
  let kill: () => Promise<void> = () => Promise.resolve();
  let pid = 0;
  const start = async (): Promise<void> => {
    const child = spawn(binary, args, { stdio: 'ignore' });
    pid = child.pid ?? 0;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const killWithUs = (): void => void child.kill('SIGKILL');
    process.once('exit', killWithUs);
    kill = async () => {
      process.off('exit', killWithUs);
      child.kill('SIGKILL');
      await ended;
    };
    await waitUntil('Alertmanager is ready', () => child.exitCode !== null || fetch(`${url}/-/ready`).then(({ ok }) => ok, () => false));
    if (child.exitCode !== null) throw new Error(`alertmanager ended at once with code ${child.exitCode}`);
  };
  await start();
  return {
    url,
    pid: () => pid,
    start,
    kill: () => kill(),
    post: async (alerts) => {
      const response = await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(alerts) });
      if (!response.ok) throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
    },
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
