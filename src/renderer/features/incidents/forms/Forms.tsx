import type { ReactNode } from 'react';
import { assertNever } from '../../../../shared/model/result.ts';
import { useIncidentPage, type Ask } from '../page-context.ts';
import { DecideForm } from './DecideForm.tsx';
import { ExpireForm } from './ExpireForm.tsx';
import { ImpactForm, InstantForm } from './FactForms.tsx';
import { HeadForm, SeverityForm } from './HeadForms.tsx';
import { MergeForm } from './MergeForm.tsx';
import { DismissForm, HoldForm, PrivacyForm, RedactForm, ReopenForm } from './ReasonForms.tsx';
import { SilenceForm } from './SilenceForm.tsx';
import { StepForm } from './StepForm.tsx';
import { UpdateForm } from './UpdateForm.tsx';
import { ActionForm, LinkForm, ObligationForm, RoleForm } from './WorkForms.tsx';

/** The form that was asked for; the list of keys is the page's own. */
export function Forms({ asked, onClose }: { asked: Exclude<Ask, { form: 'keys' }>; onClose: () => void }): ReactNode {
  const { detail } = useIncidentPage();
  const shared = { detail, onClose };
  switch (asked.form) {
    case 'step':
      return <StepForm {...shared} step={asked.step} foundAt={asked.foundAt ?? null} />;
    case 'dismiss':
      return <DismissForm incident={detail} onClose={onClose} />;
    case 'reopen':
      return <ReopenForm {...shared} />;
    case 'merge':
      return <MergeForm incident={detail} onClose={onClose} />;
    case 'severity':
      return <SeverityForm {...shared} />;
    case 'head':
      return <HeadForm {...shared} />;
    case 'privacy':
      return <PrivacyForm {...shared} />;
    case 'hold':
      return <HoldForm {...shared} />;
    case 'link':
      return <LinkForm {...shared} />;
    case 'action':
      return <ActionForm {...shared} item={asked.item ?? null} />;
    case 'update':
      return <UpdateForm {...shared} audience={asked.audience ?? null} />;
    case 'decide':
      return <DecideForm {...shared} choice={asked.choice ?? null} />;
    case 'instant':
      return <InstantForm {...shared} instant={asked.instant} />;
    case 'impact':
      return <ImpactForm {...shared} field={asked.field} />;
    case 'role':
      return <RoleForm {...shared} role={asked.role} how={asked.how} />;
    case 'obligation':
      return <ObligationForm {...shared} clock={asked.clock} />;
    case 'silence':
      return <SilenceForm {...shared} again={asked.again ?? null} />;
    case 'expireSilence':
      return <ExpireForm {...shared} item={asked.item} />;
    case 'redact':
      return <RedactForm {...shared} event={asked.event} field={asked.field} />;
    default:
      return assertNever(asked, 'form');
  }
}
