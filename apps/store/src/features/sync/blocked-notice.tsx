import type { BlockReason } from '@cyclecount/sync'
import { Banner, Button, DownloadIcon } from '@cyclecount/ui'
import { useDevice } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { saveUnsent } from './save-unsent.ts'

/** Why this device may not send, what becomes of what it has, and the file by which a manager takes it in. */
export function BlockedNotice({ reason }: { readonly reason: Exclude<BlockReason, 'signed-out'> }) {
  const t = useT()
  const { store } = useDevice()
  return (
    <Banner
      tone="bad"
      live="status"
      title={t(`store.blocked.${reason}`)}
      actions={
        <Button size="scan" icon={DownloadIcon} onClick={() => void saveUnsent(store)}>
          {t('store.sync.export')}
        </Button>
      }
    >
      <p>{t(`store.blocked.${reason}.words`)}</p>
    </Banner>
  )
}
