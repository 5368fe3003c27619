import { describe, expect, it } from 'vitest';
import { describeCarrier } from './testing/conformance.ts';
import { openHttpCarrier } from './testing/http-carrier.ts';

describeCarrier('HTTP', openHttpCarrier);

describe('HTTP: a session', () => {
  it('that nobody holds is refused', async () => {
    const { carrier } = await openHttpCarrier({});
    carrier.setRights(null);
    expect(await carrier.call('workspace.get', {})).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
    expect(await carrier.call('secrets.set', { name: 'x', value: 'y' })).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
    await carrier.close();
  });

  it('without the right of the call is refused, and learns nothing of what a valid input would be', async () => {
    const { carrier, engine } = await openHttpCarrier({});
    carrier.setRights(['view']);
    const result = await carrier.call('demo.setFault', { id: 'latency', active: 'perhaps' });
    expect(result).toMatchObject({ ok: false, error: { code: 'forbidden', message: 'This needs the right "operate", which this seat does not have.' } });
    expect(engine.calls).toEqual([]);
    await carrier.close();
  });

  it('is asked for the PIN before anything is operated', async () => {
    const { carrier } = await openHttpCarrier({});
    carrier.setRights(['view', 'operate'], false);
    expect(await carrier.call('demo.setFault', { id: 'latency', active: true })).toMatchObject({ ok: false, error: { code: 'forbidden', details: { needs: 'pin' } } });
    expect(await carrier.call('workspace.get', {})).toMatchObject({ ok: true });
    await carrier.close();
  });
});
