import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEventStreamParser, type StreamPart } from './event-stream.ts'

function partsOf(...pieces: readonly string[]): StreamPart[] {
  const parts: StreamPart[] = []
  const read = createEventStreamParser((part) => parts.push(part))
  for (const piece of pieces) read(piece)
  return parts
}

describe('the reader of an event stream', () => {
  test('an event ends with an empty line', () => {
    expect(partsOf('data: {"n":1}\n\ndata: {"n":2}\n')).toEqual([
      { kind: 'event', name: 'message', data: '{"n":1}' },
    ])
  })

  test('several data lines are one event with line feeds between', () => {
    expect(partsOf('event: progress\ndata: a\ndata:b\ndata\n\n')).toEqual([
      { kind: 'event', name: 'progress', data: 'a\nb\n' },
    ])
  })

  test('a comment is a heartbeat, an event without data is nothing', () => {
    expect(partsOf(': still here\n\nevent: empty\nid: 7\nretry: 10\n\n')).toEqual([{ kind: 'comment' }])
  })

  test('a CRLF cut in two is one end of a line, also before an empty line', () => {
    expect(partsOf('data: a\r', '\n\r', '\ndata: b\r\n\r\n')).toEqual([
      { kind: 'event', name: 'message', data: 'a' },
      { kind: 'event', name: 'message', data: 'b' },
    ])
  })

  test('a byte order mark is skipped and a name holds for one event only', () => {
    expect(partsOf('\uFEFFevent: x\ndata: 1\n\ndata: 2\n\n')).toEqual([
      { kind: 'event', name: 'x', data: '1' },
      { kind: 'event', name: 'message', data: '2' },
    ])
  })

  test('how the text is cut into pieces changes nothing', () => {
    const line = fc.constantFrom(
      'data: one',
      'data:two',
      'event: name',
      ': beat',
      'id: 3',
      'data: a:b',
      '',
      '',
    )
    const end = fc.constantFrom('\n', '\r', '\r\n')
    const text = fc.array(fc.tuple(line, end)).map((lines) => lines.flat().join(''))
    fc.assert(
      fc.property(text, fc.array(fc.nat(200)), (whole, cuts) => {
        const at = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].toSorted((a, b) => a - b)
        const pieces = at.slice(1).map((end_, index) => whole.slice(at[index], end_))
        expect(partsOf(...pieces)).toEqual(partsOf(whole))
      }),
      // The two halves of a CRLF apart, and then an empty line.
      { numRuns: 500, examples: [['data: one\r\n\n: beat\r\n', [10, 11]]] },
    )
  })
})
