/** Processor time that `run` takes, in milliseconds: unlike time on the clock, it is the same on a busy machine. */
export async function cpuMs(run: () => Promise<void> | void): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
