import type { ProposalList, RunProgress, RunSummary, Variance } from '@cyclecount/contract'
import { Badge, type Tone } from '@cyclecount/ui'
import { useT } from '../i18n/use-t.ts'

type RunStatus = RunSummary['status']
type SessionState = RunProgress['areas'][number]['sessions'][number]['state']
export type ProposalStatus = ProposalList['proposals'][number]['status']

const runTones: Readonly<Record<RunStatus, Tone>> = {
  proposed: 'info',
  'sent-back': 'warn',
  planned: 'neutral',
  counting: 'info',
  reviewing: 'warn',
  submitted: 'info',
  returned: 'warn',
  accepted: 'ok',
  cancelled: 'neutral',
}

export function RunStatusBadge({ status }: { readonly status: RunStatus }) {
  const t = useT()
  return <Badge tone={runTones[status]}>{t(`console.run.status.${status}`)}</Badge>
}

const sessionTones: Readonly<Record<SessionState, Tone>> = {
  counting: 'info',
  paused: 'neutral',
  suspended: 'warn',
  submitting: 'warn',
  submitted: 'ok',
  voided: 'bad',
}

export function SessionStateBadge({ state }: { readonly state: SessionState }) {
  const t = useT()
  return <Badge tone={sessionTones[state]}>{t(`console.session.state.${state}`)}</Badge>
}

const proposalTones: Readonly<Record<ProposalStatus, Tone>> = {
  pending: 'info',
  asked: 'info',
  accepted: 'ok',
  rejected: 'bad',
  failed: 'bad',
}

export function ProposalStatusBadge({ status }: { readonly status: ProposalStatus }) {
  const t = useT()
  return <Badge tone={proposalTones[status]}>{t(`console.proposal.status.${status}`)}</Badge>
}

type Outcome = NonNullable<Variance['decision']>['outcome']

const outcomeTones: Readonly<Record<Outcome, Tone>> = {
  approved: 'ok',
  rejected: 'bad',
  'no-variance': 'neutral',
}

/** What was decided about a line, or that it is still to be decided. */
export function DecisionBadge({ line }: { readonly line: Variance }) {
  const t = useT()
  if (line.decision) {
    const { outcome } = line.decision
    return <Badge tone={outcomeTones[outcome]}>{t(`console.decision.${outcome}`)}</Badge>
  }
  if (line.firstApproval) return <Badge tone="info">{t('console.review.status.waiting')}</Badge>
  return (
    <Badge tone={line.ownCount ? 'neutral' : 'warn'}>
      {t(line.ownCount ? 'console.decision.own' : 'console.decision.open')}
    </Badge>
  )
}
