import type { Signal, Source } from '../../../../shared/model/entities.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Failure } from '../../session/index.ts';
import { Confirm } from '../Confirm.tsx';

const NAMED = 8;

/** Takes a source out of the configuration, after it was said what goes with it. */
export function RemoveSource({ source, signals, onKeep }: { source: Source; signals: readonly Signal[]; onKeep: () => void }) {
  const remove = useCallMutation('sources.remove', ['config.get']);
  const name = plain(source.name, 80);
  const named = signals.slice(0, NAMED).map((signal) => plain(signal.name, 60));
  const more = signals.length - named.length;
  return (
    <Confirm action={`Remove ${name} and ${counted(signals.length, 'signal')}`} keep="Keep it" busy={remove.isPending} onKeep={onKeep} onConfirm={() => remove.mutate({ id: source.id })}>
      Removing {name} takes out of holdfast.yaml: the source{signals.length === 0 ? '' : `, ${counted(signals.length, 'signal')} (${named.join(', ')}${more > 0 ? ` and ${more} more` : ''})`} and the rules on them. Services stay; so does the history that was kept.
      <Failure error={remove.error} what="Not removed" onPin={() => remove.mutate({ id: source.id })} />
    </Confirm>
  );
}
