import type { Clock } from '../ports.ts';
import { SourceFailure, type Source } from '../sources/source.ts';
import type { Question } from './question-log.ts';

/** The same source, of which every question for signals and feeds is told once it has ended; one that was given up is not. */
export function measured(source: Source, clock: Pick<Clock, 'monotonicMs'>, onQuestion: (question: Question) => void): Source {
  const asked = async <T>(feed: string | null, abort: AbortSignal, ask: () => Promise<T>): Promise<T> => {
    const startedMs = clock.monotonicMs();
    const told = (failure: Question['failure']): void => {
      if (!abort.aborted) onQuestion({ feed, tookMs: clock.monotonicMs() - startedMs, failure });
    };
    try {
      const answer = await ask();
      told(null);
      return answer;
    } catch (thrown) {
      told(thrown instanceof SourceFailure ? thrown : { code: 'bad_answer', message: 'the answer could not be read' });
      throw thrown;
    }
  };
  return {
    ...source,
    poll: (group, abort) => asked(null, abort, () => source.poll(group, abort)),
    ...(source.feeds !== undefined && { feeds: source.feeds.map((feed) => ({ ...feed, poll: (abort: AbortSignal) => asked(feed.name, abort, () => feed.poll(abort)) })) }),
  };
}
