import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that wait for real clocks and programs. Begun first, they wait beside the others;
 * begun last, the run would wait for them alone. How long a file took last time is not known on a fresh machine.
 */
const WAITING = ['.real.test.ts', '/store/salvage/salvage.test.ts', '/src/main/demo/', '/store/crash.test.ts', '/sources/postman/', '/main/entry/', '/transport/'];

const rank = ({ moduleId }: TestSpecification): number => {
  const place = WAITING.findIndex((part) => moduleId.includes(part));
  return place === -1 ? WAITING.length : place;
};

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
