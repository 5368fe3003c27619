import { useState } from 'react';
import type { CallOutput } from '../../../../shared/contract/contract.ts';
import type { Person } from '../../../../shared/model/entities.ts';
import { PersonId } from '../../../../shared/model/ids.ts';
import { RIGHTS, type Right } from '../../../../shared/model/rights.ts';
import { fromRfc3339 } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatDuration } from '../../../../shared/time/format.ts';
import { useEngineNow } from '../../../lib/live-store.ts';
import { useShell } from '../../../platform/context.tsx';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { CheckField, Field, SelectField } from '../../../ui/kit/Field.tsx';
import { Failure } from '../../session/index.ts';
import { Section } from '../Page.tsx';
import { OWNER, RIGHT_WORDS } from './rights-words.ts';
import styles from '../settings.module.css';

const KINDS = [
  { value: 'wall', label: 'a wall: it can only look' },
  { value: 'browser', label: 'a person’s browser' },
] as const;
type Kind = (typeof KINDS)[number]['value'];

/** A short code for one more screen. */
export function Invite() {
  const people = useCall('people.list', {});
  const invite = useCallMutation('seats.invite');
  const [kind, setKind] = useState<Kind>('wall');
  const [name, setName] = useState('');
  const [personId, setPersonId] = useState<string | null>(null);
  const [given, setGiven] = useState<readonly Right[]>(RIGHTS);
  const [tried, setTried] = useState(false);
  const choices: readonly Person[] = people.data === undefined || people.data.items.length === 0 ? [OWNER] : people.data.items;
  const person = choices.find(({ id }) => id === personId) ?? choices[0] ?? OWNER;
  const submit = () => {
    setTried(name.trim() === '');
    if (name.trim() === '') return;
    const rights: Right[] = kind === 'wall' ? ['view'] : person.rights.filter((right) => right === 'view' || given.includes(right));
    invite.mutate({ name: name.trim(), kind, person: kind === 'wall' ? null : PersonId.parse(person.id), rights });
  };
  return (
    <Section title="Invite a screen">
      <form
        noValidate
      onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className={styles.form}>
          <SelectField label="It is" value={kind} options={KINDS} onChange={setKind} />
          <Field label="Name of the screen" placeholder={kind === 'wall' ? 'Wall, second floor' : 'Jo’s laptop'} value={name} onChange={(text) => setName(text.slice(0, 80))} error={tried && name.trim() === '' ? 'Name it, so that it can be told from others' : null} />
          {kind === 'wall' ? null : (
            <>
              <SelectField label="Person" value={String(person.id)} options={choices.map(({ id, name: shown }) => ({ value: String(id), label: plain(shown, 80) }))} onChange={setPersonId} />
              <fieldset className={styles.checks}>
                <legend>It may</legend>
                {person.rights.map((right) => (
                  <CheckField key={right} label={RIGHT_WORDS[right]} checked={right === 'view' || given.includes(right)} disabled={right === 'view'} onChange={(on) => setGiven(on ? [...given, right] : given.filter((one) => one !== right))} />
                ))}
              </fieldset>
            </>
          )}
        </div>
        <div className={styles.actions}>
          <Button type="submit" busy={invite.isPending}>
            {invite.data === undefined ? 'Make a pairing code' : 'Make another code'}
          </Button>
        </div>
      </form>
      <Failure error={people.error} what="The people could not be read" />
      <Failure error={invite.error} what="No code was made" onPin={submit} />
      {invite.data === undefined || invite.isError ? null : <Code invitation={invite.data} name={invite.variables?.name ?? ''} />}
    </Section>
  );
}

const isLoopback = (host: string): boolean => /^(?:localhost|127\.|\[::1\])/.test(host);

/** The code as it is read aloud, for as long as it works. */
function Code({ invitation, name }: { invitation: CallOutput<'seats.invite'>; name: string }) {
  const now = useEngineNow();
  const shell = useShell();
  const expires = fromRfc3339(invitation.expiresAt);
  const leftMs = expires === null || now === null ? null : expires - now;
  const over = leftMs !== null && leftMs <= 0;
  const address = shell.kind === 'browser' ? window.location.origin : null;
  return (
    <div className={styles.code}>
      <output className={styles.codeText} data-over={over ? '' : undefined} aria-label={`Pairing code for ${plain(name, 80)}`}>
        {invitation.code}
      </output>
      <span>{over ? 'This code is over; make another one.' : leftMs === null ? '' : `works once, for ${formatDuration(leftMs)} more`}</span>
      <p className={styles.codeNote}>
        {address === null ? 'Open the address of the wall server on that screen and type the code there.' : `Open ${address}/ on that screen and type the code there.`}
        {address !== null && isLoopback(window.location.host) ? ' That address works on this machine only; “server: host” in holdfast.yaml opens it to others.' : ''}
      </p>
    </div>
  );
}
