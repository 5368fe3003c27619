import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { changeDraft } from './draft-store.ts';
import type { DraftProblems, SetupDraft } from './draft.ts';
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

export interface SourceFormProps {
  readonly draft: SetupDraft;
  /** Shown once the form was tried. */
  readonly problems: DraftProblems;
  readonly cannotKeep: string | null;
}

/** Where the Prometheus is and how it is spoken to. */
export function SourceForm({ draft, problems, cannotKeep }: SourceFormProps) {
  return (
    <div className={styles.form}>
      <div className={styles.whole}>
        <Field kind="url" label="Address" hint="As a browser shows it, without /api/v1" placeholder="http://prometheus.example:9090" value={draft.url} onChange={(url) => changeDraft({ url })} error={problems.url ?? null} required />
      </div>
      <SelectField label="Authentication" value={draft.auth} options={AUTH} onChange={(auth) => changeDraft({ auth })} />
      {draft.auth === 'basic' ? <Field label="User name" value={draft.username} onChange={(username) => changeDraft({ username })} error={problems.username ?? null} required /> : <span />}
      {draft.auth === 'none' ? null : (
        <div className={styles.whole}>
          {draft.auth === 'basic' ? (
            <SecretField key="password" label="Password" value={draft.password} onChange={(password) => changeDraft({ password })} error={problems.password ?? null} cannotKeep={cannotKeep} />
          ) : (
            <SecretField key="token" label="Token" value={draft.token} onChange={(token) => changeDraft({ token })} error={problems.token ?? null} cannotKeep={cannotKeep} />
          )}
        </div>
      )}
      <details className={styles.more} open={problems.id !== undefined || problems.headers !== undefined || problems.ca !== undefined || problems.timeout !== undefined || undefined}>
        <summary>Name, certificate authority, headers, time limit</summary>
        <div className={styles.form}>
          <Field label="Name" hint="Shown instead of the id" value={draft.name} onChange={(name) => changeDraft({ name: name.slice(0, 80) })} />
          <Field label="Id in holdfast.yaml" hint="Signals name their source by it" value={draft.id} onChange={(id) => changeDraft({ id })} error={problems.id ?? null} required />
          <SelectField label="Certificates are trusted from" hint="For https addresses" value={draft.ca} options={CA} onChange={(ca) => changeDraft({ ca })} error={draft.ca === 'system' ? (problems.ca ?? null) : null} />
          <Field label="Time limit, in seconds" hint="How long one request may take" kind="number" value={draft.timeoutSeconds} onChange={(timeoutSeconds) => changeDraft({ timeoutSeconds })} error={problems.timeout ?? null} />
          {draft.ca === 'pem' ? (
            <div className={styles.whole}>
              <Field kind="code" lines={6} label="Certificate of the authority" placeholder="-----BEGIN CERTIFICATE-----" value={draft.caPem} onChange={(caPem) => changeDraft({ caPem })} error={problems.ca ?? null} />
            </div>
          ) : null}
          {draft.ca === 'file' ? (
            <div className={styles.whole}>
              <Field label="File with the certificate of the authority" hint="Path on the machine that Holdfast runs on" value={draft.caFile} onChange={(caFile) => changeDraft({ caFile })} error={problems.ca ?? null} />
            </div>
          ) : null}
          <div className={styles.whole}>
            <HeaderRows headers={draft.headers} onChange={(headers) => changeDraft({ headers })} error={problems.headers ?? null} cannotKeep={cannotKeep} />
          </div>
        </div>
      </details>
    </div>
  );
}
