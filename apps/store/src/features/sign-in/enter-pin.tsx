import type { KnownPerson } from '@cyclecount/device-db'
import { Banner, DateTime } from '@cyclecount/ui'
import { useEffect, useState, type ReactNode } from 'react'
import { useDevice, usePeople } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { PinPad } from './pin-pad.tsx'

export interface EnterPinProps {
  readonly person: KnownPerson
  /** What stands here for who has no PIN on this device, or guessed too often. */
  readonly instead: ReactNode
}

/** The PIN of somebody this device knows. No network has a part in it. */
export function EnterPin({ person, instead }: EnterPinProps) {
  const t = useT()
  const { people } = useDevice()
  const known = usePeople()?.[person.personId] ?? person
  const [left, setLeft] = useState<number | null>(null)
  const [busy, setBusy] = useState(false)
  const waitUntil = typeof known.pin === 'string' ? 0 : known.pin.waitUntil
  const waiting = useWaiting(waitUntil)

  async function take(pin: string): Promise<void> {
    setBusy(true)
    const answer = await people.enter(person.personId, pin)
    setLeft(answer.kind === 'wrong' ? answer.left : null)
    setBusy(false)
  }

  if (typeof known.pin === 'string')
    return (
      <>
        <p role="status">{t('store.who.noPin')}</p>
        {instead}
      </>
    )
  if (waiting)
    return (
      <Banner tone="warn" live="alert" title={t('store.who.wait')}>
        <p>
          {t('store.who.waitWords')}{' '}
          <DateTime
            at={waitUntil}
            timeZone={new Intl.DateTimeFormat().resolvedOptions().timeZone}
            format="seconds"
          />
        </p>
      </Banner>
    )
  return (
    <PinPad
      label={t('store.pin.yours')}
      error={left === null ? null : t('store.who.wrong', { left })}
      action={t('store.who.enter')}
      busy={busy}
      onPin={(pin) => void take(pin)}
    />
  )
}

/** True until the instant has come. */
function useWaiting(until: number): boolean {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (until <= now) return undefined
    const timer = setTimeout(() => setNow(Date.now()), Math.min(until - now, 1_000))
    return () => clearTimeout(timer)
  }, [until, now])
  return until > now
}
