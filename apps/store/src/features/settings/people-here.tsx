import type { KnownPerson, Setting } from '@cyclecount/device-db'
import { photosOf } from '@cyclecount/device-db/photos'
import { Banner, Button, DownloadIcon, Sheet, SignOutIcon, useLive } from '@cyclecount/ui'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useDevice, usePeople, useStored } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { NewPin } from '../sign-in/pin-page.tsx'
import { saveUnsent } from '../sync/save-unsent.ts'

/** Who uses this device: one's PIN, and leaving it, which loses nobody's scans. */
export function PeopleHere({ person }: { readonly person: Setting<'person'> }) {
  const t = useT()
  const { people } = useDevice()
  const { toast } = useLive()
  const [choosing, setChoosing] = useState(false)
  const known = usePeople()
  if (!known) return null
  const me = known[person.personId]
  const hasPin = me !== undefined && typeof me.pin !== 'string'
  const others = Object.values(known).filter(({ personId }) => personId !== person.personId)

  async function keepPin(pin: string): Promise<void> {
    await people.choosePin(person.personId, pin)
    setChoosing(false)
    toast({ text: t('store.people.pinSaved') })
  }

  return (
    <>
      <section className="s-section" aria-label={t('store.people.title')}>
        <h2 className="cc-label">{t('store.people.title')}</h2>
        <Button size="scan" onClick={() => setChoosing(true)}>
          {t(hasPin ? 'store.people.changePin' : 'store.people.setPin')}
        </Button>
        {others.map((other) => (
          <Leaving key={other.personId} person={other} isMe={false} />
        ))}
      </section>
      <section className="s-section" aria-label={t('store.signOut.title')}>
        <h2 className="cc-label">{t('store.signOut.title')}</h2>
        <p>{t('store.signOut.words')}</p>
        <Leaving person={person} isMe />
      </section>
      <Sheet open={choosing} onClose={() => setChoosing(false)} title={t('store.pin.title')}>
        <NewPin onPin={keepPin} />
      </Sheet>
    </>
  )
}

interface LeavingProps {
  readonly person: Pick<KnownPerson, 'personId' | 'name'>
  readonly isMe: boolean
}

/** Leaving is possible when none of this person's scans could be lost by it: everything is sent, or saved to a file. */
function Leaving({ person: { personId, name }, isMe }: LeavingProps) {
  const t = useT()
  const { store, people, identity, sender } = useDevice()
  const { toast } = useLive()
  const [, go] = useLocation()
  const [busy, setBusy] = useState(false)
  const [asked, setAsked] = useState(false)
  const unsafe = useStored(['unsafe', personId], (stored) => stored.neitherSentNorExported(personId)) ?? 0
  const photos = useStored(['unsafe photos', personId], (stored) => photosOf(stored).unsafeOf(personId)) ?? 0

  async function leave(): Promise<void> {
    setBusy(true)
    await sender.now('poke')
    if ((await store.neitherSentNorExported(personId)) + (await photosOf(store).unsafeOf(personId)) > 0) {
      setAsked(true)
      setBusy(false)
      return
    }
    const idToken = await people.forget(personId)
    if (!isMe) return toast({ text: t('store.people.removed', { name }) })
    await identity.endAtIssuer(idToken)
    go('/', { replace: true })
  }

  return (
    <>
      {isMe ? null : <span>{name}</span>}
      {asked && unsafe + photos > 0 ? (
        <Banner
          tone="warn"
          live="alert"
          title={
            unsafe > 0 ? t('store.signOut.blocked', { n: unsafe }) : t('store.photo.signOut', { n: photos })
          }
          actions={
            <Button size="scan" icon={DownloadIcon} onClick={() => void saveUnsent(store)}>
              {t('store.sync.export')}
            </Button>
          }
        >
          <p>{t('store.signOut.blockedWords')}</p>
        </Banner>
      ) : null}
      <Button
        size="scan"
        icon={SignOutIcon}
        busy={busy}
        aria-label={isMe ? undefined : t('store.people.removeNamed', { name })}
        onClick={() => void leave()}
      >
        {t(isMe ? 'store.signOut.button' : 'store.people.remove')}
      </Button>
    </>
  )
}
