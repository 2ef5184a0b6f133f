import type { Setting } from '@cyclecount/device-db'
import { Button, PhoneShell } from '@cyclecount/ui'
import { useState } from 'react'
import { useDevice } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { PinPad } from './pin-pad.tsx'

/** At the first sign-in on a device: a PIN, by which this person comes back to a shared one without a network. */
export function PinPage({ person }: { readonly person: Setting<'person'> }) {
  const t = useT()
  const { people } = useDevice()
  return (
    <PhoneShell
      title={t('store.pin.title')}
      note={person.name}
      bar={
        <Button size="scan-primary" data-grow onClick={() => void people.choosePin(person.personId, null)}>
          {t('store.pin.notNow')}
        </Button>
      }
    >
      <p>{t('store.pin.words')}</p>
      <NewPin onPin={(pin) => people.choosePin(person.personId, pin)} />
    </PhoneShell>
  )
}

/** Asked for twice, because nobody sees what they key. */
export function NewPin({ onPin }: { readonly onPin: (pin: string) => Promise<void> }) {
  const t = useT()
  const [first, setFirst] = useState<string | null>(null)
  const [differs, setDiffers] = useState(false)
  const [busy, setBusy] = useState(false)

  async function take(pin: string): Promise<void> {
    if (first === null) {
      setDiffers(false)
      setFirst(pin)
      return
    }
    if (first !== pin) {
      setDiffers(true)
      setFirst(null)
      return
    }
    setBusy(true)
    await onPin(pin)
  }

  return (
    <PinPad
      label={t(first === null ? 'store.pin.new' : 'store.pin.again')}
      error={differs ? t('store.pin.differs') : null}
      action={t(first === null ? 'store.pin.next' : 'store.pin.save')}
      busy={busy}
      onPin={(pin) => void take(pin)}
    />
  )
}
