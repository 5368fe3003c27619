import { useEffect, useState } from 'react';
import type { SeriesSelect, SignalKind, Unit } from '../../../../shared/model/config.ts';
import type { Preview } from '../../../../shared/model/connect.ts';
import type { SourceConfig } from '../../../../shared/model/sources/index.ts';
import { useClient } from '../../../platform/context.tsx';
import { createLanes } from './lanes.ts';

export interface PreviewOf {
  readonly setup: SourceConfig;
  readonly query: string;
  readonly select: SeriesSelect | null;
  readonly unit: Unit;
  readonly kind: SignalKind;
}

export type PreviewState = { readonly state: 'waiting' } | { readonly state: 'ready'; readonly preview: Preview; readonly receivedAtMs: number } | { readonly state: 'failed'; readonly message: string };

const EVERY_MS = 15_000;
/** Each preview asks the source three questions; more side by side would slow down all of them. */
const lanes = createLanes(3);

/** What a query shows now, asked again every 15 s while `wanted` is there; null = not asked. */
export function usePreview(wanted: PreviewOf | null): PreviewState {
  const client = useClient();
  /** The same question by content is the same question; the text holds a secret at most as long as the form does. */
  const key = wanted === null ? null : JSON.stringify(wanted);
  const [held, setHeld] = useState<{ readonly key: string | null; readonly value: PreviewState }>({ key: null, value: { state: 'waiting' } });
  useEffect(() => {
    if (key === null) return undefined;
    const asked = JSON.parse(key) as PreviewOf;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const result = await lanes(async () => (over ? null : client('sources.preview', asked)));
      if (over || result === null) return;
      setHeld({ key, value: result.ok ? { state: 'ready', preview: result.value, receivedAtMs: Date.now() } : { state: 'failed', message: result.error.message } });
      timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [client, key]);
  return held.key === key ? held.value : { state: 'waiting' };
}
