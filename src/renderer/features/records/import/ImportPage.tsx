import { useState } from 'react';
import { Link } from 'wouter';
import type { CallOutput } from '../../../../shared/contract/contract.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { isIncidentFile } from '../../../../shared/model/report.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { Gate } from '../Gate.tsx';
import { Carried } from './Carried.tsx';
import { ChooseFile } from './ChooseFile.tsx';
import { Imported } from './Imported.tsx';
import type { ImportFile } from './import-rules.ts';
import { Review } from './Review.tsx';

const CRUMB = <Link href="/settings">Settings</Link>;

/** Brings past incidents along: a file is read, its columns are named, each row is judged, and only then something is written. */
export function ImportPage() {
  const [file, setFile] = useState<ImportFile | null>(null);
  const [done, setDone] = useState<CallOutput<'incidents.import'> | null>(null);
  const again = () => (setDone(null), setFile(null));
  if (done !== null)
    return (
      <Screen title="Import" crumb={CRUMB}>
        <Imported report={done} onAgain={again} />
      </Screen>
    );
  if (file !== null && isIncidentFile(file.text))
    return (
      <Screen title="Import" crumb={CRUMB} beside={<FileName file={file} onAgain={again} />}>
        <Carried file={file} onAgain={again} />
      </Screen>
    );
  if (file !== null)
    return (
      <Screen title="Import" crumb={CRUMB} beside={<FileName file={file} onAgain={again} />} body="columns">
        <Review file={file} onDone={setDone} />
      </Screen>
    );
  return (
    <Screen title="Import" crumb={CRUMB} lead="Past incidents of another system, from CSV or JSON, so that a team starts with its history; or one incident that another Holdfast exported, with its timeline, evidence and review. They count in lists, similar incidents and the scorecard from the day they happened.">
      <Gate right="admin" what="Importing">
        <ChooseFile onFile={setFile} />
      </Gate>
    </Screen>
  );
}

function FileName({ file, onAgain }: { file: ImportFile; onAgain: () => void }) {
  return (
    <>
      <span dir="auto">
        {plain(file.name, 80)}, {file.format.toUpperCase()}
      </span>
      <Button kind="quiet" onClick={onAgain}>
        Choose another
      </Button>
    </>
  );
}
