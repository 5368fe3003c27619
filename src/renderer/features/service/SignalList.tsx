import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Signal, Source, Threshold } from '../../../shared/model/entities.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { formatValueText } from '../../../shared/text/format.ts';
import { plain, plainLines } from '../../../shared/text/plain.ts';
import { clockText } from '../../../shared/text/state-words.ts';
import { formatAge, formatInstant, formatSince, formatSpan } from '../../../shared/time/format.ts';
import { traitsOf } from '../../../shared/model/sources/index.ts';
import { useEngineNow, useSources, useWorkspace } from '../../lib/live-store.ts';
import { useShownNumber } from '../../lib/use-shown-numbers.ts';
import { useShell } from '../../platform/context.tsx';
import { Age } from '../../ui/kit/Age.tsx';
import { Button } from '../../ui/kit/Button.tsx';
import styles from './service.module.css';

/** What stands behind each number: the query, where it was asked, how often, when it was sampled, what went wrong last. */
export function SignalList({ signals }: { signals: readonly Signal[] }) {
  const sources = useSources();
  return (
    <section className={styles.behind} aria-label="Behind the numbers">
      <h2 className={styles.chartTitle}>Behind the numbers</h2>
      {signals.map((signal) => (
        <SignalFacts key={signal.id} signal={signal} source={sources.find((source) => source.id === signal.source)} />
      ))}
    </section>
  );
}

function SignalFacts({ signal, source }: { signal: Signal; source: Source | undefined }) {
  const shown = useShownNumber(signal);
  const was = shown.is === 'was';
  return (
    <details className={styles.signal}>
      <summary className={styles.summary}>
        <span className={styles.signalName} dir="auto">
          {plain(signal.name, 80)}
        </span>
        <span className={styles.signalValue} data-was={was || shown.is === 'none' ? '' : undefined}>
          {was ? 'was ' : ''}
          {formatValueText(shown.value, shown.noValue, signal.unit)}
          {was ? (
            <>
              , <Age since={shown.time} suffix="old" />
            </>
          ) : null}
        </span>
        <span className={styles.signalState}>{signal.freshness}</span>
        <span className={styles.show}>show query</span>
      </summary>
      <Query signal={signal} source={source} />
      <Facts signal={signal} source={source} />
    </details>
  );
}

function Query({ signal, source }: { signal: Signal; source: Source | undefined }) {
  const shell = useShell();
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');
  const { openUrl } = signal;
  const copy = () => {
    navigator.clipboard.writeText(signal.query).then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    );
  };
  return (
    <div className={styles.query}>
      <pre className={styles.code}>
        <code>{plainLines(signal.query)}</code>
      </pre>
      <div className={styles.actions}>
        <Button onClick={copy}>Copy query</Button>
        {openUrl === null ? null : <Button onClick={() => shell.openExternal(openUrl)}>Open in {source === undefined ? 'the source' : traitsOf(source).label}</Button>}
        <span role="status" className={styles.quiet}>
          {copied === 'yes' ? 'Copied' : ''}
          {copied === 'failed' ? 'This screen may not write to the clipboard; mark the text and copy it by hand' : ''}
        </span>
      </div>
    </div>
  );
}

function limitWords(threshold: Threshold, signal: Signal): string {
  const limit = threshold.above === null ? `below ${formatValueText(threshold.below, null, signal.unit)}` : `above ${formatValueText(threshold.above, null, signal.unit)}`;
  const checks = threshold.consecutive === null || threshold.consecutive <= 1 ? '' : `, ${threshold.consecutive} checks in a row`;
  return `${threshold.severity} when ${limit}${checks} (${threshold.rule})`;
}

/** Each leads to its form, where it can be played over the past. */
function Rules({ signal }: { signal: Signal }) {
  return (
    <>
      {signal.thresholds.map((threshold) => (
        <span key={threshold.rule}>
          <Link href={`/rules/${encodeURIComponent(threshold.rule)}`}>{limitWords(threshold, signal)}</Link>;{' '}
        </span>
      ))}
      <Link href={`/rules/new?signal=${encodeURIComponent(signal.id)}`}>{signal.thresholds.length === 0 ? 'none yet: add one' : 'add another'}</Link>
    </>
  );
}

function instantWords(text: string | null | undefined, timeZone: string): string {
  const at = text === null || text === undefined ? null : fromRfc3339(text);
  return at === null ? 'unknown' : formatInstant(at, timeZone);
}

function selectWords(signal: Signal): string | null {
  if (signal.select === null) return null;
  if ('aggregate' in signal.select) return `${signal.select.aggregate} of all series`;
  return Object.entries(signal.select.labels)
    .map(([name, value]) => `${name}="${plain(value, 60)}"`)
    .join(', ');
}

function sourceWords(signal: Signal, source: Source | undefined, now: EpochMs): string {
  if (source === undefined) return signal.source;
  const since = fromRfc3339(source.since);
  const state = source.state === 'failing' ? ` ${plain(source.message ?? 'does not answer', 200)}` : source.state === 'waiting' ? ', not asked yet' : `, answers${since === null ? '' : ` ${formatSince(since, now)}`}`;
  const where = source.url === null ? '' : ` (${plain(source.url, 120)})`;
  return `${plain(source.name, 40)}${where}${state}`;
}

function Facts({ signal, source }: { signal: Signal; source: Source | undefined }) {
  const timeZone = useWorkspace()?.timeZone ?? 'UTC';
  const now = useEngineNow() ?? epochMs(0);
  const errorSince = signal.error === null ? null : fromRfc3339(signal.error.since);
  const select = selectWords(signal);
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Source', sourceWords(signal, source, now)],
    ['Clock', clockText(source)],
    ['Series', select],
    ['Asked every', formatSpan(signal.intervalMs)],
    ['Usual delay', signal.usualAgeMs === undefined ? null : `${formatAge(signal.usualAgeMs)}: so old is its newest sample when it can first be read, which counts as live`],
    ['Sampled', instantWords(signal.latest?.time, timeZone)],
    ['Evaluated for', instantWords(signal.latest?.evaluatedAt, timeZone)],
    ['Received', instantWords(signal.latest?.receivedAt, timeZone)],
    ['Freshness', `${signal.freshness} ${formatSince(fromRfc3339(signal.freshnessSince) ?? now, now)}`],
    ['Last error', signal.error === null ? 'none' : `${plain(signal.error.message, 300)}${errorSince === null ? '' : `, ${formatSince(errorSince, now)}`}`],
    ['Rules', <Rules key="rules" signal={signal} />],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
