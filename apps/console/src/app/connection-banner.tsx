import { Banner, Button } from '@cyclecount/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react'
import { useT } from '../i18n/use-t.ts'
import { connection } from '../server/connection.ts'
import { fetchConfig } from '../server/server.ts'

const ASK_AGAIN_MS = 10_000

/** Says that the server does not answer, keeps asking, and brings everything up to date when it does. */
export function ConnectionBanner() {
  const t = useT()
  const queries = useQueryClient()
  const lost = useSyncExternalStore(connection.subscribe, connection.isLost)
  const wasLost = useRef(false)
  const [asking, setAsking] = useState(false)

  function ask(): void {
    setAsking(true)
    void fetchConfig()
      .catch(() => null)
      .finally(() => setAsking(false))
  }
  const onHint = useEffectEvent(ask)
  useEffect(() => {
    // The browser's events are hints to ask, no more.
    const hint = (): void => onHint()
    addEventListener('online', hint)
    addEventListener('offline', hint)
    const timer = lost ? setInterval(hint, ASK_AGAIN_MS) : undefined
    return () => {
      removeEventListener('online', hint)
      removeEventListener('offline', hint)
      clearInterval(timer)
    }
  }, [lost])
  useEffect(() => {
    if (wasLost.current && !lost) void queries.invalidateQueries()
    wasLost.current = lost
  }, [lost, queries])

  if (!lost) return null
  return (
    <Banner
      tone="warn"
      live="status"
      title={t('console.offline.title')}
      actions={
        <Button size="s" busy={asking} onClick={ask}>
          {t('console.retry')}
        </Button>
      }
    >
      {t('console.offline.words')}
    </Banner>
  )
}
