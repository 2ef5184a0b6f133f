import { BusyMark, Button } from '@cyclecount/ui'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useT } from '../i18n/use-t.ts'

/** Longer than a part takes that can come. */
const LONG_MS = 3_000

/** Stands where a screen of the app is on its way; says what it waits for when that takes long. */
export function PartComing() {
  const t = useT()
  const [, go] = useLocation()
  const [long, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main className="s-centre">
      <BusyMark />
      {long ? (
        <>
          <p role="status">{t('store.partComing')}</p>
          <Button size="scan" onClick={() => go('/')}>
            {t('store.area.back')}
          </Button>
        </>
      ) : null}
    </main>
  )
}
