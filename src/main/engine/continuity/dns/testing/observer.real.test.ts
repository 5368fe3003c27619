import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBind } from '../../../sources/testing/bind.ts';
import { waitUntil } from '../../../sources/testing/processes.ts';
import { nsupdate, startBindPair, ZONE, type BindPair } from './bind-pair.ts';
import { observe, oneOf, type Observed } from './observer.ts';
import { expectUnbroken } from './unbroken.ts';

const bind = await findBind();
const NAME = `api.${ZONE}`;
const [OLD, NEW] = ['203.0.113.10', '198.51.100.1'] as const;

describe.skipIf(bind === null)('whoever observes a record on a real BIND (named is installed)', () => {
  let pair: BindPair;
  beforeAll(async () => {
    pair = await startBindPair([`api 60 A ${OLD}`]);
  });
  afterAll(() => pair.remove());
  const send = (...lines: readonly string[]) => nsupdate(pair.primary.address, lines);
  const [remove, add, addOld] = [`update delete ${NAME}. A`, `update add ${NAME}. 60 A ${NEW}`, `update add ${NAME}. 60 A ${OLD}`];

  /** Each change is there until it was looked at. */
  async function observed(...changes: readonly (readonly string[])[]): Promise<Observed> {
    const observer = await observe(pair.primary.address, [{ name: NAME, type: 'A', isWhole: oneOf('A', [OLD], [NEW]) }]);
    for (const change of changes) {
      await send(...change);
      const before = observer.seen.looks;
      await waitUntil('it has looked again', () => observer.seen.looks > before + 1);
    }
    return observer.stop();
  }

  it('sees nothing but whole sets where one message changes it', async () => {
    const seen = await observed([remove, add], [remove, addOld]);
    expectUnbroken('one message', [seen]);
  });

  it('sees that there is nothing for a moment where it goes first and comes then: the control', async () => {
    const seen = await observed([remove], [addOld]);
    expect(seen.empty).toBeGreaterThan(0);
    expect(() => expectUnbroken('control', [seen])).toThrow();
  });

  it('sees a mixture where it comes first and goes then: the control', async () => {
    const seen = await observed([add], [`update delete ${NAME}. A ${NEW}`]);
    expect(seen.mixed).toBeGreaterThan(0);
    expect(seen.odd[0]).toContain(`${NEW}, ${OLD}`);
    expect(() => expectUnbroken('control', [seen])).toThrow();
  });
});
