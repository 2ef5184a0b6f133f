import { Banner, Button } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../i18n/use-t.ts'
import { CenteredPage } from '../parts/centered-page.tsx'
import type { Identity, SignInFailure } from './identity.ts'
import { BASE } from './return-path.ts'

export interface SignInPageProps {
  readonly identity: Identity
  readonly demo: boolean
  /** How the way back from signing in ended; null where it ended well or nobody went. */
  readonly failure: SignInFailure | null
}

/** Before anybody is there. What the address asked for comes back after signing in. */
export function SignInPage({ identity, demo, failure }: SignInPageProps) {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(failure)
  const here = location.pathname + location.search + location.hash
  const deep = here !== BASE

  function leave(): void {
    setBusy(true)
    identity.signIn(here).catch(() => {
      setBusy(false)
      setFailed({ refusal: null })
    })
  }

  return (
    <CenteredPage title={t('console.signIn.title')} heading={t('console.signIn.heading')}>
      <p className="cc-muted">{deep ? t('console.signIn.wordsDeep') : t('console.signIn.words')}</p>
      {failed === null ? null : (
        <Banner tone="bad" live="alert" title={t('console.signIn.failed')}>
          {failed.refusal ?? t('console.signIn.failed.words')}
        </Banner>
      )}
      {demo ? (
        <Banner tone="info" title={t('console.signIn.demo')}>
          {t('console.signIn.demo.words')}
        </Banner>
      ) : null}
      <Button variant="primary" size="l" wide busy={busy} onClick={leave}>
        {t(failed === null ? 'console.signIn.action' : 'console.retry')}
      </Button>
    </CenteredPage>
  )
}
