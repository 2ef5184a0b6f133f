import type { UnsentFile } from '@cyclecount/device-db'
import { Banner, Button, DownloadIcon } from '@cyclecount/ui'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { askToPersist, storageRoom } from '../../adapters/storage-room.ts'
import { useDevice, useStored } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { leftFromBefore, recordsIn, saveFiles } from '../sync/save-unsent.ts'

/** A second copy that cannot be read is tried again after this long. */
const LOOK_AGAIN_MS = 2_000

/** What this device promises of what is not sent yet: whether the browser keeps it, and whether there is a second copy. */
export function StorageFacts() {
  const t = useT()
  const { secondCopy, keptApp } = useDevice()
  const copy = useSyncExternalStore(secondCopy.subscribe, secondCopy.now)
  const app = useSyncExternalStore(keptApp.subscribe, keptApp.now)
  const [asked, setAsked] = useState(0)
  const room = useStored(['room', asked], () => storageRoom())
  return (
    <section className="s-section" aria-label={t('store.settings.storage')}>
      <h2 className="cc-label">{t('store.settings.storage')}</h2>
      <dl className="s-facts">
        <dt>{t('store.settings.offline')}</dt>
        <dd>{t(`store.keptApp.${app}`)}</dd>
        <dt>{t('store.settings.keeping')}</dt>
        <dd>{room?.persisted ? t('store.settings.persisted') : t('store.settings.notPersisted')}</dd>
        <dt>{t('store.settings.secondCopy')}</dt>
        <dd>{t(`store.secondCopy.${copy.kind}`)}</dd>
      </dl>
      <LeftFromBefore />
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

/** Scans of the device that this one was before: they are not sent from here, and a manager takes the file in. */
function LeftFromBefore() {
  const t = useT()
  const { store } = useDevice()
  const [left, setLeft] = useState<readonly UnsentFile[]>([])
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined
    let current = true
    const look = (): void =>
      void leftFromBefore(store).then(
        (files) => current && setLeft(files),
        // Another tab tidies it up at this moment.
        () => {
          if (current) again = setTimeout(look, LOOK_AGAIN_MS)
        },
      )
    look()
    return () => {
      current = false
      clearTimeout(again)
    }
  }, [store])
  const records = recordsIn(left)
  if (records === 0) return null
  return (
    <Banner
      tone="warn"
      title={t('store.left.title', { n: records })}
      actions={
        <Button size="scan" icon={DownloadIcon} onClick={() => saveFiles(left)}>
          {t('store.sync.export')}
        </Button>
      }
    >
      <p>{t('store.left.words')}</p>
    </Banner>
  )
}
