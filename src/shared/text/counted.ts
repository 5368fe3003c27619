/** "1 signal", "3 signals", "1,234 rows". */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
