import type { DeviceStore, OpenedSession, SessionRow, Setting } from '@cyclecount/device-db'
import { parseId, type DeviceId, type FacilityId, type SessionId } from '@cyclecount/domain'
import { Banner, Button, EmptyState, PhoneShell } from '@cyclecount/ui'
import { useEffect, useState } from 'react'
import { Redirect, useLocation } from 'wouter'
import { keepScreenOn } from '../../adapters/wake-lock.ts'
import { useDevice } from '../../app/device-context.tsx'
import { throttled } from '../../app/throttled.ts'
import { afterShown, whenQuiet } from '../../app/when-idle.ts'
import { useT } from '../../i18n/use-t.ts'
import { PageBusy } from '../../parts/page-busy.tsx'
import { problemWords } from '../../parts/problem-words.ts'
import { createCountController, type CountController } from './count-controller.ts'
import { EVENTS_AT_ONCE, openModel } from './count-model.ts'
import { CountScreen } from './count-screen.tsx'
import { fetchRest, historyOf } from './fetch-rest.ts'
import { useSessionLock } from './use-session-lock.ts'

/** A catalogue arrives in many parts. */
const LEARN_EVERY_MS = 5_000

export interface CountPageProps {
  readonly person: Setting<'person'>
  readonly sessionId: string
}

/** Opens a count from the device's storage; no network has a part in it. */
export function CountPage({ person, sessionId }: CountPageProps) {
  const id = parseId<SessionId>(sessionId)
  if (!id) return <Redirect to="/" replace />
  return <LockedCount person={person} sessionId={id} />
}

interface LockedCountProps {
  readonly person: Setting<'person'>
  readonly sessionId: SessionId
}

function LockedCount({ person, sessionId }: LockedCountProps) {
  const t = useT()
  const [, go] = useLocation()
  const { lock, useHere } = useSessionLock(sessionId)
  if (lock === 'asking') return <PageBusy />
  if (lock === 'elsewhere')
    return (
      <PhoneShell
        title={t('store.count.otherTab')}
        back={{ label: t('store.areas.title'), onBack: () => go('/') }}
      >
        <EmptyState
          title={t('store.count.otherTab')}
          actions={
            <Button size="scan-primary" variant="primary" onClick={useHere}>
              {t('store.count.useHere')}
            </Button>
          }
        >
          {t('store.count.otherTabWords')}
        </EmptyState>
      </PhoneShell>
    )
  return <OpenCount person={person} sessionId={sessionId} />
}

type Opened =
  | { readonly kind: 'opening' }
  | { readonly kind: 'not-here'; readonly instead: string }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'open'; readonly controller: CountController }

function OpenCount({ person, sessionId }: LockedCountProps) {
  const t = useT()
  const device = useDevice()
  const [, go] = useLocation()
  const [opened, setOpened] = useState<Opened>({ kind: 'opening' })

  useEffect(() => keepScreenOn(), [])
  useEffect(() => {
    const off = new AbortController()
    Promise.all([
      // After what another screen of this count still brings.
      device.inOrder(() => device.store.openSession(sessionId, EVENTS_AT_ONCE)),
      device.store.deviceId(),
    ]).then(
      ([session, deviceId]) => {
        const instead = insteadOf(session?.session ?? null, person)
        if (off.signal.aborted) return
        if (session && instead === null) setOpened({ kind: 'open', controller: wire(session, deviceId) })
        else setOpened({ kind: 'not-here', instead: instead ?? '/' })
      },
      (error: unknown) => {
        if (!off.signal.aborted) setOpened({ kind: 'failed', error })
      },
    )
    return () => off.abort()

    function wire(session: OpenedSession, deviceId: DeviceId): CountController {
      const controller = controllerOf(session, deviceId)
      void fetchRest(device, session, controller, off).catch(() => null)
      learnCodes(device.store, session.session.facilityId, off.signal)
      return controller
    }

    function controllerOf(session: OpenedSession, deviceId: DeviceId): CountController {
      return createCountController(openModel(session, deviceId), {
        store: device.store,
        inOrder: device.inOrder,
        stamp: device.stampFor(person.personId),
        // To make a sound, and to wake who sends, takes longer than to show a scan.
        signal: afterShown(device.feedback.play),
        history: () => historyOf(device, sessionId).catch(() => null),
        captured: afterShown(device.sender.captured),
        wordsOf: (refusal) => t(`store.refused.${refusal}`),
      })
    }
  }, [device, sessionId, person, t])

  switch (opened.kind) {
    case 'opening':
      return <PageBusy />
    case 'not-here':
      return <Redirect to={opened.instead} replace />
    case 'failed':
      return (
        <PhoneShell
          title={t('store.count.notOpened')}
          back={{ label: t('store.areas.title'), onBack: () => go('/') }}
        >
          <Banner tone="bad" live="alert" title={t('store.count.notOpened')}>
            <p>{problemWords(opened.error, t)}</p>
          </Banner>
        </PhoneShell>
      )
    case 'open':
      return <CountScreen controller={opened.controller} />
  }
}

/** Codes that are in memory are counted sooner; without them the database is asked. */
function learnCodes(store: DeviceStore, facilityId: FacilityId, off: AbortSignal): void {
  const learn = throttled(LEARN_EVERY_MS, () =>
    whenQuiet(() => {
      if (!off.aborted) store.learnCodes(facilityId).catch(() => null)
    }),
  )
  const stop = store.onChange((what) => {
    if (what === 'catalogue') learn()
  })
  off.addEventListener('abort', stop)
  learn()
}

/** Where to go instead, for a count that is not one to scan into now: another person's, a paused or a submitted one. */
function insteadOf(session: SessionRow | null, person: Setting<'person'>): string | null {
  if (!session || session.userId !== person.personId) return '/'
  if (session.local === 'submitted') return `/count/${session.sessionId}/review`
  return session.local === 'paused' ? `/areas/${session.assignmentId}` : null
}
