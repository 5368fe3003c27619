import { SEVERITIES, type Severity } from '../../../../shared/model/severity.ts';
import type { ImportMapping, ImportReport } from '../../../../shared/contract/incident-inputs.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useServices } from '../../../lib/live-store.ts';
import { SelectField } from '../../../ui/kit/Field.tsx';
import { useZones } from '../use-zones.ts';
import { TARGETS, valuesOf, withService, withSeverity, withTarget } from './import-rules.ts';
import styles from './import.module.css';

export interface MapperProps {
  readonly report: ImportReport;
  readonly mapping: ImportMapping;
  readonly onChange: (mapping: ImportMapping) => void;
}

const MEANINGS = TARGETS.map(([value, label]) => ({ value, label }));

/** What each column of the file is, and what its words for severities and services mean here. */
export function Mapper({ report, mapping, onChange }: MapperProps) {
  const zones = useZones(mapping.timeZone);
  return (
    <>
      <section className={styles.part} aria-label="Columns">
        <h2 className={styles.title}>Columns</h2>
        <ul className={styles.list}>
          {report.columns.map((column) => (
            <li key={column} className={styles.column} data-left-out={(mapping.columns[column] ?? 'ignore') === 'ignore' ? '' : undefined}>
              <div className={styles.columnName}>
                <span dir="auto">{plain(column, 60)}</span>
                <span className={styles.examples} dir="auto">
                  {(report.examples[column] ?? []).length === 0 ? 'always empty' : (report.examples[column] ?? []).map((value) => plain(value, 40)).join(' · ')}
                </span>
              </div>
              <SelectField label={`Meaning of ${plain(column, 60)}`} hideLabel value={mapping.columns[column] ?? 'ignore'} options={MEANINGS} onChange={(target) => onChange(withTarget(mapping, column, target))} />
            </li>
          ))}
        </ul>
      </section>
      <section className={styles.part} aria-label="Times">
        <SelectField label="Times that name no zone are" hint="Each time must be ISO, such as 2026-03-01 14:02, or seconds since 1970" value={mapping.timeZone} options={zones} onChange={(timeZone) => onChange({ ...mapping, timeZone })} />
      </section>
      <Severities report={report} mapping={mapping} onChange={onChange} />
      <Services report={report} mapping={mapping} onChange={onChange} />
    </>
  );
}

const SEVERITY_OPTIONS: readonly { readonly value: Severity | ''; readonly label: string }[] = [{ value: '', label: 'not known: P2' }, ...SEVERITIES.map((value) => ({ value, label: value }))];

function Severities({ report, mapping, onChange }: MapperProps) {
  const values = valuesOf(mapping.severities, report.unmapped.severities);
  if (values.length === 0) return null;
  return (
    <section className={styles.part} aria-label="Severities">
      <h2 className={styles.title}>Severities that nobody knows here</h2>
      <ul className={styles.list}>
        {values.map((value) => (
          <li key={value} className={styles.column}>
            <span className={styles.columnName} dir="auto">
              {plain(value, 60)}
            </span>
            <SelectField label={`Severity of ${plain(value, 60)}`} hideLabel value={mapping.severities[value] ?? ''} options={SEVERITY_OPTIONS} onChange={(severity) => onChange(withSeverity(mapping, value, severity === '' ? null : severity))} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Services({ report, mapping, onChange }: MapperProps) {
  const services = useServices();
  const values = valuesOf(mapping.services, report.unmapped.services);
  if (values.length === 0) return null;
  const options = [{ value: '', label: 'none of ours' }, ...services.map(({ id, name }) => ({ value: id as string, label: plain(name, 60) }))];
  return (
    <section className={styles.part} aria-label="Services">
      <h2 className={styles.title}>Services that nobody knows here</h2>
      <ul className={styles.list}>
        {values.map((value) => (
          <li key={value} className={styles.column}>
            <span className={styles.columnName} dir="auto">
              {plain(value, 60)}
            </span>
            <SelectField label={`Service of ${plain(value, 60)}`} hideLabel value={mapping.services[value] ?? ''} options={options} onChange={(id) => onChange(withService(mapping, value, services.find((service) => service.id === id)?.id ?? null))} />
          </li>
        ))}
      </ul>
    </section>
  );
}
