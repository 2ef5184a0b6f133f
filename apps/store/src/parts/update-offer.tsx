import { Banner, Button } from '@cyclecount/ui'
import { useState, useSyncExternalStore } from 'react'
import { useDevice } from '../app/device-context.tsx'
import { useT } from '../i18n/use-t.ts'

/** A newer version of the app waits. Shown only on screens outside a count: taking it loads the page anew. */
export function UpdateOffer() {
  const t = useT()
  const { update } = useDevice()
  const ready = useSyncExternalStore(update.subscribe, update.isReady)
  const [taking, setTaking] = useState(false)
  if (!ready) return null
  return (
    <Banner
      tone="info"
      live="status"
      title={t('store.update.title')}
      actions={
        <Button
          size="scan"
          variant="primary"
          busy={taking}
          onClick={() => {
            setTaking(true)
            update.take()
          }}
        >
          {t('store.update.button')}
        </Button>
      }
    >
      <p>{t('store.update.words')}</p>
    </Banner>
  )
}
