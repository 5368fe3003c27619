import type { UpdateFacts } from '../../../../shared/model/update.ts';
import { fromRfc3339, toRfc3339 } from '../../../../shared/model/units.ts';
import { isYes, shownOf, type FactField } from './form.ts';

type Shown = Readonly<Record<FactField, string>>;
export const EXTENT_WORD: Readonly<Record<string, string>> = { '': 'Not told', outage: 'Outage', partialOutage: 'Partial outage', degraded: 'Degraded performance' };

/** An instant as it reads in a field, in UTC: a whole minute needs no seconds. */
export const fieldText = (text: string): string => {
  const at = fromRfc3339(text);
  return at === null ? text : toRfc3339(at).slice(0, 19).replace('T', ' ').replace(/:00$/, '');
};

const time = (text: string): string => (text === '' ? '' : `${fieldText(text)} UTC`);
const range = ({ etaFrom, etaTo }: Shown): string => (etaFrom === '' && etaTo === '' ? '' : `${etaFrom === '' ? etaTo : etaFrom}-${etaTo === '' ? etaFrom : etaTo} minutes`);
const cause = ({ cause: text, confirmed }: Shown): string => (text === '' ? '' : `${text}${isYes(confirmed) ? ' (confirmed)' : ''}`);

/** How each field of the form read, in words; fields that are one fact are compared as one. */
const WORDS: Readonly<Partial<Record<FactField, (shown: Shown) => string>>> = {
  services: (shown) => shown.services,
  extent: (shown) => (shown.extent === '' ? '' : (EXTENT_WORD[shown.extent] ?? shown.extent)),
  customers: (shown) => shown.customers,
  regions: (shown) => shown.regions,
  symptoms: (shown) => shown.symptoms,
  works: (shown) => shown.works,
  doing: (shown) => shown.doing,
  since: (shown) => time(shown.since),
  until: (shown) => time(shown.until),
  next: (shown) => time(shown.next),
  from: (shown) => time(shown.from),
  to: (shown) => time(shown.to),
  etaTo: range,
  cause,
};

const LONGEST = 200;

/** What stood in each field that reads otherwise now, in words. */
export function changesOf(before: UpdateFacts | null, now: Shown): Readonly<Partial<Record<FactField, string>>> {
  if (before === null) return {};
  const old = shownOf(before, {});
  return Object.fromEntries(
    Object.entries(WORDS).flatMap(([field, words]) => {
      const [was, is] = [words(old).trim(), words(now).trim()];
      return was === is ? [] : [[field, was === '' ? 'not told' : was.length > LONGEST ? `${was.slice(0, LONGEST)}…` : was]];
    }),
  );
}
