import { useEffect, useRef, useState } from 'react';
import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { announcement } from '../rules/announce.ts';

/** Says aloud what changed, for whoever does not see it. */
export function Spoken({ detail }: { detail: IncidentDetail }) {
  const before = useRef(detail);
  const [said, setSaid] = useState('');
  useEffect(() => {
    const words = announcement(before.current, detail);
    before.current = detail;
    if (words !== '') setSaid(words);
  }, [detail]);
  return (
    <p className="hf-visually-hidden" role="status">
      {said}
    </p>
  );
}
