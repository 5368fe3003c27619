/** Does all of it, whatever fails, and throws the first failure then: a disk that refuses must not keep anybody from being called. */
export function eachOf(works: readonly (() => void)[]): void {
  const failures = works.flatMap((work) => {
    try {
      work();
      return [];
    } catch (error) {
      return [error];
    }
  });
  if (failures.length > 0) throw failures[0];
}
