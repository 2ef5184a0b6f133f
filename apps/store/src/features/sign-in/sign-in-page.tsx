import { Banner, Button, Logo } from '@cyclecount/ui'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useDevice } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { problemWords } from '../../parts/problem-words.ts'
import { SyncBadge } from '../sync/sync-badge.tsx'

/** Where nobody is known on this device. Needs a network once; afterwards the device knows who counts. */
export function SignInPage() {
  const t = useT()
  const { identity } = useDevice()
  const [place] = useLocation()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  async function leave(): Promise<void> {
    setBusy(true)
    setFailure(null)
    try {
      await identity.signIn(place)
    } catch (error) {
      setFailure(problemWords(error, t))
      setBusy(false)
    }
  }

  return (
    <main className="s-centre s-sign-in">
      <Logo />
      <h1>{t('store.signIn.title')}</h1>
      <p>{t('store.signIn.words')}</p>
      {failure ? (
        <Banner tone="bad" live="alert" title={t('store.signIn.failed')}>
          <p>{failure}</p>
        </Banner>
      ) : null}
      <Button variant="primary" size="scan-primary" wide busy={busy} onClick={() => void leave()}>
        {t('store.signIn.button')}
      </Button>
      <SyncBadge hideWhenEmpty />
    </main>
  )
}
