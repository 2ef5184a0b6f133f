import { syncRoutes } from '@cyclecount/contract'
import { Banner, Button, useLive } from '@cyclecount/ui'
import { useState } from 'react'
import { useDevice } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { problemWords } from '../../parts/problem-words.ts'
import type { CountedTwice } from './next-step.ts'

/** Two counts of one area by one person, both begun without knowing of each other (EXEC-1): they become one, or one is left out. */
export function CountedTwiceNotice({ twice: { apart, other } }: { readonly twice: CountedTwice }) {
  const t = useT()
  const { call, areas, sender } = useDevice()
  const { toast } = useLive()
  const [busy, setBusy] = useState(false)
  const [sure, setSure] = useState(false)

  async function run(work: () => Promise<unknown>, done: string): Promise<void> {
    setBusy(true)
    try {
      await sender.now('poke')
      await work()
      await areas.run()
      toast({ text: done })
    } catch (error) {
      toast({ text: problemWords(error, t) })
    }
    setBusy(false)
  }

  const params = { sessionId: apart.sessionId }
  const join = () => call(syncRoutes.joinMySession, { params, body: { into: other.sessionId } })
  const leaveOut = () => call(syncRoutes.voidMySession, { params })
  return (
    <Banner
      tone="warn"
      live="status"
      title={t('store.twice.title')}
      actions={
        <>
          <Button
            size="scan"
            variant="primary"
            busy={busy}
            onClick={() => void run(join, t('store.twice.joined'))}
          >
            {t('store.twice.join')}
          </Button>
          <Button
            size="scan"
            busy={busy}
            onClick={() => (sure ? void run(leaveOut, t('store.twice.leftOut')) : setSure(true))}
          >
            {t(sure ? 'store.twice.sure' : 'store.twice.leaveOut')}
          </Button>
        </>
      }
    >
      <p>
        {t('store.twice.words', {
          n: apart.scans,
          device: apart.deviceLabel ?? t('store.area.otherDevice'),
        })}
      </p>
    </Banner>
  )
}
