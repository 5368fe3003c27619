import type { StatusLine } from './status.ts';

const MAX_NAMED = 5;
const of = (count: number, one: string, many: string): string => (count === 1 ? one : `${count} ${many}`);

/** What would stop with this process, one line each, the gravest first. */
export function whatWouldStop(status: StatusLine, deadMan: boolean): string[] {
  const grave = status.services.filter(({ kind }) => kind === 'P0' || kind === 'P1');
  const more = grave.length - MAX_NAMED;
  const declared = status.incidents.filter(({ proposed }) => !proposed);
  const unnamed = declared.length - MAX_NAMED;
  return [
    ...declared.slice(0, MAX_NAMED).map(({ id, severity, title, isDrill }) => `the clocks and alarms of ${id} (${isDrill ? 'drill, ' : ''}${severity}, ${title}), which is open`),
    ...(unnamed > 0 ? [`the clocks and alarms of ${of(unnamed, 'one more open incident', 'more open incidents')}`] : []),
    ...grave.slice(0, MAX_NAMED).map(({ kind, name }) => `watching ${name}, which is in ${kind}`),
    ...(more > 0 ? [`watching ${of(more, 'one more service', 'more services')} in P0 or P1`] : []),
    ...(status.otherScreens > 0 ? [`${of(status.otherScreens, 'one other screen that shows', 'other screens that show')} what this Holdfast sees`] : []),
    ...(deadMan ? ['the sign of life to the outside watcher, which will then raise an alarm'] : []),
  ];
}
