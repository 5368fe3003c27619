import { expect, it } from 'vitest';
import { HoldfastConfig } from '../../shared/model/config.ts';
import type { Point } from '../../shared/model/entities.ts';
import { SignalRule } from '../../shared/model/rule-config.ts';
import { resolveConfig } from '../config/resolved.ts';
import { settle } from '../engine/testing/manual-clock.ts';
import { createReplayer } from './replayer.ts';

const CONFIG = resolveConfig(
  HoldfastConfig.parse({
    version: 1,
    workspace: { name: 'Acme' },
    sources: [{ id: 'prom', type: 'prometheus', url: 'http://127.0.0.1:9090/' }],
    services: [{ id: 'checkout', name: 'Checkout API' }],
    signals: [{ id: 'checkout-p95', service: 'checkout', kind: 'latency', source: 'prom', every: '1m', query: 'x' }],
  }),
);
const FROM = Date.parse('2026-01-15T12:00:00.000Z');
const REQUEST = { rule: SignalRule.parse({ id: 'checkout-slow', signal: 'checkout-p95', when: { above: 0.8, consecutive: 3 }, severity: 'P1' }), from: '2026-01-15T12:00:00.000Z', to: '2026-01-15T13:00:00.000Z', maxPoints: 600 };

it('one rule is replayed at a time, a few wait, and more are asked to come back', async () => {
  const answers: ((points: readonly Point[]) => void)[] = [];
  const replay = createReplayer({ config: () => CONFIG, history: () => new Promise((resolve) => answers.push(resolve)) });
  const points = Array.from({ length: 60 }, (_, index): Point => ({ time: new Date(FROM + index * 60_000).toISOString(), min: 0.1, max: index < 30 ? 0.1 : 1, avg: 0.1, count: 1 }));
  const eight = Array.from({ length: 8 }, () => replay(REQUEST));
  await settle();
  expect(answers).toHaveLength(1);
  await expect(replay(REQUEST)).rejects.toThrow('Several rules are being replayed already. Try again in a moment.');
  for (let index = 0; index < eight.length; index += 1) {
    answers[index]?.(points);
    await expect(eight[index]).resolves.toMatchObject({ firings: [{ firedAt: new Date(FROM + 32 * 60_000).toISOString() }] });
    await settle();
  }
  expect(answers).toHaveLength(8);
  const refused = replay({ ...REQUEST, to: REQUEST.from });
  await expect(refused).rejects.toThrow('expected "to" after "from"');
  const next = replay(REQUEST);
  await settle();
  answers.at(-1)?.(points);
  await expect(next).resolves.toMatchObject({ samples: 60 });
});
