/** Offers a file for saving. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun by then; without this the file would stay in memory.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
