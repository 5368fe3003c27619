/** Only http(s) addresses leave the page; anything else, from wherever it came, is no link. */
export const isWebAddress = (url: string): boolean => {
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:');
};
