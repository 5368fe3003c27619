import { afterEach, describe, expect, it } from 'vitest';
import { parseMatcher, type LabelMatcher } from '../../src/shared/model/label-matcher.ts';
import { AlertmanagerSourceConfig } from '../../src/shared/model/sources/alertmanager.ts';
import { epochMs } from '../../src/shared/model/units.ts';
import { OPERATIONS } from '../../src/main/engine/sources/alertmanager/operations.ts';
import { createAlertmanagerSource } from '../../src/main/engine/sources/alertmanager/source.ts';
import { SilenceRefused, SourceFailure, type Silencer, type Source } from '../../src/main/engine/sources/source.ts';
import { findAlertmanager, startAlertmanager, type RunningAlertmanager } from '../../src/main/engine/sources/testing/alertmanager.ts';
import { freePort } from '../../src/main/engine/sources/testing/processes.ts';
import { endpointAt } from '../../src/main/engine/sources/testing/specs.ts';
import { startAlertmanagerRelay } from './alertmanager.ts';
import { holdToContract } from './contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from './contracts.ts';
import type { FakeVendor } from './vendor.ts';
import { realClock } from '../../src/main/engine/testing/real-clock.ts';

const NEVER = new AbortController().signal;
const HOUR = 3_600_000;
const cleanups: (() => unknown)[] = [];
let relay: FakeVendor;
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
  expect(relay.problems).toEqual([]);
});

const matcher = (text: string): LabelMatcher => parseMatcher(text) ?? expect.fail(text);
const DRAFT = { matchers: [matcher('alertname="Disk"'), matcher('pod=~"a|b"'), matcher('team!="x"')], createdBy: 'Ada Lovelace', comment: 'known (INC-2026-0042 hf-0011223344)' };

async function started(): Promise<{ real: RunningAlertmanager; source: Source; silencer: Silencer; poll: () => Promise<unknown> }> {
  const real = await startAlertmanager({ groupBy: ['alertname'] });
  relay = await startAlertmanagerRelay(real.url);
  const source = createAlertmanagerSource(AlertmanagerSourceConfig.parse({ id: 'am', type: 'alertmanager', url: relay.url, filter: ['alertname!="Noise"'] }), endpointAt(relay.url), { clock: realClock, services: () => [] });
  cleanups.push(() => source.close(), () => relay.stop(), () => real.stop());
  const { silencer, feeds } = source;
  if (silencer === undefined || feeds?.[0] === undefined) throw new Error('it tells nothing');
  return { real, source, silencer, poll: () => feeds[0]?.poll(NEVER) ?? Promise.reject(new Error('no feed')) };
}
const draft = (changes: object = {}) => ({ ...DRAFT, endsAt: epochMs(Date.now() + HOUR), ...changes });

describe.skipIf(WITHOUT_CONTRACTS || findAlertmanager() === null)(`a real Alertmanager behind its own description (${NEEDS_CONTRACTS})`, () => {
  it('takes every request of the client and no changed one, and answers as described', async () => {
    const { real, source, silencer, poll } = await started();
    await real.post(['a', 'b', 'c'].map((pod) => ({ labels: { alertname: 'Disk', pod } })));
    await source.identify?.(NEVER);
    const id = await silencer.create(draft(), NEVER);
    expect(await poll()).toMatchObject({ silences: { complete: true, items: [{ id, state: 'active', createdBy: 'Ada Lovelace', comment: DRAFT.comment, matchers: DRAFT.matchers }] } });
    expect((await silencer.matched([matcher('alertname="Disk"')], NEVER)).map(({ labels, receiver, alerts }) => [labels, receiver, alerts.length])).toEqual([[{ alertname: 'Disk' }, 'holdfast', 3]]);
    await silencer.expire(id, NEVER);
    const report = await holdToContract(relay, Object.values(OPERATIONS), {});
    expect(report.problems).toEqual([]);
    expect(report.refused).toBeGreaterThan(20);
  });

  it('keeps silent what is silenced, until it is ended; ending what is over or unknown is no failure', async () => {
    const { real, silencer, poll } = await started();
    await real.post(['a', 'c'].map((pod) => ({ labels: { alertname: 'Disk', pod } })));
    const id = await silencer.create(draft(), NEVER);
    const muted = async (): Promise<unknown> => ((await poll()) as { alerts: { active: { labels: { pod: string }; muted: unknown }[] } }).alerts.active.map(({ labels, muted: by }) => [labels.pod, by]);
    expect(await muted()).toEqual(expect.arrayContaining([['a', { by: 'silence', ids: [id] }], ['c', null]]));
    await silencer.expire(id, NEVER);
    expect(await muted()).toEqual(expect.arrayContaining([['a', null], ['c', null]]));
    await silencer.expire(id, NEVER);
    await silencer.expire('00000000-0000-4000-8000-000000000000', NEVER);
    expect(silencer.url(id)).toBe(`${relay.url}/#/silences/${id}`);
  });

  it('says why it makes no silence, and then none is there', async () => {
    const { silencer } = await started();
    const refused = async (changes: object): Promise<string> => {
      const thrown = await silencer.create(draft(changes), NEVER).then(() => null, (error: unknown) => error);
      expect(thrown).toBeInstanceOf(SilenceRefused);
      return (thrown as Error).message;
    };
    expect(await refused({ matchers: [matcher('alertname=""')] })).toContain('at least one matcher must not match the empty string');
    expect(await refused({ matchers: [{ name: 'a', value: '(', isRegex: true, isEqual: true }] })).toContain('invalid regular expression');
    expect(await refused({ endsAt: epochMs(Date.now() - HOUR) })).toMatch(/400/);
    relay.fail({ kind: 'forbidden' }, { only: ['postSilences'] });
    expect(await refused({})).toContain('may not read it (403)');
    relay.mend();
    expect(await silencer.all(NEVER)).toEqual([]);
    const nobody = `http://127.0.0.1:${String(await freePort())}`;
    const gone = createAlertmanagerSource(AlertmanagerSourceConfig.parse({ id: 'am', type: 'alertmanager', url: nobody }), endpointAt(nobody), { clock: realClock, services: () => [] });
    await expect(gone.silencer?.create(draft(), NEVER)).rejects.toThrow(SilenceRefused);
  });

  it('whose answer is lost, or that fails while it works, may have made it: nobody asks twice, and it is found by its comment', async () => {
    const { silencer } = await started();
    const asked = (): number => relay.calls(OPERATIONS.createSilence).length;
    const lost = async (): Promise<SourceFailure> => {
      const thrown = await silencer.create(draft(), NEVER).then(() => null, (error: unknown) => error);
      expect(thrown).toBeInstanceOf(SourceFailure);
      return thrown as SourceFailure;
    };
    relay.fail({ kind: 'dropped', when: 'after' }, { only: ['postSilences'], times: 1 });
    await lost();
    expect(asked()).toBe(1);
    expect((await silencer.all(NEVER)).filter(({ comment }) => comment === DRAFT.comment)).toHaveLength(1);
    relay.fail({ kind: 'truncated' }, { only: ['postSilences'], times: 1 });
    await lost();
    relay.fail({ kind: 'status', status: 502 }, { only: ['postSilences'], times: 1 });
    expect(await lost()).toMatchObject({ code: 'server_error' });
    expect(asked()).toBe(3);
  });

  it('that lets its alerts be read and not its silences is read all the same, and that is said', async () => {
    const { real, poll } = await started();
    await real.post([{ labels: { alertname: 'Disk' } }, { labels: { alertname: 'Noise' } }]);
    relay.fail({ kind: 'forbidden' }, { only: ['getSilences'] });
    const fed = await poll();
    expect(fed).toMatchObject({ alerts: { complete: true, active: [{ name: 'Disk' }] }, warnings: ['Its silences cannot be read: the credentials given may not read it (403).'] });
    expect(fed).not.toHaveProperty('silences');
  });
});
