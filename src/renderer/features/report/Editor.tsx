import { useEffect, useRef, useState } from 'react';
import type { Report, ReportPart, SectionSource } from '../../../shared/model/report.ts';
import { assertPresent } from '../../../shared/model/result.ts';
import { useCallMutation } from '../../platform/use-call.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { Field } from '../../ui/kit/Field.tsx';
import { Failure, useDraft } from '../session/index.ts';
import { Blocks } from './Blocks.tsx';
import { isUnwritten } from './rules.ts';
import { usePreview } from './use-preview.ts';
import styles from './editor.module.css';

const LONGEST = 50_000;
const LEAST_LINES = 6;
const MOST_LINES = 20;
const STALE = ['reports.get', 'reviews.get', 'incidents.get', 'incidents.timeline'] as const;

export interface EditorProps {
  readonly report: Report;
  readonly part: ReportPart & { readonly source: SectionSource };
  readonly onClose: () => void;
}

/** A part of the report in Markdown, in its place, with what it will look like beside it. What was typed stays when the page is left. */
export function Editor({ report, part, onClose }: EditorProps) {
  const section = assertPresent(part.section, 'only parts of the review are edited');
  const draft = useDraft(`${report.incident}/report/${section}`);
  const place = useRef<HTMLDivElement>(null);
  const [text, setText] = useState(() => draft.text('text') || (isUnwritten(part) ? '' : part.source.text));
  const blocks = usePreview(report.incident, text);
  const save = useCallMutation('reviews.put', STALE, () => {
    draft.drop();
    onClose();
  });
  useEffect(() => place.current?.querySelector('textarea')?.focus(), []);
  const send = (words: string | null) => save.mutate({ incident: report.incident, version: report.version, sections: { [section]: words } });
  const tooLong = text.length > LONGEST ? `Expected at most ${LONGEST.toLocaleString('en-GB')} characters, found ${text.length.toLocaleString('en-GB')}.` : null;
  const { fresh, edited } = part.source;
  const cancel = () => {
    draft.drop();
    onClose();
  };
  return (
    <div ref={place} className={styles.editor} data-print="never" onKeyDown={(event) => (event.key === 'Escape' ? (event.stopPropagation(), cancel()) : event.key === 'Enter' && (event.ctrlKey || event.metaKey) && tooLong === null ? send(text) : undefined)}>
      <div className={styles.panes}>
        <Field
          label={`${part.heading}, in Markdown`}
          hint="**bold**, *lean*, - list, [words](https://…). A name alone on its line, such as {{timeline}}, is a part that is always made from the facts."
          kind="code"
          lines={Math.min(MOST_LINES, Math.max(LEAST_LINES, text.split('\n').length + 2))}
          value={text}
          error={tooLong}
          onChange={(value) => {
            setText(value);
            draft.set('text', value);
          }}
        />
        <section className={styles.preview} aria-label={`${part.heading} as it will read`}>
          {blocks === null ? null : <Blocks blocks={blocks} />}
        </section>
      </div>
      <div className={styles.actions}>
        <Button kind="primary" busy={save.isPending} disabled={tooLong !== null || text.trim() === ''} onClick={() => send(text)}>
          Save
        </Button>
        <Button onClick={cancel}>Cancel</Button>
        {edited === null || fresh === null ? null : (
          <Button kind="quiet" disabled={save.isPending} onClick={() => send(null)}>
            Go back to what Holdfast writes
          </Button>
        )}
        <Failure error={save.error} what="Not saved" onPin={() => send(text)} />
      </div>
    </div>
  );
}
