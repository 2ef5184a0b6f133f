import type { Lock } from '@cyclecount/sync'

/** Web Locks: one holder over all tabs and the service worker of this browser. */
export const webLocks: Lock = {
  async hold(name, mode, work) {
    return navigator.locks.request(name, { ifAvailable: mode === 'if-free' }, (lock) =>
      lock ? work() : null,
    )
  },
}
