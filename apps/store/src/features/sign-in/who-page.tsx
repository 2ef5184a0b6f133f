import type { KnownPerson } from '@cyclecount/device-db'
import { Banner, Button, Logo, UserIcon } from '@cyclecount/ui'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useDevice, usePeople } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { PageBusy } from '../../parts/page-busy.tsx'
import { problemWords } from '../../parts/problem-words.ts'
import { SyncBadge } from '../sync/sync-badge.tsx'
import { EnterPin } from './enter-pin.tsx'

/** Where nobody holds the device: who it knows comes back by PIN, anybody else signs in, which needs a network once. */
export function WhoPage() {
  const t = useT()
  const people = usePeople()
  const [chosen, setChosen] = useState<KnownPerson | null>(null)
  if (!people) return <PageBusy />
  const known = Object.values(people).toSorted((a, b) => a.name.localeCompare(b.name))
  return (
    <main className="s-centre s-sign-in">
      <Logo />
      {chosen === null ? (
        <>
          <h1>{t(known.length === 0 ? 'store.signIn.title' : 'store.who.title')}</h1>
          <p>{t(known.length === 0 ? 'store.signIn.words' : 'store.who.words')}</p>
          {known.length === 0 ? null : (
            <ul className="s-cards" aria-label={t('store.who.title')}>
              {known.map((person) => (
                <li key={person.personId}>
                  <Button size="scan-primary" wide icon={UserIcon} onClick={() => setChosen(person)}>
                    {person.name}
                  </Button>
                </li>
              ))}
            </ul>
          )}
          <SignIn first={known.length === 0} />
        </>
      ) : (
        <>
          <h1>{chosen.name}</h1>
          <EnterPin person={chosen} instead={<SignIn first={false} />} />
          <Button size="scan" wide onClick={() => setChosen(null)}>
            {t('store.who.somebodyElse')}
          </Button>
        </>
      )}
      <SyncBadge hideWhenEmpty />
    </main>
  )
}

/** The one button that needs a network. */
function SignIn({ first }: { readonly first: boolean }) {
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
    <>
      {failure === null ? null : (
        <Banner tone="bad" live="alert" title={t('store.signIn.failed')}>
          <p>{failure}</p>
        </Banner>
      )}
      <Button
        variant={first ? 'primary' : 'plain'}
        size="scan-primary"
        wide
        busy={busy}
        onClick={() => void leave()}
      >
        {t('store.signIn.button')}
      </Button>
    </>
  )
}
