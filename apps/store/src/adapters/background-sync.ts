/** Not in TypeScript's library, and not in every browser: where it is missing the page sends by itself. */
interface SyncRegistration extends ServiceWorkerRegistration {
  readonly sync?: { readonly register: (tag: string) => Promise<void> }
}

const EVERY_MS = 5_000

/**
 * Asks the browser to wake the service worker when there is a network, also with the page closed. At once, so that a page
 * killed right after a scan has asked; then now and then, for the worker answers each time, and leaves it to a page in view for a
 * while: it is awake when that page is killed.
 */
export function createBackgroundSync(): { readonly ask: () => void } {
  // A name of its own for each page: after a failed event a browser leaves that name alone for minutes, and a page opened
  // since must not wait for it.
  const tag = `outbox-${Date.now().toString(36)}`
  let resting = false
  let again = false

  async function register(): Promise<void> {
    const registration: SyncRegistration | undefined =
      await navigator.serviceWorker?.getRegistration('/store/')
    await registration?.sync?.register(tag)
  }

  function ask(): void {
    if (resting) {
      again = true
      return
    }
    resting = true
    // Refused in private windows and by settings: the page sends by itself.
    void register().catch(() => undefined)
    setTimeout(() => {
      resting = false
      if (!again) return
      again = false
      ask()
    }, EVERY_MS)
  }

  return { ask }
}
