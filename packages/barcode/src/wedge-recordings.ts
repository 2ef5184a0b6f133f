import type { WedgeKey, WedgeText } from './wedge-events.ts'

/**
 * What browsers report while scanners send, event by event: the corpus the framing is tested against. Shapes as in
 * Chromium on Windows and Android: Shift comes as a key of its own, an input method shows as keyCode 229.
 */
export type Recorded = ({ readonly type: 'key' } & WedgeKey) | ({ readonly type: 'text' } & WedgeText)

export interface Recording {
  readonly name: string
  readonly events: readonly Recorded[]
  /** The codes that were in front of the scanner. */
  readonly codes: readonly string[]
}

type Modifiers = Partial<Pick<WedgeKey, 'ctrlKey' | 'altKey' | 'metaKey' | 'isComposing'>>

const keyCodes: Readonly<Record<string, number>> = {
  Enter: 13,
  Tab: 9,
  Shift: 16,
  Control: 17,
  Alt: 18,
  Backspace: 8,
  Escape: 27,
  Unidentified: 229,
  Process: 229,
  '-': 189,
  '.': 190,
  '/': 191,
  ']': 221,
  '%': 53,
  '(': 57,
  ')': 48,
  ' ': 32,
}

/** One keydown, as `KeyboardEvent` has it. */
export function press(key: string, at: number, modifiers: Modifiers = {}): Recorded & { type: 'key' } {
  const keyCode = keyCodes[key] ?? key.toUpperCase().charCodeAt(0)
  return {
    type: 'key',
    key,
    keyCode,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    isComposing: false,
    at,
    ...modifiers,
  }
}

/** The keys a scanner sends for a text, `gap` ms apart, with Shift where it needs it and Ctrl+] for GS. */
export function keysOf(text: string, from: number, gap: number): Recorded[] {
  return text.split('').flatMap((char, place) => {
    const at = from + place * gap
    if (char === '\u001d') return [press('Control', at, { ctrlKey: true }), press(']', at, { ctrlKey: true })]
    if (char === '\r') return [press('Enter', at)]
    if (char === '\t') return [press('Tab', at)]
    return /[A-Z%()_:"]/.test(char) ? [press('Shift', at), press(char, at)] : [press(char, at)]
  })
}

/** Alt held down and the number typed on the keypad. */
function altNumber(digits: string, at: number): Recorded[] {
  const keypad = digits.split('').map((digit) => press(digit, at, { altKey: true }))
  return [
    press('Alt', at, { altKey: true }),
    ...keypad.map((event) => ({ ...event, keyCode: 96 + Number(event.key) })),
  ]
}

const inputMethodKey = (at: number): Recorded => press('Unidentified', at)
const committed = (value: string, at: number): Recorded => ({ type: 'text', value, isComposing: false, at })

const eans = ['4006381333931', '045496442736', '48512343']
const gs1 = ']C1010952123454321310AB12\u001d17271231'

export const recordings: readonly Recording[] = [
  {
    name: 'USB, 2 ms between keys, Enter',
    events: keysOf('4006381333931\r', 0, 2),
    codes: ['4006381333931'],
  },
  {
    name: 'Bluetooth, 40 ms between keys, Enter',
    events: keysOf('4006381333931\r', 0, 40),
    codes: ['4006381333931'],
  },
  {
    name: 'Bluetooth, 120 ms between keys, Enter',
    events: keysOf('4006381333931\r', 0, 120),
    codes: ['4006381333931'],
  },
  { name: 'Tab suffix', events: keysOf('4006381333931\t', 0, 4), codes: ['4006381333931'] },
  {
    name: 'CR and LF, the latter as Ctrl+J',
    events: [...keysOf('4006381333931\r', 0, 4), press('j', 60, { ctrlKey: true })],
    codes: ['4006381333931'],
  },
  {
    name: 'upper case and symbols',
    events: keysOf('Abc-12/X.9 %Q_(7)\r', 0, 4),
    codes: ['Abc-12/X.9 %Q_(7)'],
  },
  { name: 'AIM prefix, GS as Ctrl+]', events: keysOf(`${gs1}\r`, 0, 4), codes: [gs1] },
  {
    name: 'AIM prefix, GS as Alt+029',
    events: [
      ...keysOf(']C1010952123454321310AB12', 0, 4),
      ...altNumber('029', 120),
      ...keysOf('17271231\r', 140, 4),
    ],
    codes: [gs1],
  },
  {
    name: 'every character as Alt and four digits',
    events: [
      ...gs1
        .split('')
        .flatMap((char, place) => altNumber(`${char.charCodeAt(0)}`.padStart(4, '0'), place * 9)),
      press('Enter', 900),
    ],
    codes: [gs1],
  },
  { name: 'a location label', events: keysOf('LOC:A-12\r', 0, 4), codes: ['LOC:A-12'] },
  { name: 'three scans back to back', events: keysOf(`${eans.join('\r')}\r`, 0, 1), codes: eans },
  {
    name: 'ten scans 150 ms apart',
    events: Array.from({ length: 10 }, (_, scan) => keysOf('4006381333931\r', scan * 150, 5)).flat(),
    codes: Array.from({ length: 10 }, () => '4006381333931'),
  },
  {
    name: 'events handled late in one go, a second of stalled page between two keys',
    events: [...keysOf('400638', 0, 4), ...keysOf('1333931\r', 1024, 4)],
    codes: ['4006381333931'],
  },
  {
    name: 'DataWedge through the input method, then Enter',
    events: [
      inputMethodKey(0),
      committed('4006381333931', 4),
      { ...press('Enter', 9), field: '4006381333931' },
    ],
    codes: ['4006381333931'],
  },
  {
    name: 'DataWedge through the input method, line feed in the text',
    events: [inputMethodKey(0), committed('4006381333931\n', 4)],
    codes: ['4006381333931'],
  },
  {
    name: 'DataWedge through the input method, no key and no terminator',
    events: [committed('4006381333931', 4)],
    codes: ['4006381333931'],
  },
  {
    name: 'two codes in one commit, and a third behind it',
    events: [committed('4006381333931\n48512343\n', 4), committed('045496442736\n', 9)],
    codes: ['4006381333931', '48512343', '045496442736'],
  },
  {
    name: 'first keys outside, then the field has the focus and the rest comes by the input method',
    events: [
      ...keysOf('4006', 0, 4),
      inputMethodKey(20),
      committed('381333931', 24),
      { ...press('Enter', 30), field: '381333931' },
    ],
    codes: ['4006381333931'],
  },
]
