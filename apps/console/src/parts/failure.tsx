import type { Problem } from '@cyclecount/contract'
import { Banner, Button, Code, EmptyState, LockIcon } from '@cyclecount/ui'
import { use } from 'react'
import { useT } from '../i18n/use-t.ts'
import { SessionContext } from '../server/context.tsx'
import { problemOf } from '../server/failure.ts'

export interface FailureProps {
  readonly error: unknown
  readonly onRetry?: (() => void) | undefined
  readonly busy?: boolean
  /** Something is shown all the same: then that the server does not answer is said once, at the top of the page. */
  readonly overData?: boolean
}

/** What went wrong, in the server's own sentence, with its request id and what can be done. */
export function Failure({ error, onRetry, busy = false, overData = false }: FailureProps) {
  const t = useT()
  const problem = problemOf(error)
  if (overData && problem === null) return null
  if (problem?.kind === 'signed-out') return <SignedOut problem={problem} />
  if (problem?.kind === 'forbidden' || problem?.kind === 'not-found') {
    return (
      <EmptyState icon={LockIcon} title={t(`console.failure.${problem.kind}`)}>
        {problem.message}
        <RequestId problem={problem} />
      </EmptyState>
    )
  }
  return (
    <Banner
      tone="bad"
      live="alert"
      title={problem?.message ?? t('console.failure.unreachable')}
      actions={
        onRetry ? (
          <Button size="s" busy={busy} onClick={onRetry}>
            {t('console.retry')}
          </Button>
        ) : null
      }
    >
      {problem === null ? <p>{t('console.failure.unreachable.words')}</p> : null}
      {problem?.details ? <Details details={problem.details} /> : null}
      {problem ? <RequestId problem={problem} /> : null}
    </Banner>
  )
}

function Details({ details }: { readonly details: NonNullable<Problem['details']> }) {
  return (
    <ul>
      {details.map(({ path, message }) => (
        <li key={`${path} ${message}`}>
          {path === '' ? null : (
            <>
              <Code>{path}</Code>{' '}
            </>
          )}
          {message}
        </li>
      ))}
    </ul>
  )
}

function RequestId({ problem }: { readonly problem: Problem }) {
  const t = useT()
  if (problem.requestId === undefined) return null
  return (
    <span className="c-request-id">
      {t('console.failure.requestId')} <Code>{problem.requestId}</Code>
    </span>
  )
}

function SignedOut({ problem }: { readonly problem: Problem }) {
  const t = useT()
  const session = use(SessionContext)
  return (
    <Banner
      tone="warn"
      live="alert"
      title={t('console.failure.signedOut')}
      actions={
        session ? (
          <Button
            size="s"
            variant="primary"
            onClick={() => void session.identity.signIn(location.pathname + location.search)}
          >
            {t('console.signIn.action')}
          </Button>
        ) : null
      }
    >
      {problem.message}
    </Banner>
  )
}
