import { Banner, Button } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../i18n/use-t.ts'
import { CenteredPage } from '../parts/centered-page.tsx'
import type { Identity } from './identity.ts'
import { BASE } from './return-path.ts'

export interface SignInPageProps {
  readonly identity: Identity
  readonly demo: boolean
  readonly failure: string | null
}

/** Before anybody is there. What the address asked for comes back after signing in. */
export function SignInPage({ identity, demo, failure }: SignInPageProps) {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState(failure)
  const here = location.pathname + location.search + location.hash
  const deep = here !== BASE

  function leave(): void {
    setBusy(true)
    identity.signIn(here).catch((error: unknown) => {
      setBusy(false)
      setRefusal(error instanceof Error ? error.message : t('console.signIn.failed'))
    })
  }

  return (
    <CenteredPage title={t('console.signIn.title')} heading={t('console.signIn.heading')}>
      <p className="cc-muted">{deep ? t('console.signIn.wordsDeep') : t('console.signIn.words')}</p>
      {refusal === null ? null : (
        <Banner tone="bad" live="alert" title={t('console.signIn.failed')}>
          {refusal}
        </Banner>
      )}
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
