import { describe, expect, it } from 'vitest';
import { readPath, valueAt } from './json-path.ts';

const DOCUMENT = JSON.parse('{"ticket":{"id":7,"a b":{"c.d":[10,[20,30]]},"":"empty","ünï":"code","quo\\"te\'s":1,"null":null,"no":false,"x-y":2},"__proto__":{"polluted":"own"},"list":[{"id":1},{"id":2}],"length":5}') as unknown;
const at = (text: string): unknown => {
  const read = readPath(text);
  return 'problem' in read ? read : valueAt(DOCUMENT, read.path);
};

describe('a path', () => {
  it.each<[string, unknown]>([
    ['$', DOCUMENT],
    ['$.ticket.id', 7],
    ['$["ticket"]["id"]', 7],
    ["$['ticket']['a b']['c.d'][1][0]", 20],
    ['$[ "ticket" ][ \'a b\' ]["c.d"][ 0 ]', 10],
    ['$.ticket["a b"]["c.d"][-1][-1]', 30],
    ['$.ticket[""]', 'empty'],
    ['$.ticket.ünï', 'code'],
    ['$.ticket["quo\\"te\'s"]', 1],
    ["$.ticket['quo\"te\\'s']", 1],
    ['$.ticket.x-y', 2],
    ['$.ticket.null', null],
    ['$.ticket.no', false],
    ['$.list[1].id', 2],
    ['$.length', 5],
    // A name like any other where the message has it.
    ['$.__proto__.polluted', 'own'],
  ])('%s leads to one place', (path, found) => expect(at(path)).toEqual({ found }));

  it.each<[string, number]>([
    ['$.nothing', 0],
    ['$.ticket.id.deeper', 2],
    ['$.ticket["a b"]["c.d"][2]', 3],
    ['$.list[-3]', 1],
    ['$.list["0"]', 1],
    ['$.list.length', 1],
    ['$.ticket[0]', 1],
    ['$.ticket.constructor', 1],
    ['$.ticket.toString.name', 1],
    ['$.list.map', 1],
  ])('%s leads nowhere, and says how far: what JavaScript adds is not there', (path, missing) => expect(at(path)).toEqual({ missing }));

  it.each(['$..id', '$.*', '$.list[*]', '$.list[0:1]', '$.list[:2]', '$.list[?(@.id)]', '$.list[?@.id==1]'])('%s would lead to many places', (path) => expect(at(path)).toEqual({ problem: expect.stringContaining('would find several places') as unknown }));

  it.each(['', 'ticket.id', '@.id', '$ticket', '$.', '$.ticket.', '$.1st', '$[', '$[]', '$["a]', "$['a\"]", '$[01]', '$[-0]', '$[1.5]', '$[9999999999]', '$.a b', '$.a[0', '$.a]', '$ .a', '$.a;drop', '$.a\n.b', '${env:SECRET}'])('%j is none, and is answered with what was expected', (path) =>
    expect(at(path)).toEqual({ problem: expect.stringMatching(/^expected a path such as \$\.ticket\.id/) as unknown }));

  it('has an end, in letters and in steps, and takes no longer for whoever means it ill', () => {
    expect(at(`$${'.a'.repeat(17)}`)).toEqual({ problem: 'expected at most 16 steps in a path, found 17' });
    expect(at(`$${'.a'.repeat(16)}`)).toEqual({ missing: 0 });
    const started = performance.now();
    for (const evil of [`$['${'\\'.repeat(290)}`, `$["${'\\"'.repeat(140)}`, `$${'['.repeat(290)}`, `$.${'a-'.repeat(145)}!`, `$${'[ '.repeat(140)}`, `$.${'x'.repeat(1_000_000)}`]) expect(at(evil)).toHaveProperty('problem');
    expect(performance.now() - started).toBeLessThan(500);
  });
});
