import { Button } from '@cyclecount/ui'
import { useState, useSyncExternalStore } from 'react'
import { askToPersist, storageRoom } from '../../adapters/storage-room.ts'
import { useDevice, useStored } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'

/** What this device promises of what is not sent yet: whether the browser keeps it, and whether there is a second copy. */
export function StorageFacts() {
  const t = useT()
  const { secondCopy } = useDevice()
  const copy = useSyncExternalStore(secondCopy.subscribe, secondCopy.now)
  const [asked, setAsked] = useState(0)
  const room = useStored(['room', asked], () => storageRoom())
  return (
    <section className="s-section" aria-label={t('store.settings.storage')}>
      <h2 className="cc-label">{t('store.settings.storage')}</h2>
      <dl className="s-facts">
        <dt>{t('store.settings.keeping')}</dt>
        <dd>{room?.persisted ? t('store.settings.persisted') : t('store.settings.notPersisted')}</dd>
        <dt>{t('store.settings.secondCopy')}</dt>
        <dd>{t(`store.secondCopy.${copy.kind}`)}</dd>
      </dl>
      {room && !room.persisted ? (
        <>
          <p className="cc-muted">{t('store.settings.notPersistedWords')}</p>
          <Button size="scan" onClick={() => void askToPersist().then(() => setAsked(asked + 1))}>
            {t('store.settings.persist')}
          </Button>
          {asked > 0 ? <p role="status">{t('store.settings.persistRefused')}</p> : null}
        </>
      ) : null}
    </section>
  )
}
