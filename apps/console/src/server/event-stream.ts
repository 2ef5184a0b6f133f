/** One event of a server-sent stream. `comment` is a heartbeat: it carries nothing but proves that the line is alive. */
export type StreamPart =
  | { readonly kind: 'event'; readonly name: string; readonly data: string }
  | { readonly kind: 'comment' }

/**
 * Parses the text/event-stream format (WHATWG HTML, 9.2.6) from pieces of any size: CR, LF and CRLF end a line, `data` lines
 * are joined, an event without data is nothing, what was not ended by an empty line is dropped.
 */
export function createEventStreamParser(onPart: (part: StreamPart) => void): (piece: string) => void {
  let rest = ''
  let afterReturn = false
  let atStart = true
  let name = ''
  let data: string[] = []

  function readLine(line: string): void {
    if (line === '') {
      if (data.length > 0) onPart({ kind: 'event', name: name || 'message', data: data.join('\n') })
      name = ''
      data = []
      return
    }
    if (line.startsWith(':')) {
      onPart({ kind: 'comment' })
      return
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') data.push(value)
    if (field === 'event') name = value
  }

  return (piece) => {
    let text = rest + piece
    if (atStart && text !== '') {
      text = text.replace(/^\uFEFF/, '')
      atStart = false
    }
    // A CR that ended the last piece may be half of a CRLF.
    if (text === '') return
    if (afterReturn && text.startsWith('\n')) text = text.slice(1)
    afterReturn = false
    const lines = text.split(/\r\n|\r|\n/)
    rest = lines.pop() ?? ''
    if (text.endsWith('\r')) afterReturn = true
    for (const line of lines) readLine(line)
  }
}
