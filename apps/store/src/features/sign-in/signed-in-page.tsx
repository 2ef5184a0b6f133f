import { Banner, BusyMark, Button, Logo } from '@cyclecount/ui'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useDevice } from '../../app/device-context.tsx'
import type { Device } from '../../app/device.ts'
import { createServer } from '../../adapters/server.ts'
import { askToPersist } from '../../adapters/storage-room.ts'
import { useT } from '../../i18n/use-t.ts'
import { problemWords } from '../../parts/problem-words.ts'
import { deviceLabel, enrol } from './enrol.ts'
import { bearer } from './identity.ts'

// An authorization code can be exchanged once, however often React mounts this.
let finishing: Promise<Finished> | null = null

type Finished = { readonly to: string } | { readonly refusal: string }

function finish(device: Device): Promise<Finished> {
  finishing ??= finishSignIn(device).finally(() => {
    finishing = null
  })
  return finishing
}

async function finishSignIn(device: Device): Promise<Finished> {
  const finished = await device.identity.finish()
  if ('refusal' in finished) return finished
  const { tokens, to } = finished
  // As whoever it is that came back, not as the person who holds the device.
  const call = createServer({
    authorization: () => Promise.resolve(bearer(tokens)),
    renewed: () => Promise.resolve(null),
  })
  const person = await enrol(device.store, call, deviceLabel(navigator.userAgent, navigator.platform))
  await device.people.welcome(person, tokens)
  // Where the browser refuses, the settings say so; counting works all the same.
  await askToPersist().catch(() => false)
  void device.sender.now('enrolled')
  return { to }
}

/** Back from the issuer: the device becomes this person's, and their areas are fetched by the screen that follows. */
export function SignedInPage() {
  const t = useT()
  const device = useDevice()
  const [, go] = useLocation()
  const [failure, setFailure] = useState<string | null>(null)
  const [leaving, setLeaving] = useState(false)

  useEffect(() => {
    let current = true
    finish(device).then(
      (finished) => {
        if (!current) return
        if ('refusal' in finished) setFailure(finished.refusal)
        else go(finished.to, { replace: true })
      },
      (error: unknown) => {
        if (current) setFailure(problemWords(error, t))
      },
    )
    return () => {
      current = false
    }
  }, [device, go, t])

  async function again(): Promise<void> {
    setLeaving(true)
    try {
      await device.identity.signIn('/')
    } catch (error) {
      setFailure(problemWords(error, t))
      setLeaving(false)
    }
  }

  return (
    <main className="s-centre s-sign-in">
      <Logo />
      {failure === null ? (
        <BusyMark label={t('store.signIn.finishing')} />
      ) : (
        <>
          <Banner tone="bad" live="alert" title={t('store.signIn.notSignedIn')}>
            <p>{failure}</p>
          </Banner>
          <Button variant="primary" size="scan-primary" wide busy={leaving} onClick={() => void again()}>
            {t('store.signIn.again')}
          </Button>
          <Button size="scan" wide onClick={() => go('/', { replace: true })}>
            {t('store.signIn.back')}
          </Button>
        </>
      )}
    </main>
  )
}
