import { Zip, ZipDeflate } from 'fflate'

/** An archive that is sent while it is made. */
export interface OpenZip {
  /** Begins a file; what answers writes to it, and ends it with its last part. One file is ended before the next begins. */
  readonly begin: (name: string) => (content: Uint8Array, isLast: boolean) => void
  /** What is ready to be sent. */
  readonly take: () => Uint8Array[]
  readonly end: () => void
}

/** `now`: when its files were made, UTC ms. */
export function openZip(now: number): OpenZip {
  const ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    ready.push(chunk)
  })
  return {
    begin: (name) => {
      const file = new ZipDeflate(name, { level: 6 })
      file.mtime = now
      zip.add(file)
      return (content, isLast) => {
        file.push(content, isLast)
      }
    },
    take: () => ready.splice(0),
    end: () => zip.end(),
  }
}
