import { photosOf } from '@cyclecount/device-db/photos'
import type { SyncStatus } from '@cyclecount/sync'
import { Banner, Button, Code, DateTime, DownloadIcon, SendingIcon, Sheet } from '@cyclecount/ui'
import { useState } from 'react'
import { useDevice, usePerson, useStored } from '../../app/device-context.tsx'
import { useT, type T } from '../../i18n/use-t.ts'
import { PhotosWaiting } from '../photos/photos-waiting.tsx'
import { saveUnsent } from './save-unsent.ts'
import type { SyncReading } from './use-sync-status.ts'

export interface SyncSheetProps {
  readonly reading: SyncReading
  readonly onClose: () => void
}

/** What waits and why, in words; send now; save to a file. */
export function SyncSheet({ reading, onClose }: SyncSheetProps) {
  const t = useT()
  const device = useDevice()
  const [busy, setBusy] = useState(false)
  const { status } = reading
  const photos = useStored(['photos'], (store) => photosOf(store).status())
  const nothing = status.waiting === 0 && !photos?.waiting
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()

  async function send(): Promise<void> {
    setBusy(true)
    await device.sender.now('opened')
    setBusy(false)
  }

  return (
    <Sheet
      open
      onClose={onClose}
      title={t('store.sync.title')}
      footer={
        <>
          <Button
            size="scan"
            icon={DownloadIcon}
            aria-disabled={nothing || undefined}
            onClick={() => void (nothing || saveUnsent(device.store))}
          >
            {t('store.sync.export')}
          </Button>
          <Button size="scan" variant="primary" icon={SendingIcon} busy={busy} onClick={() => void send()}>
            {t('store.sync.sendNow')}
          </Button>
        </>
      }
    >
      {status.forked > 0 ? (
        <Banner tone="bad" title={t('store.sync.forked', { n: status.forked })}>
          <p>{t('store.sync.forkedWords')}</p>
        </Banner>
      ) : null}
      {status.waiting > 0 || status.forked === 0 ? (
        <p role="status" className="s-lead">
          {status.waiting === 0
            ? t('store.sync.nothingWaits')
            : t('store.sync.waiting', { n: status.waiting })}
        </p>
      ) : null}
      <WaitingByArea status={status} />
      <PhotosWaiting />
      <dl className="s-facts">
        {status.oldestWaitingAt === null ? null : (
          <>
            <dt>{t('store.sync.notSentSince')}</dt>
            <dd>
              <DateTime at={status.oldestWaitingAt} timeZone={timeZone} />
            </dd>
          </>
        )}
        <dt>{t('store.sync.lastSuccess')}</dt>
        <dd>
          {status.lastSuccessAt === null ? (
            t('store.sync.never')
          ) : (
            <DateTime at={status.lastSuccessAt} timeZone={timeZone} />
          )}
        </dd>
        <dt>{t('store.sync.state')}</dt>
        <dd>{stateWords(status, t)}</dd>
        {status.setAside > 0 ? (
          <>
            <dt>{t('store.sync.setAside')}</dt>
            <dd>{t('store.sync.setAsideWords', { n: status.setAside })}</dd>
          </>
        ) : null}
        <DeviceFact />
      </dl>
    </Sheet>
  )
}

function WaitingByArea({ status }: { readonly status: SyncStatus }) {
  const t = useT()
  const person = usePerson()
  const sessions = useStored(['sessions'], (store) => store.sessions()) ?? []
  const areas =
    useStored(['areas', person?.personId], async (store) => (person ? store.areas(person.personId) : [])) ??
    []
  if (status.sessions.length === 0) return null
  return (
    <ul className="s-plain">
      {status.sessions.map(({ sessionId, waiting }) => {
        const of = sessions.find((session) => session.sessionId === sessionId)
        const area = areas.find((candidate) => candidate.assignmentId === of?.assignmentId)
        return (
          <li key={sessionId}>
            {t('store.sync.waitingIn', { n: waiting, area: area?.areaName ?? t('store.sync.otherArea') })}
          </li>
        )
      })}
    </ul>
  )
}

function DeviceFact() {
  const t = useT()
  const deviceId = useStored(['device-id'], (store) => store.deviceId())
  return (
    <>
      <dt>{t('store.sync.device')}</dt>
      <dd>{deviceId ? <Code>{deviceId}</Code> : null}</dd>
    </>
  )
}

function stateWords(status: SyncStatus, t: T): string {
  const { connection, lastError } = status
  switch (connection.kind) {
    case 'sending':
      return t('store.sync.sending')
    case 'idle':
      return status.waiting === 0 ? t('store.sync.idle') : t('store.sync.soon')
    case 'backing-off':
    case 'blocked':
      return lastError?.message ?? t('store.noAnswer')
  }
}
