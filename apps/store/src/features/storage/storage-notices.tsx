import { Suspense, useSyncExternalStore } from 'react'
import { useDevice, useStored } from '../../app/device-context.tsx'
import { laterPart } from '../../app/words.ts'

const Trouble = laterPart(() => import('./storage-trouble.tsx').then(({ StorageTrouble }) => StorageTrouble))
const Restored = laterPart(() => import('./restored-note.tsx').then(({ RestoredNote }) => RestoredNote))

/** Above every screen: whether this device's storage fails, and what became of it. Nothing, on every good day. */
export function StorageNotices() {
  const { store } = useDevice()
  const problem = useSyncExternalStore(store.trouble.subscribe, store.trouble.now)
  const restored = useStored(['restored'], (stored) => stored.setting('restored'))
  if (!problem && !restored) return null
  return (
    <div className="s-notices">
      <Suspense>
        {problem ? <Trouble problem={problem} /> : null}
        {restored ? <Restored restored={restored} /> : null}
      </Suspense>
    </div>
  )
}
