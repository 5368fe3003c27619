import { describe, expect, it } from 'vitest';
import { blockOf, textOfBlock, withBlock } from './block.ts';

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
