import { MAX_ATTACHMENT_BYTES } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import type { Server } from '../../server/server.ts'

/** Of one comment; the server takes no more. */
export const MOST_FILES = 10

/** What a person may pick; the server looks at what a file holds. */
export const FILES_TAKEN =
  '.jpg,.jpeg,.png,.pdf,.xlsx,.csv,.txt,image/jpeg,image/png,application/pdf,text/csv,text/plain'

export function isTooLarge(file: File): boolean {
  return file.size > MAX_ATTACHMENT_BYTES
}

/** Sends the file; answers its name and its SHA-256 in hexadecimal digits, by which a comment names it. */
export async function sendFile(
  server: Server,
  facilityId: FacilityId,
  file: File,
): Promise<{ readonly name: string; readonly sha256: string }> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  await server.sendAttachment(facilityId, sha256, file)
  return { name: file.name, sha256 }
}
