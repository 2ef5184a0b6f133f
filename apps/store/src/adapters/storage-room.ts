export interface StorageRoom {
  readonly usedBytes: number
  readonly quotaBytes: number
  readonly almostFull: boolean
  /** Whether the browser promised not to clear it when the disk fills up. */
  readonly persisted: boolean
}

const ALMOST = 0.9

export async function storageRoom(): Promise<StorageRoom> {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {}
  const persisted = (await navigator.storage?.persisted?.()) ?? false
  return { usedBytes: usage, quotaBytes: quota, almostFull: quota > 0 && usage / quota > ALMOST, persisted }
}

/** Asks the browser to keep this device's storage; whether it did. */
export async function askToPersist(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false
}
