import type { SessionId } from '@cyclecount/domain'
import { useEffect, useState } from 'react'

/** Whether this tab is the one that counts the session (SYNC: one at a time per browser). */
export type SessionLock = 'asking' | 'ours' | 'elsewhere'

/** A tab that is just closing lets go within this time. */
const WAIT_MS = 600

/** Holds the session's Web Lock while the screen is open. `useHere` takes it from the tab that has it. */
export function useSessionLock(sessionId: SessionId): {
  readonly lock: SessionLock
  readonly useHere: () => void
} {
  const [lock, setLock] = useState<SessionLock>('asking')
  const [taking, setTaking] = useState(false)

  useEffect(() => {
    const leaving = new AbortController()
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const options: LockOptions = taking
      ? { steal: true }
      : { signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(WAIT_MS)]) }
    navigator.locks
      .request(`cyclecount-count-${sessionId}`, options, async () => {
        if (leaving.signal.aborted) return
        setLock('ours')
        await held
      })
      // Rejects where the wait ran out, and where another tab took it over.
      .catch(() => {
        if (!leaving.signal.aborted) setLock('elsewhere')
      })
    return () => {
      leaving.abort()
      release()
    }
  }, [sessionId, taking])

  return {
    lock,
    useHere() {
      setLock('asking')
      setTaking(true)
    },
  }
}
