import { SEVERITIES, SEVERITY_MEANING, type Severity } from '../../../../shared/model/severity.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Choices } from './Choices.tsx';

const OPTIONS = SEVERITIES.map((value) => ({ value, mark: <StateMark state={value} />, text: SEVERITY_MEANING[value] }));

/** The three severities with their definitions. */
export const SeverityChoice = ({ value, onChange }: { value: Severity | null; onChange: (severity: Severity) => void }) => <Choices label="Severity" value={value} options={OPTIONS} onChange={onChange} />;
