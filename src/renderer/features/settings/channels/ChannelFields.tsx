import type { ChannelField } from '../../../../shared/model/channels/form.ts';
import { CHANNEL_FORMS } from '../../../../shared/model/channels/form.ts';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { YES } from '../connect/draft.ts';
import { HeaderRows } from '../connect/HeaderRows.tsx';
import { SecretField } from '../connect/SecretField.tsx';
import { fieldsOf, secretOf, textOf, type ChannelDraft, type ChannelProblems } from './draft.ts';
import { MailLists } from './MailLists.tsx';
import styles from '../connect/connect.module.css';

const YES_NO = [
  { value: YES, label: 'yes' },
  { value: 'no', label: 'no' },
] as const;
const SIGN_IN = [
  { value: 'password', label: 'account and password' },
  { value: 'oauth2', label: 'OAuth 2, as Microsoft 365 wants it' },
  { value: 'none', label: 'nobody signs in' },
] as const;
const PARTS_LINES = 4;

export interface ChannelFieldsProps {
  readonly draft: ChannelDraft;
  readonly onChange: (change: Partial<ChannelDraft>) => void;
  readonly problems: ChannelProblems;
  /** Secrets that stand in the configuration, by the field's key. */
  readonly kept: Readonly<Record<string, string>>;
  readonly cannotKeep: string | null;
}

/** The fields that this type of channel has of its own. */
export function ChannelFields(props: ChannelFieldsProps) {
  const { draft, onChange, problems, cannotKeep } = props;
  const form = CHANNEL_FORMS[draft.type];
  const fields = fieldsOf(draft);
  const more = fields.filter((field) => field.more === true);
  const isWrong = more.some(({ key }) => problems[key] !== undefined);
  return (
    <>
      {fields.filter((field) => field.more !== true && field.signIn === undefined).map((field) => (
        <Own key={field.key} field={field} {...props} />
      ))}
      {form.mail ? (
        <>
          <SelectField label="Signs in with" value={draft.signIn} options={SIGN_IN} onChange={(signIn) => onChange({ signIn })} />
          {draft.signIn === 'none' ? <span /> : null}
          {fields.filter((field) => field.signIn !== undefined).map((field) => (
            <Own key={field.key} field={field} {...props} />
          ))}
          <div className={styles.whole}>
            <MailLists lists={draft.lists} onChange={(lists) => onChange({ lists })} error={problems['to'] ?? null} />
          </div>
        </>
      ) : null}
      {form.headers ? (
        <div className={styles.whole}>
          <HeaderRows headers={draft.headers} onChange={(headers) => onChange({ headers })} error={problems['headers'] ?? null} cannotKeep={cannotKeep} />
        </div>
      ) : null}
      {more.length === 0 ? null : (
        <details className={styles.more} open={isWrong || undefined}>
          <summary>More</summary>
          <div className={styles.form}>
            {more.map((field) => (
              <Own key={field.key} field={field} {...props} />
            ))}
          </div>
        </details>
      )}
    </>
  );
}

function Own({ field, draft, onChange, problems, kept, cannotKeep }: ChannelFieldsProps & { readonly field: ChannelField }) {
  const { key, kind, label, hint, placeholder, required = false, options = [] } = field;
  const error = problems[key] ?? null;
  if (kind === 'secret')
    return (
      <div className={styles.whole}>
        <SecretField label={label} about={hint} kept={kept[key]} value={secretOf(draft, field)} onChange={(value) => onChange({ secrets: { ...draft.secrets, [key]: value } })} error={error} cannotKeep={cannotKeep} />
      </div>
    );
  const shared = { label, ...(hint === undefined ? {} : { hint }), value: textOf(draft, field), onChange: (text: string) => onChange({ texts: { ...draft.texts, [key]: text } }), error, required };
  if (kind === 'yesNo') return <SelectField {...shared} options={YES_NO} />;
  if (kind === 'choice') return <SelectField {...shared} options={options} />;
  if (kind === 'parts')
    return (
      <div className={styles.whole}>
        <Field {...shared} kind="code" lines={PARTS_LINES} {...(placeholder === undefined ? {} : { placeholder })} />
      </div>
    );
  return <Field {...shared} kind={kind === 'number' ? 'number' : 'text'} {...(placeholder === undefined ? {} : { placeholder })} />;
}
