import { useSyncExternalStore } from 'react'
import { useDevice, useStored } from '../../app/device-context.tsx'
import { laterPart } from '../../app/later-part.tsx'
import { withLaterWords } from '../../app/words.ts'

const trouble = laterPart(() =>
  withLaterWords(import('./storage-trouble.tsx')).then(({ StorageTrouble }) => StorageTrouble),
)
const restoredNote = laterPart(() =>
  withLaterWords(import('./restored-note.tsx')).then(({ RestoredNote }) => RestoredNote),
)

/** Above every screen: whether this device's storage fails, and what became of it. Nothing, on every good day. */
export function StorageNotices() {
  const { store } = useDevice()
  const problem = useSyncExternalStore(store.trouble.subscribe, store.trouble.now)
  const restored = useStored(['restored'], (stored) => stored.setting('restored'))
  if (!problem && !restored) return null
  return (
    <div className="s-notices">
      {problem ? <trouble.Part problem={problem} /> : null}
      {restored ? <restoredNote.Part restored={restored} /> : null}
    </div>
  )
}
