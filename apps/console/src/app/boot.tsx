import { BusyMark, Button, EmptyState, OfflineIcon } from '@cyclecount/ui'
import { useEffect, useState } from 'react'
import { useT } from '../i18n/use-t.ts'
import { problemOf } from '../server/failure.ts'
import { fetchConfig } from '../server/server.ts'
import { openIdentity, type Identity, type SignInFailure } from '../sign-in/identity.ts'
import { SignInPage } from '../sign-in/sign-in-page.tsx'
import { CenteredPage } from '../parts/centered-page.tsx'
import { Console } from './console.tsx'

type Stage =
  | { readonly at: 'starting' }
  | { readonly at: 'unreachable'; readonly message: string | null }
  | {
      readonly at: 'signed-out'
      readonly identity: Identity
      readonly demo: boolean
      readonly failure: SignInFailure | null
    }
  | { readonly at: 'signed-in'; readonly identity: Identity }

/** From nothing to a signed-in console: the server's configuration, then who is there. */
export function Boot() {
  const t = useT()
  const [stage, setStage] = useState<Stage>({ at: 'starting' })
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    let current = true
    setStage({ at: 'starting' })
    void reachStage().then((reached) => {
      if (current) setStage(reached)
    })
    return () => {
      current = false
    }
  }, [attempt])

  switch (stage.at) {
    case 'starting':
      return (
        <CenteredPage title={t('console.start.title')}>
          <p className="c-starting">
            <BusyMark label={t('console.start.loading')} />
          </p>
        </CenteredPage>
      )
    case 'unreachable':
      return (
        <CenteredPage title={t('console.start.title')}>
          <EmptyState
            icon={OfflineIcon}
            title={t('console.start.unreachable')}
            actions={
              <Button variant="primary" onClick={() => setAttempt(attempt + 1)}>
                {t('console.retry')}
              </Button>
            }
          >
            {stage.message ?? t('console.start.unreachable.words')}
          </EmptyState>
        </CenteredPage>
      )
    case 'signed-out':
      return <SignInPage identity={stage.identity} demo={stage.demo} failure={stage.failure} />
    case 'signed-in':
      return <Console identity={stage.identity} />
  }
}

// Runs once per attempt, also under StrictMode: an authorization code can be exchanged only once.
let running: Promise<Stage> | null = null

function reachStage(): Promise<Stage> {
  running ??= findStage().finally(() => {
    running = null
  })
  return running
}

async function findStage(): Promise<Stage> {
  try {
    const config = await fetchConfig()
    const identity = openIdentity(config)
    const arrival = await identity.arrive()
    return arrival.signedIn
      ? { at: 'signed-in', identity }
      : { at: 'signed-out', identity, demo: config.demo, failure: arrival.failure }
  } catch (error) {
    return { at: 'unreachable', message: problemOf(error)?.message ?? null }
  }
}
