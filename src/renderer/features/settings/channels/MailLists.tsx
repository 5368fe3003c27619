import { Button } from '../../../ui/kit/Button.tsx';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { nextList, type ListDraft } from './draft.ts';
import connect from '../connect/connect.module.css';
import styles from './channels.module.css';

const FROM = [
  { value: 'addresses', label: 'addresses typed here' },
  { value: 'file', label: 'a CSV file beside holdfast.yaml' },
] as const;

/** Who gets mail: one list or several, each for all updates or only for those that touch something. */
export function MailLists({ lists, onChange, error }: { lists: readonly ListDraft[]; onChange: (lists: readonly ListDraft[]) => void; error: string | null }) {
  const change = (key: number, part: Partial<ListDraft>) => onChange(lists.map((list) => (list.key === key ? { ...list, ...part } : list)));
  return (
    <fieldset className={connect.headers}>
      <legend>Who gets it</legend>
      {lists.map((list, index) => {
        const what = lists.length === 1 ? '' : ` (recipients ${String(index + 1)})`;
        return (
          <div key={list.key} className={styles.list}>
            <SelectField label={`From${what}`} value={list.from} options={FROM} onChange={(from) => change(list.key, { from, text: '' })} />
            {list.from === 'file' ? (
              <Field label={`Name of the file${what}`} hint="Columns email and, as far as you have them, name, service, region, group" placeholder="customers.csv" value={list.text} onChange={(text) => change(list.key, { text })} required />
            ) : (
              <Field label={`Addresses${what}`} hint="One a line, or separated by commas" lines={3} value={list.text} onChange={(text) => change(list.key, { text })} required />
            )}
            <Field label={`Only for these services${what}`} hint="Ids, separated by commas; empty: all" value={list.services} onChange={(services) => change(list.key, { services })} />
            <Field label={`Only for these regions${what}`} hint="Separated by commas; empty: all" value={list.regions} onChange={(regions) => change(list.key, { regions })} />
            {list.from === 'file' ? <Field label={`Only rows of these groups${what}`} hint="Separated by commas; empty: all" value={list.groups} onChange={(groups) => change(list.key, { groups })} /> : null}
            {lists.length === 1 ? null : (
              <div className={styles.listEnd}>
                <Button kind="quiet" label={`Remove recipients ${String(index + 1)}`} onClick={() => onChange(lists.filter(({ key }) => key !== list.key))}>
                  Remove
                </Button>
              </div>
            )}
          </div>
        );
      })}
      {error === null ? null : (
        <p className={connect.error} role="alert">
          {error}
        </p>
      )}
      <Button onClick={() => onChange([...lists, nextList(lists)])}>Add recipients</Button>
    </fieldset>
  );
}
