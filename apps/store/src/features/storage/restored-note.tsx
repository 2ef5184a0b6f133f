import type { Setting } from '@cyclecount/device-db'
import { Banner, Code } from '@cyclecount/ui'
import { useDevice, useStored } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'

/** What was put back after this device's storage was lost, and what nobody holds any more; stays until it is read. */
export function RestoredNote({ restored }: { readonly restored: Setting<'restored'> }) {
  const t = useT()
  const { store } = useDevice()
  const dismiss = (): void => void store.setSetting('restored', null).catch(() => undefined)
  const lost = restored.missing.reduce((sum, { from, through }) => sum + through - from + 1, 0)
  return (
    <Banner
      tone={lost > 0 ? 'bad' : 'info'}
      live="alert"
      title={t('store.restored.title')}
      onDismiss={dismiss}
    >
      <p>{t('store.restored.words', { n: restored.events })}</p>
      {lost > 0 ? (
        <>
          <p>{t('store.restored.missing', { n: lost })}</p>
          <ul>
            {restored.missing.map(({ sessionId, from, through }) => (
              <li key={`${sessionId} ${from}`}>
                <MissingRange sessionId={sessionId} from={from} through={through} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Banner>
  )
}

interface MissingRangeProps {
  readonly sessionId: string
  readonly from: number
  readonly through: number
}

function MissingRange({ sessionId, from, through }: MissingRangeProps) {
  const t = useT()
  const area = useStored(['area-of', sessionId], async (store) => {
    const session = (await store.sessions()).find((row) => row.sessionId === sessionId)
    const areas = session ? await store.areas(session.userId) : []
    return areas.find((candidate) => candidate.assignmentId === session?.assignmentId)?.areaName ?? null
  })
  return (
    <>
      {t('store.restored.range', { area: area ?? t('store.sync.otherArea'), from, through })}{' '}
      <Code>{sessionId}</Code>
    </>
  )
}
