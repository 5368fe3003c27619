import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import type { FormField } from '../../../../shared/model/sources/traits.ts';
import { changeDraft, changeType } from './draft-store.ts';
import { CONNECTABLE, draftForm, secretOf, textOf, YES, type DraftProblems, type SetupDraft } from './draft.ts';
import { HeaderRows } from './HeaderRows.tsx';
import { SecretField } from './SecretField.tsx';
import styles from './connect.module.css';

const AUTH = [
  { value: 'none', label: 'none' },
  { value: 'basic', label: 'user name and password (basic)' },
  { value: 'bearer', label: 'token (bearer)' },
] as const;
const CA = [
  { value: 'system', label: 'the system’s authorities' },
  { value: 'pem', label: 'an own authority, pasted as PEM' },
  { value: 'file', label: 'an own authority, in a file' },
] as const;

const YES_NO = [
  { value: '', label: 'no' },
  { value: YES, label: 'yes' },
] as const;

const TYPES = CONNECTABLE.map(({ type, label }) => ({ value: type, label }));

export interface SourceFormProps {
  readonly draft: SetupDraft;
  /** Shown once the form was tried. */
  readonly problems: DraftProblems;
  readonly cannotKeep: string | null;
}

/** What the source is, where it is and how it is spoken to. */
export function SourceForm({ draft, problems, cannotKeep }: SourceFormProps) {
  const { lead, address, auth, headers, tls, fields } = draftForm(draft);
  return (
    <div className={styles.form}>
      <SelectField label="Source" hint={lead} value={draft.type} options={TYPES} onChange={changeType} />
      <span />
      {address === null ? null : (
        <div className={styles.whole}>
          <Field kind="url" label="Address" hint={address.hint} placeholder={address.placeholder} value={draft.url} onChange={(url) => changeDraft({ url })} error={problems['url'] ?? null} required />
        </div>
      )}
      {fields.map((field) => (
        <OwnField key={field.key} field={field} draft={draft} error={problems[field.key] ?? null} cannotKeep={cannotKeep} />
      ))}
      {auth ? <SelectField label="Authentication" value={draft.auth} options={AUTH} onChange={(chosen) => changeDraft({ auth: chosen })} /> : null}
      {!auth ? null : draft.auth === 'basic' ? <Field label="User name" value={draft.username} onChange={(username) => changeDraft({ username })} error={problems['username'] ?? null} required /> : <span />}
      {!auth || draft.auth === 'none' ? null : (
        <div className={styles.whole}>
          {draft.auth === 'basic' ? (
            <SecretField key="password" label="Password" value={draft.password} onChange={(password) => changeDraft({ password })} error={problems['password'] ?? null} cannotKeep={cannotKeep} />
          ) : (
            <SecretField key="token" label="Token" value={draft.token} onChange={(token) => changeDraft({ token })} error={problems['token'] ?? null} cannotKeep={cannotKeep} />
          )}
        </div>
      )}
      <details className={styles.more} open={problems['id'] !== undefined || problems['headers'] !== undefined || problems['ca'] !== undefined || problems['timeout'] !== undefined || undefined}>
        <summary>{['Name', ...(tls ? ['certificate authority'] : []), ...(headers ? ['headers'] : []), 'time limit'].join(', ')}</summary>
        <div className={styles.form}>
          <Field label="Name" hint="Shown instead of the id" value={draft.name} onChange={(name) => changeDraft({ name: name.slice(0, 80) })} />
          <Field label="Id in holdfast.yaml" hint="Signals name their source by it" value={draft.id} onChange={(id) => changeDraft({ id })} error={problems['id'] ?? null} required />
          {tls ? <SelectField label="Certificates are trusted from" hint="For https addresses" value={draft.ca} options={CA} onChange={(ca) => changeDraft({ ca })} error={draft.ca === 'system' ? (problems['ca'] ?? null) : null} /> : null}
          <Field label="Time limit, in seconds" hint="How long one request may take" kind="number" value={draft.timeoutSeconds} onChange={(timeoutSeconds) => changeDraft({ timeoutSeconds })} error={problems['timeout'] ?? null} />
          {tls && draft.ca === 'pem' ? (
            <div className={styles.whole}>
              <Field kind="code" lines={6} label="Certificate of the authority" placeholder="-----BEGIN CERTIFICATE-----" value={draft.caPem} onChange={(caPem) => changeDraft({ caPem })} error={problems['ca'] ?? null} />
            </div>
          ) : null}
          {tls && draft.ca === 'file' ? (
            <div className={styles.whole}>
              <Field label="File with the certificate of the authority" hint="Path on the machine that Holdfast runs on" value={draft.caFile} onChange={(caFile) => changeDraft({ caFile })} error={problems['ca'] ?? null} />
            </div>
          ) : null}
          {headers ? (
            <div className={styles.whole}>
              <HeaderRows headers={draft.headers} onChange={(rows) => changeDraft({ headers: rows })} error={problems['headers'] ?? null} cannotKeep={cannotKeep} />
            </div>
          ) : null}
        </div>
      </details>
    </div>
  );
}

interface OwnFieldProps {
  readonly field: FormField;
  readonly draft: SetupDraft;
  readonly error: string | null;
  readonly cannotKeep: string | null;
}

/** A field that this type of source has of its own. */
function OwnField({ field, draft, error, cannotKeep }: OwnFieldProps) {
  const { key, kind, label, hint, placeholder, required = false, options = [] } = field;
  if (kind === 'secret')
    return (
      <div className={styles.whole}>
        <SecretField label={label} value={secretOf(draft, field)} onChange={(value) => changeDraft({ secrets: { ...draft.secrets, [key]: value } })} error={error} cannotKeep={cannotKeep} />
      </div>
    );
  const shared = { label, ...(hint === undefined ? {} : { hint }), value: textOf(draft, field), onChange: (text: string) => changeDraft({ texts: { ...draft.texts, [key]: text } }), error, required };
  if (kind === 'yesNo') return <SelectField {...shared} options={YES_NO} />;
  if (kind === 'choice') return <SelectField {...shared} options={options} />;
  return <Field {...shared} {...(placeholder === undefined ? {} : { placeholder })} />;
}
