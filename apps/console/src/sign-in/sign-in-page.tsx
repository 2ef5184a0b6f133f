import { Banner, Button } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../i18n/use-t.ts'
import { CenteredPage } from '../parts/centered-page.tsx'
import type { Identity } from './identity.ts'
import { BASE } from './return-path.ts'

export interface SignInPageProps {
  readonly identity: Identity
  readonly demo: boolean
  /** The way back from signing in did not end well. */
  readonly failed: boolean
}

/** Before anybody is there. What the address asked for comes back after signing in. */
export function SignInPage({ identity, demo, failed }: SignInPageProps) {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState(failed)
  const here = location.pathname + location.search + location.hash
  const deep = here !== BASE

  function leave(): void {
    setBusy(true)
    identity.signIn(here).catch(() => {
      setBusy(false)
      setRefused(true)
    })
  }

  return (
    <CenteredPage title={t('console.signIn.title')} heading={t('console.signIn.heading')}>
      <p className="cc-muted">{deep ? t('console.signIn.wordsDeep') : t('console.signIn.words')}</p>
      {refused ? (
        <Banner tone="bad" live="alert" title={t('console.signIn.failed')}>
          {t('console.signIn.failed.words')}
        </Banner>
      ) : null}
      {demo ? (
        <Banner tone="info" title={t('console.signIn.demo')}>
          {t('console.signIn.demo.words')}
        </Banner>
      ) : null}
      <Button variant="primary" size="l" wide busy={busy} onClick={leave}>
        {t('console.signIn.action')}
      </Button>
    </CenteredPage>
  )
}
