import type { EpochMs } from '../../../../shared/model/units.ts';
import type { ExpandedSample } from './alert.ts';
import type { AlertingRule, TemplatedText } from './rule-file.ts';
import { expandTemplate, type QueryAnswers } from './template/expand.ts';
import type { AlertData, LabelMap, TemplateSample } from './template/values.ts';

/** What templates see of the Prometheus that would evaluate the rule. */
export interface External {
  readonly labels: LabelMap;
  readonly url: string;
}

export type Expanded =
  | { readonly done: true; readonly samples: readonly ExpandedSample[]; readonly warnings: readonly string[] }
  /** Templates ask these first; expand again with the answers. */
  | { readonly done: false; readonly queries: readonly string[] };

/**
 * Labels and annotations of every sample, templates expanded. A template that fails gives `<error expanding template: …>`, as in
 * Prometheus, and a warning: an alert is never lost for its text. `$labels` are those of the series, `__name__` among them;
 * a label that is expanded to nothing is taken away.
 */
export function expandSamples(rule: AlertingRule, samples: readonly TemplateSample[], at: EpochMs, external: External, answers: QueryAnswers): Expanded {
  const queries = new Set<string>();
  const warnings = new Map<string, string>();
  const expandAll = (texts: readonly TemplatedText[], what: string, data: AlertData): [string, string][] =>
    texts.map(({ name, template }) => {
      const expansion = expandTemplate(template, data, at, answers);
      if (expansion.outcome === 'text') return [name, expansion.text];
      if (expansion.outcome === 'query') {
        queries.add(expansion.expr);
        return [name, ''];
      }
      warnings.set(`${what} ${name}`, expansion.message);
      return [name, `<error expanding template: ${expansion.message}>`];
    });
  const expanded = samples.map(({ labels, value }): ExpandedSample => {
    const data: AlertData = { labels, value, externalLabels: external.labels, externalUrl: external.url };
    const merged = new Map(Object.entries(labels));
    merged.delete('__name__');
    for (const [name, text] of expandAll(rule.labels, 'label', data)) merged.set(name, text);
    merged.set('alertname', rule.name);
    return { labels: labelMap([...merged].filter(([, text]) => text !== '')), seriesLabels: labels, annotations: labelMap(expandAll(rule.annotations, 'annotation', data)), value };
  });
  if (queries.size > 0) return { done: false, queries: [...queries] };
  return { done: true, samples: expanded, warnings: [...warnings].map(([where, message]) => `${where}: ${message}`) };
}

/** Without a prototype, so that a label may be called anything. */
function labelMap(entries: readonly (readonly [string, string])[]): LabelMap {
  const labels = Object.create(null) as Record<string, string>;
  for (const [name, text] of entries) labels[name] = text;
  return labels;
}
