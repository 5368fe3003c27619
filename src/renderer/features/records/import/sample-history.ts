/** Invented incidents of a year, for a demo that should have a past. Loaded when they are asked for. */
export async function sampleHistory(): Promise<string> {
  const { default: text } = await import('../../../../../resources/examples/incidents.csv?raw');
  return text;
}
