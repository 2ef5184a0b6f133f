import { hasCheckDigit } from './check-digit.ts'
import { gs1Date } from './gs1-date.ts'
import { measureAis } from './measure.ts'

/**
 * The GS1 application identifiers this product reads, and what may stand behind each. All of GS1's are here but
 * those of patients (7241-7259), bank accounts (8007) and coupons (8110, 8112), which no stock carries.
 *
 * What identifies or measures stock is checked to the last rule. The rest is checked for shape only: refusing a whole
 * label for a wrong country of origin would turn a known product into an unknown one.
 *
 * A line: AIs (a range with `-`), marks, components. Mark `=`: length laid down, no FNC1 needed behind it. Mark `?`:
 * may be a query parameter of a GS1 Digital Link. Component: `N` digits, `X` GS1's 82 characters, `Y` its 39, `Z`
 * base64url; a length or `..` and the longest; `:` and a check; `[ ]` where it may be missing.
 * Facts from GS1's Barcode Syntax Dictionary.
 */
const table = `
00 =? N18:check
01-02 =? N14:check
03 = N14:check
10 ? X..20
11-13 =? N6:date0
15-17 =? N6:date0
20 =? N2
21 . X..20
22 . X..20
235 . X..28
240-241 ? X..30
242 ? N..6
243 ? X..20
250-251 ? X..30
253 ? N13:check [X..17]
254 . X..20
255 ? N13:check [N..12]
30 ? N..8
37 ? N..8
3900-3909 ? N..15
3910-3919 ? N3 N..15
3920-3929 ? N..15
3930-3939 ? N3 N..15
3940-3943 ? N4
3950-3955 ? N6
400 ? X..30
401 ? X..30:company
402 ? N17:check
403 ? X..30
410-417 =? N13:check
420 ? X..20
421 ? N3 X..9
422 ? N3
423 ? N3 [N3] [N3] [N3] [N3]
424 ? N3
425 ? N3 [N3] [N3] [N3] [N3]
426 ? N3
427 ? X..3
4300-4301 ? X..35:percent
4302-4306 ? X..70:percent
4307 ? X2
4308 ? X..30
4309 ? N10:latitude N10:longitude
4310-4311 ? X..35:percent
4312-4316 ? X..70:percent
4317 ? X2
4318 ? X..20
4319 ? X..30
4320 ? X..35:percent
4321-4323 ? N1:yesNo
4324-4325 ? N6:date0 N4:time
4326 ? N6:date
4330-4333 ? N6 [X1:hyphen]
7001 ? N13
7002 ? X..30
7003 ? N6:date N4:time
7004 ? N..4
7005 ? X..12
7006 ? N6:date
7007 ? N6:date [N6:date]
7008 ? X..3
7009 ? X..10
7010 ? X..2
7011 ? N6:date [N4:time]
7020-7022 ? X..20
7023 ? X..30:company
7030-7039 ? N3 X..27
7040 . N1 X1 X1 X1:importer
7041 . X..4
710-717 ? X..20
7230-7239 ? X2 X..28
7240 ? X..20
8001 ? N4:nonZero N5:nonZero N3:nonZero N1:winding N1
8002 ? X..20
8003 ? N1:zero N13:check [X..16]
8004 ? X..30:company
8005 ? N6
8006 ? N14:check N4:pieces
8008 ? N6:date N2:hour [N2:sixty] [N2:sixty]
8009 ? X..50
8010 ? Y..30:company
8011 . N..12:noLeadingZero
8012 ? X..20
8013 ? X..25:company
8014 . X..25:company
8017-8018 ? N18:check
8019 . N..10
8020 . X..25
8026 ? N14:check N4:pieces
8030 ? Z..90
8040-8041 . N15
8042 . N32
8043 . N18 [N..2]
8111 ? N4
8200 . X..70
90 ? X..30
91-99 ? X..90
`

const checks = {
  check: hasCheckDigit,
  date0: (text) => gs1Date(text, true) !== null,
  date: (text) => gs1Date(text, false) !== null,
  time: (text) => /^([01]\d|2[0-3])[0-5]\d$/.test(text),
  hour: (text) => text < '24',
  sixty: (text) => text < '60',
  company: (text) => /^\d{4}/.test(text),
  percent: (text) => !/%(?![0-9A-Fa-f]{2})/.test(text),
  latitude: (text) => text <= '1800000000',
  longitude: (text) => text <= '3600000000',
  yesNo: (text) => text === '0' || text === '1',
  hyphen: (text) => text === '-',
  nonZero: (text) => /[1-9]/.test(text),
  zero: (text) => text === '0',
  noLeadingZero: (text) => text === '0' || !text.startsWith('0'),
  winding: (text) => text === '0' || text === '1' || text === '9',
  pieces: (text) => text.slice(0, 2) !== '00' && text.slice(0, 2) <= text.slice(2),
  importer: (text) => /[-_0-9A-Za-z]/.test(text),
} satisfies Record<string, (text: string) => boolean>

const characters: Readonly<Record<string, string>> = {
  N: '[0-9]',
  X: `[!"%&'()*+,\\-./0-9:;<=>?A-Z_a-z]`,
  Y: '[#\\-/0-9A-Z]',
  Z: '[-_=0-9A-Za-z]',
}

/** One application identifier. */
export interface ApplicationIdentifier {
  readonly ai: string
  /** Length of the value where it is laid down and no FNC1 follows; else null: the value runs to FNC1 or the end. */
  readonly length: number | null
  readonly inQuery: boolean
  /** Whether a value may stand behind the AI. */
  readonly accepts: (value: string) => boolean
}

const byAi = new Map<string, ApplicationIdentifier>()
for (const line of table.trim().split('\n')) {
  const [range = '', marks = '', ...components] = line.split(' ')
  for (const ai of aisOf(range)) add(ai, marks, components)
}
for (const ai of measureAis) add(ai, '=?', ['N6'])

/** The AI with exactly these digits, or null where this product reads none. */
export function findAi(ai: string): ApplicationIdentifier | null {
  return byAi.get(ai) ?? null
}

/** The AI a string starts with there, or null. No AI is the beginning of another, so there is at most one. */
export function aiAt(text: string, start: number): ApplicationIdentifier | null {
  return (
    findAi(text.slice(start, start + 2)) ??
    findAi(text.slice(start, start + 3)) ??
    findAi(text.slice(start, start + 4))
  )
}

function aisOf(range: string): string[] {
  const [first = '', last = first] = range.split('-')
  const count = Number(last) - Number(first) + 1
  return Array.from({ length: count }, (_, step) => String(Number(first) + step).padStart(first.length, '0'))
}

function add(ai: string, marks: string, components: readonly string[]): void {
  const parts = components.map(readComponent)
  const pattern = new RegExp(`^${parts.map((part) => part.source).join('')}$`)
  byAi.set(ai, {
    ai,
    length: marks.includes('=') ? parts.reduce((sum, part) => sum + part.longest, 0) : null,
    inQuery: marks.includes('?'),
    accepts: (value) => {
      const groups = pattern.exec(value)?.slice(1)
      return (
        groups?.every((text, place) => text === undefined || (parts[place]?.holds(text) ?? false)) ?? false
      )
    },
  })
}

interface Component {
  readonly source: string
  readonly longest: number
  readonly holds: (text: string) => boolean
}

function readComponent(written: string): Component {
  const optional = written.startsWith('[')
  const [shape = '', check] = written.replace(/[[\]]/g, '').split(':')
  const longest = Number(shape.replace(/\D/g, ''))
  const times = shape.includes('..') ? `{1,${longest}}` : `{${longest}}`
  return {
    source: `(${characters[shape.slice(0, 1)] ?? ''}${times})${optional ? '?' : ''}`,
    longest,
    holds: isCheck(check) ? checks[check] : () => true,
  }
}

function isCheck(name: string | undefined): name is keyof typeof checks {
  return name !== undefined && Object.hasOwn(checks, name)
}
