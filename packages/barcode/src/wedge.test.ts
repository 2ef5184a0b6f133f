import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCode } from './parse-code.ts'
import { createWedge } from './wedge.ts'
import type { Wedge, WedgeStep } from './wedge-events.ts'
import { keysOf, press, recordings } from './wedge-recordings.ts'
import type { Recorded } from './wedge-recordings.ts'

const GS = '\u001d'
const settleMs = 140

function feed(wedge: Wedge, event: Recorded): WedgeStep {
  return event.type === 'key' ? wedge.key(event) : wedge.text(event)
}

/** Plays events and then lets time pass until nothing is due; gives the codes in order. */
function codesOf(events: readonly Recorded[], wedge = createWedge({ settleMs })): string[] {
  const codes = events.map((event) => feed(wedge, event).code)
  for (let at = wedge.nextAt(); at !== null; at = wedge.nextAt()) codes.push(wedge.due(at).code)
  return codes.filter((code) => code !== undefined)
}

describe('recorded scanners', () => {
  it.each(recordings)('$name', ({ events, codes }) => {
    expect(codesOf(events)).toEqual(codes)
  })

  it('lose and join nothing when all of them scan one after the other', () => {
    const wedge = createWedge({ settleMs })
    let start = 0
    const codes = recordings.flatMap(({ events }) => {
      const shifted = events.map((event) => ({ ...event, at: event.at + start }))
      start += 10_000
      return codesOf(shifted, wedge)
    })
    expect(codes).toEqual(recordings.flatMap(({ codes: expected }) => expected))
  })
})

describe('the keys of a scanner', () => {
  it('are swallowed outside the field, Enter too, so that no button is pressed', () => {
    const wedge = createWedge({ settleMs })
    const steps = keysOf('48512343\r', 0, 2).map((event) => feed(wedge, event).action)
    expect(new Set(steps)).toEqual(new Set(['swallow']))
  })

  it('are swallowed to the second terminator, but a person’s Enter afterwards passes', () => {
    const wedge = createWedge({ settleMs })
    for (const event of keysOf('48512343\r', 0, 2)) feed(wedge, event)
    expect(wedge.key(press('j', 18, { ctrlKey: true })).action).toBe('swallow')
    expect(wedge.key(press('Enter', 20)).action).toBe('swallow')
    expect(wedge.key(press('Enter', 400)).action).toBe('pass')
  })

  it('pass in the field, whose value is the code', () => {
    const wedge = createWedge({ settleMs })
    expect(wedge.key({ ...press('4', 0), field: '' })).toEqual({ action: 'pass' })
    expect(wedge.text({ value: '4', isComposing: false, at: 1 })).toEqual({ action: 'pass' })
    expect(wedge.key({ ...press('Enter', 300), field: '4' })).toEqual({
      action: 'swallow',
      code: '4',
      field: '',
    })
  })

  it('put GS into the field', () => {
    const wedge = createWedge({ settleMs })
    expect(wedge.key({ ...press(']', 0, { ctrlKey: true }), field: '10A' })).toEqual({
      action: 'swallow',
      field: `10A${GS}`,
    })
    for (const digit of '029'.split('')) wedge.key({ ...press(digit, 1, { altKey: true }), field: '10A' })
    expect(wedge.key({ ...press('2', 2), field: '10A' })).toEqual({ action: 'pass', field: `10A${GS}` })
  })

  it('say GS by the place of the key where the layout has another character there', () => {
    const wedge = createWedge({ settleMs })
    const key = { key: '+', code: 'BracketRight', ctrlKey: true, isComposing: false }
    const codes = [
      ...keysOf('10AB', 0, 2),
      { type: 'key' as const, ...key, at: 9 },
      ...keysOf('21C\r', 10, 2),
    ]
    expect(codesOf(codes, wedge)).toEqual([`10AB${GS}21C`])
  })

  it('end with Enter at any speed between 0 and 1000 ms', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9A-Za-z\-/.+$%]{4,40}$/),
        fc.array(fc.nat(1000), { minLength: 41, maxLength: 41 }),
        (code, gaps) => {
          let at = 0
          const events = keysOf(`${code}\r`, 0, 0).map((event, place) => ({
            ...event,
            at: (at += gaps[place % 41] ?? 0),
          }))
          expect(codesOf(events)).toEqual([code])
        },
      ),
    )
  })

  it('keep GS and meaning to the parser', () => {
    const [code = ''] = codesOf(keysOf(`]C1010952123454321310AB12${GS}17271231\r`, 0, 3))
    expect(parseCode(code)).toMatchObject({
      kind: 'gs1',
      gtin: '09521234543213',
      lot: 'AB12',
      expiry: '2027-12-31',
    })
  })
})

describe('the keys of a person', () => {
  it('pass where nothing was begun: Enter and Space press buttons, Tab moves on', () => {
    const wedge = createWedge({ settleMs })
    for (const key of ['Enter', 'Tab', ' ', 'ArrowDown', 'F5', 'Shift'])
      expect(wedge.key(press(key, 0)).action).toBe('pass')
  })

  it('are no code outside the field when there are fewer than four', () => {
    expect(codesOf(keysOf('123\r', 0, 5))).toEqual([])
    expect(codesOf(keysOf('123\r4006381333931\r', 0, 5))).toEqual(['4006381333931'])
  })

  it('are a code when somebody types slowly and presses Enter', () => {
    expect(codesOf(keysOf('48512343\r', 0, 400))).toEqual(['48512343'])
  })

  it('with Ctrl, Alt or Meta are the browser’s', () => {
    const wedge = createWedge({ settleMs })
    expect(wedge.key(press('v', 0, { ctrlKey: true })).action).toBe('pass')
    expect(wedge.key(press('d', 0, { altKey: true })).action).toBe('pass')
    expect(wedge.key(press('r', 0, { metaKey: true })).action).toBe('pass')
  })

  it('can be taken back and given up', () => {
    expect(codesOf([...keysOf('12345', 0, 50), press('Backspace', 300), ...keysOf('6\r', 320, 5)])).toEqual([
      '12346',
    ])
    expect(codesOf([...keysOf('12345', 0, 50), press('Escape', 300), press('Enter', 320)])).toEqual([])
  })

  it('that nobody ended do not spoil a scan seconds later', () => {
    expect(codesOf([press('a', 0), ...keysOf('48512343\r', 2500, 5)])).toEqual(['48512343'])
  })

  it('held down are dropped whole', () => {
    const wedge = createWedge({ settleMs, maxLength: 20 })
    expect(codesOf(keysOf(`${'x'.repeat(50)}\r48512343\r`, 0, 5), wedge)).toEqual(['48512343'])
  })
})

describe('text of an input method', () => {
  it('waits while it is being composed', () => {
    const wedge = createWedge({ settleMs })
    expect(codesOf([{ type: 'text', value: '48512343', isComposing: true, at: 0 }], wedge)).toEqual([])
    expect(codesOf([{ type: 'text', value: '48512343', isComposing: false, at: 50 }], wedge)).toEqual([
      '48512343',
    ])
  })

  it('is not ended by the Enter that belongs to the input method', () => {
    const wedge = createWedge({ settleMs })
    expect(wedge.key({ key: 'Enter', isComposing: true, at: 0, field: '4851' })).toEqual({ action: 'pass' })
    expect(wedge.key({ key: 'Enter', isComposing: false, keyCode: 229, at: 1, field: '4851' })).toEqual({
      action: 'pass',
    })
  })

  it('that came at once settles, not before its time, and later when more comes', () => {
    const wedge = createWedge({ settleMs })
    wedge.text({ value: '400638', isComposing: false, at: 0 })
    expect(wedge.nextAt()).toBe(140)
    expect(wedge.due(139)).toEqual({ action: 'pass' })
    wedge.text({ value: '4006381333931', isComposing: false, at: 100 })
    expect(wedge.due(140)).toEqual({ action: 'pass' })
    expect(wedge.due(240)).toEqual({ action: 'pass', code: '4006381333931', field: '' })
    expect(wedge.nextAt()).toBeNull()
  })

  it('typed letter by letter on a soft keyboard never settles, however slowly', () => {
    const wedge = createWedge({ settleMs })
    const events = '48512343'.split('').map((_, place, all): Recorded => {
      return { type: 'text', value: all.slice(0, place + 1).join(''), isComposing: false, at: place * 500 }
    })
    expect(codesOf(events, wedge)).toEqual([])
    expect(wedge.key({ ...press('Enter', 9000), field: '48512343' }).code).toBe('48512343')
  })

  it('typed with keys never settles', () => {
    const wedge = createWedge({ settleMs })
    wedge.key({ ...press('4', 0), field: '' })
    expect(codesOf([{ type: 'text', value: '48512343', isComposing: false, at: 1 }], wedge)).toEqual([])
  })

  it('settles never where the scanner is known to send a suffix', () => {
    const wedge = createWedge({ settleMs: Infinity })
    expect(codesOf([{ type: 'text', value: '48512343', isComposing: false, at: 1 }], wedge)).toEqual([])
  })

  it('leaves in the field what stands behind the last terminator', () => {
    const wedge = createWedge({ settleMs })
    expect(wedge.text({ value: '48512343\n400', isComposing: false, at: 0 })).toEqual({
      action: 'swallow',
      code: '48512343',
      field: '400',
    })
  })

  it('gives several codes one by one, before any later one', () => {
    const wedge = createWedge({ settleMs })
    expect(wedge.text({ value: 'AAAA\r\nBBBB\r\nCCCC\r\n', isComposing: false, at: 0 }).code).toBe('AAAA')
    expect(wedge.nextAt()).toBe(0)
    expect(wedge.key({ ...press('Enter', 1), field: 'DDDD' }).code).toBe('BBBB')
    expect([wedge.due(2).code, wedge.due(2).code, wedge.due(2).code]).toEqual(['CCCC', 'DDDD', undefined])
  })
})

describe('settings of a scanner', () => {
  it('prefix and suffix are taken off, and the suffix ends a code', () => {
    const wedge = createWedge({ settleMs, prefix: '<', suffix: '>>' })
    expect(codesOf(keysOf('<48512343>>\r<4006381333931>>', 0, 5), wedge)).toEqual([
      '48512343',
      '4006381333931',
    ])
    expect(wedge.text({ value: '<48512343>><4006', isComposing: false, at: 500 })).toEqual({
      action: 'swallow',
      code: '48512343',
      field: '<4006',
    })
  })

  it('terminators can be narrowed to one', () => {
    const wedge = createWedge({ settleMs, terminators: ['Enter'] })
    expect(wedge.key(press('Tab', 0)).action).toBe('pass')
    expect(codesOf(keysOf('4851\t2343\r', 0, 5), wedge)).toEqual(['48512343'])
  })

  it('a code begun is forgotten on request, complete ones are not', () => {
    const wedge = createWedge({ settleMs })
    wedge.text({ value: 'AAAA\nBBBB\n', isComposing: false, at: 0 })
    wedge.reset()
    expect(wedge.due(1).code).toBe('BBBB')
    for (const event of keysOf('400', 5, 1)) feed(wedge, event)
    wedge.reset()
    expect(codesOf(keysOf('48512343\r', 20, 1), wedge)).toEqual(['48512343'])
  })
})
