import { useTimeWords } from './use-names.ts';

export interface MomentProps {
  /** RFC 3339. */
  readonly at: string;
  /** `utc` where there is little room; both clocks stand in its title. */
  readonly show?: 'both' | 'utc';
}

/** An instant in UTC and the workspace's own time. */
export function Moment({ at, show = 'both' }: MomentProps) {
  const words = useTimeWords();
  return (
    <time dateTime={at} title={words.full(at)}>
      {show === 'both' ? words.both(at) : `${words.utc(at)} UTC`}
    </time>
  );
}
