import type { StorageFault } from '@cyclecount/device-db'
import { Banner, Button, DownloadIcon } from '@cyclecount/ui'
import { useEffect, useState } from 'react'
import { useDevice } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { saveUnsent } from '../sync/save-unsent.ts'

/** While the storage does not work it is looked at again this often; what works again says so by itself. */
const LOOK_EVERY_MS = 3_000

/** What is wrong with this device's storage, loud, on every screen, with what can be done about it. */
export function StorageTrouble({ problem }: { readonly problem: StorageFault }) {
  const t = useT()
  const { store, stored } = useDevice()
  const [exported, setExported] = useState<number | null>(null)
  useEffect(() => {
    const timer = setInterval(stored.lookAgain, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [stored])
  return (
    <Banner
      tone="bad"
      live="alert"
      title={t('store.trouble.title')}
      actions={
        <>
          <Button size="scan" icon={DownloadIcon} onClick={() => void saveUnsent(store).then(setExported)}>
            {t('store.sync.export')}
          </Button>
          {problem.kind === 'outdated' ? (
            <Button size="scan" variant="primary" onClick={() => location.reload()}>
              {t('store.trouble.reload')}
            </Button>
          ) : (
            <Button size="scan" variant="primary" onClick={stored.lookAgain}>
              {t('store.trouble.again')}
            </Button>
          )}
        </>
      }
    >
      <p>{problem.message}</p>
      {exported === null ? null : <p role="status">{t('store.trouble.exported', { n: exported })}</p>}
    </Banner>
  )
}
