/** Keeps the screen on until the returned function is called; asked for again whenever the page comes back into view. */
export function keepScreenOn(): () => void {
  let held: WakeLockSentinel | null = null
  let wanted = true

  async function ask(): Promise<void> {
    if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return
    // Refused with a low battery: counting goes on.
    held = await navigator.wakeLock.request('screen').catch(() => null)
    if (!wanted) void held?.release()
  }
  const onVisible = (): void => void ask()

  document.addEventListener('visibilitychange', onVisible)
  void ask()
  return () => {
    wanted = false
    document.removeEventListener('visibilitychange', onVisible)
    void held?.release()
  }
}
