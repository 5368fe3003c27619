import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import { newPlanText } from '../rules/new-plan.ts';
import { blockOf, idOfPlan, placeForNew, textOfBlock, withBlock } from './block.ts';

const FILE = `version: 1
services: [{ id: checkout, name: Checkout }]
# what is done
plans:
  # the first
  - id: a
    name: A
    steps:
      - { id: b, kind: wait, for: 1s }

  # the second
  - name: B
    id: "b"  # quoted
    steps: []
  - { id: c, name: C, kind: failover, steps: [{ id: d, kind: wait, for: 1s }] }
triggers:
  - { id: a, plan: a }
`;
const of = (id: string): string | null => {
  const block = blockOf(FILE, id);
  return block === null ? null : textOfBlock(FILE, block);
};

describe('the lines of one plan', () => {
  it('are found by its id, however it is written, and not by that of a step or of a trigger', () => {
    expect(of('a')).toBe('  - id: a\n    name: A\n    steps:\n      - { id: b, kind: wait, for: 1s }');
    expect(of('b')).toBe('  - name: B\n    id: "b"  # quoted\n    steps: []');
    expect(of('c')).toBe('  - { id: c, name: C, kind: failover, steps: [{ id: d, kind: wait, for: 1s }] }');
    expect(of('d')).toBeNull();
    expect(of('checkout')).toBeNull();
  });

  it('are replaced, and nothing else is', () => {
    const block = blockOf(FILE, 'b');
    expect(block).not.toBeNull();
    if (block === null) return;
    expect(withBlock(FILE, block, textOfBlock(FILE, block))).toBe(FILE);
    const longer = withBlock(FILE, block, '  - id: b\n    name: Better\n    kind: degrade\n    steps: []');
    expect(longer).toContain('  # the second\n  - id: b\n    name: Better\n    kind: degrade\n    steps: []\n  - { id: c');
    expect(longer.split('\n')).toHaveLength(FILE.split('\n').length + 1);
  });

  it('are not guessed where a list stands in brackets, or is not there', () => {
    expect(blockOf('plans: [{ id: a }]\n', 'a')).toBeNull();
    expect(blockOf('version: 1\n', 'a')).toBeNull();
    expect(blockOf('plans:\n', 'a')).toBeNull();
  });

  it('go to the end of the file where nothing follows, with a list that is not indented', () => {
    const text = 'plans:\n- id: a\n  name: A\n- id: b\n  name: B\n';
    expect(blockOf(text, 'b')).toEqual({ from: 3, to: 5 });
    expect(blockOf(text, 'a')).toEqual({ from: 1, to: 3 });
  });
});

describe('a new plan', () => {
  const added = (text: string): string | null => {
    const place = placeForNew(text);
    if (place === null) return null;
    const lines = newPlanText(place.dash, ['new-plan'], 'checkout');
    return withBlock(text, place.block, place.hasHead ? lines : `plans:\n${lines}`);
  };
  const NEW = { id: 'new-plan-2', services: ['checkout'], steps: [{ id: 'pause' }] };

  it('comes after the others, as far in as they are, with everything else as it was, and can be taken as it stands', () => {
    const text = added(FILE) ?? '';
    expect(text.split('\n').filter((line) => !FILE.split('\n').includes(line))).toEqual(newPlanText(2, ['new-plan'], 'checkout').split('\n').filter((line) => !FILE.split('\n').includes(line)));
    const { plans, triggers } = parse(text) as { plans: { id: string }[]; triggers: unknown[] };
    expect(plans.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'new-plan-2']);
    expect(triggers).toHaveLength(1);
    expect(PlanConfig.parse(plans[3])).toMatchObject(NEW);
    expect(blockOf(text, 'new-plan-2')).not.toBeNull();
  });

  it('is the first one where there are none, whether or not the word stands there already', () => {
    for (const before of ['version: 1\n', 'version: 1\nplans:\n', 'version: 1\nplans:\n# later\ntriggers: []\n', 'version: 1']) expect((parse(added(before) ?? '') as { plans: unknown[] }).plans, before).toMatchObject([NEW]);
    expect(added('plans: []\n')).toBeNull();
    expect(added('plans: [{ id: a }]\n')).toBeNull();
  });

  it('is known by the id that is typed', () => {
    expect(idOfPlan(newPlanText(2, [], 'checkout'))).toBe('new-plan');
    expect(idOfPlan(`plans:\n${newPlanText(4, [], 'checkout').replace('new-plan', '"other" # mine')}`)).toBe('other');
    expect(idOfPlan('  name: nothing\n')).toBeNull();
  });
});
