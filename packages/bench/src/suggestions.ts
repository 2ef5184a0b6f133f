import {
  byWorth,
  expectedErrors,
  secondsToCount,
  usualPace,
  type ErrorEvidence,
  type ExpectedError,
} from '@cyclecount/domain'
import { percentile, whole } from './figures.ts'
import { DAYS, iowaIsAbsent, iowaMovements, type MovedLine } from './iowa-movements.ts'
import { randomOf } from './planted-chance.ts'
import { levels, plantErrors, type KnownLine, type Level } from './planted-errors.ts'
import type { BenchCall, FigureTable, Findings, Goal } from './report.ts'

const SEEDS = 200
const QUICK_SEEDS = 10
const BUDGETS_H = [1, 2, 4] as const
const GOAL_BUDGET_H = 2
const GOAL_LEVEL: Level = 'published'
const GOAL_LIFT = 2
const RESAMPLES = 2_000

type Policy = 'random' | 'oldest first' | 'fewest units first' | 'score'
const policies: readonly Policy[] = ['random', 'oldest first', 'fewest units first', 'score']

/** What a way to choose found in all stores within the budget. */
interface Found {
  readonly wrong: number
  readonly counted: number
  readonly unitsOff: number
}

interface Seeded {
  readonly seed: number
  readonly level: Level
  readonly hours: number
  readonly found: Readonly<Record<Policy, Found>>
  /** Wrong ones among the likeliest, as many records in each store as random counted there, however long they take. */
  readonly likeliest: number
  readonly wrongInAll: number
  readonly lines: number
}

/** How many wrong records the score finds in a day's work, against choosing by chance and by age. */
export function suggestions({ say, quick }: BenchCall): Promise<Findings> {
  if (iowaIsAbsent !== null) throw new Error(iowaIsAbsent)
  const movements = iowaMovements()
  const all: Seeded[] = []
  for (const level of Object.keys(levels) as Level[]) {
    for (let seed = 1; seed <= (quick ? QUICK_SEEDS : SEEDS); seed += 1) {
      all.push(...tryOut(movements, level, seed))
      if (seed % 50 === 0) say(`${level}: ${seed} seeds`)
    }
  }
  return Promise.resolve(findings(all))
}

function tryOut(movements: readonly MovedLine[], level: Level, seed: number): readonly Seeded[] {
  const { known, physical } = plantErrors(movements, level, seed)
  const lines = known.map((line, at) => ({ line, lies: physical[at] ?? 0 }))
  const stores = [...Map.groupBy(lines, ({ line }) => line.store).values()]
  const chance = randomOf(seed + 1_000_000)
  const ordered = stores.map((store) => {
    const seen = store.map(({ line }) => line)
    const expected = expectedErrors(seen.map(evidenceOf))
    const inOrder = (places: readonly number[]): typeof store => places.flatMap((at) => store[at] ?? [])
    return {
      likeliest: inOrder(sortedBy(expected, ({ wrongMilli }) => -wrongMilli)),
      random: inOrder(shuffled(store.length, chance)),
      'oldest first': inOrder(sortedBy(seen, ({ daysSinceCount }) => -daysSinceCount)),
      'fewest units first': inOrder(sortedBy(seen, ({ book }) => Math.max(0, book))),
      score: inOrder(byScore(seen, expected)),
    } satisfies Record<Policy | 'likeliest', typeof store>
  })
  return BUDGETS_H.map((hours) => ({
    seed,
    level,
    hours,
    found: Object.fromEntries(
      policies.map((policy) => [policy, sumOf(ordered.map((store) => countFor(store[policy], hours)))]),
    ) as Record<Policy, Found>,
    likeliest: ordered.reduce((total, store) => {
      const counted = store.likeliest.slice(0, countFor(store.random, hours).counted)
      return total + counted.filter(({ line, lies }) => line.book !== lies).length
    }, 0),
    wrongInAll: lines.filter(({ line, lies }) => line.book !== lies).length,
    lines: lines.length,
  }))
}

/** As the product orders its suggestions: expected wrong records for the time. It is handed what is known, and nothing else. */
function byScore(seen: readonly KnownLine[], expected: readonly ExpectedError[]): readonly number[] {
  return byWorth(
    expected.map(({ wrongMilli }, at) => ({
      worth: wrongMilli,
      seconds: secondsToCount(seen[at]?.book ?? 0, usualPace),
    })),
  )
}

function evidenceOf(line: KnownLine): ErrorEvidence {
  return {
    group: line.category,
    bookUnits: line.book,
    unitsOutPerDay: line.soldUnits / DAYS,
    daysSinceCount: line.daysSinceCount,
    wasWrong: line.lastVariance !== 0,
    refusals: line.rejections,
    daysSinceOut: line.daysSinceSale,
  }
}

/** Counts in the order given until the time is over; a line takes as long as what really lies there. */
function countFor(
  inOrder: readonly { readonly line: KnownLine; readonly lies: number }[],
  hours: number,
): Found {
  let left = hours * 3600
  let [wrong, counted, unitsOff] = [0, 0, 0]
  for (const { line, lies } of inOrder) {
    left -= secondsToCount(lies, usualPace)
    if (left < 0) break
    counted += 1
    if (line.book === lies) continue
    wrong += 1
    unitsOff += Math.abs(line.book - lies)
  }
  return { wrong, counted, unitsOff }
}

function sumOf(found: readonly Found[]): Found {
  const sum = (pick: (one: Found) => number): number => found.reduce((total, one) => total + pick(one), 0)
  return {
    wrong: sum(({ wrong }) => wrong),
    counted: sum(({ counted }) => counted),
    unitsOff: sum(({ unitsOff }) => unitsOff),
  }
}

function sortedBy<T>(all: readonly T[], key: (one: T) => number): readonly number[] {
  return all
    .map((one, at) => ({ at, key: key(one) }))
    .toSorted((a, b) => a.key - b.key || a.at - b.at)
    .map(({ at }) => at)
}

function shuffled(length: number, random: () => number): readonly number[] {
  return sortedBy(
    Array.from({ length }, () => random()),
    (drawn) => drawn,
  )
}

interface Lift {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/**
 * What the score found over what another found, all seeds together, with the 95 % interval of a percentile bootstrap over the seeds (Efron,
 * Annals of Statistics 7, 1979).
 */
function liftOf(
  all: readonly Seeded[],
  scored: (one: Seeded) => number,
  other: (one: Seeded) => number,
): Lift {
  const random = randomOf(42)
  const ratio = (some: readonly Seeded[]): number => {
    const sum = (pick: (one: Seeded) => number): number => some.reduce((total, one) => total + pick(one), 0)
    return sum(scored) / sum(other)
  }
  const resampled = Array.from({ length: RESAMPLES }, () =>
    ratio(all.flatMap(() => all[Math.floor(random() * all.length)] ?? [])),
  )
  return { mean: ratio(all), low: percentile(resampled, 0.025), high: percentile(resampled, 0.975) }
}

function wrongBy(policy: Policy): (one: Seeded) => number {
  return ({ found }) => found[policy].wrong
}

function said({ mean, low, high }: Lift): string {
  return `${mean.toFixed(2)}× (${low.toFixed(2)}–${high.toFixed(2)})`
}

function findings(all: readonly Seeded[]): Findings {
  const goal = liftOf(
    all.filter(({ level, hours }) => level === GOAL_LEVEL && hours === GOAL_BUDGET_H),
    wrongBy('score'),
    wrongBy('random'),
  )
  const seeds = new Set(all.map(({ seed }) => seed)).size
  return {
    name: 'suggestions',
    title: 'What suggestions find',
    how: [
      `Real movements of five stores over ${DAYS} days (State of Iowa, Alcoholic Beverages Division), errors planted by \`packages/bench/src/planted-errors.ts\`, which says the source of each kind and rate and was written before the score; ${whole(seeds)} seeds.`,
      'In every store somebody counts for as long as the budget says, at 500 units an hour, each unit scanned (Hardgrave 2009), in the order that each way of choosing gives; a product takes as long as what really lies there. Found is a record that is wrong.',
      'The score knows the book, its sales, its refused orders and what the last counts found. Its prior rates are published ones, and so are those of the errors: where errors come otherwise than the surveys say, the lift is another one.',
      '“Fewest units first” needs no score: it shows how much of the lift comes from products that are counted quickly. “As many records” takes time out of it: the likeliest records, as many as random counted, however long they take; were every one of them wrong, the lift would be what stands under “at most”. Intervals are 95 %, by bootstrap over the seeds.',
    ],
    tables: [foundTable(all), liftTable(all)],
    goals: goals(goal),
  }
}

function goals(lift: Lift): readonly Goal[] {
  return [
    {
      goal: `${GOAL_LIFT} × the wrong records that random choice finds in ${GOAL_BUDGET_H} hours, the whole interval`,
      measured: said(lift),
      met: lift.low >= GOAL_LIFT,
    },
  ]
}

function groupsOf(all: readonly Seeded[]): readonly (readonly [string, readonly Seeded[]])[] {
  return [...Map.groupBy(all, ({ level, hours }) => `${level}, ${hours} h`)]
}

function foundTable(all: readonly Seeded[]): FigureTable {
  const mean = (some: readonly Seeded[], pick: (one: Seeded) => number): string =>
    whole(some.reduce((total, one) => total + pick(one), 0) / some.length)
  return {
    caption: 'Wrong records found, of so many counted, in all five stores',
    columns: ['errors, budget a store', 'records wrong', ...policies],
    rows: groupsOf(all).map(([name, some]) => [
      name,
      `${mean(some, ({ wrongInAll }) => wrongInAll)} of ${mean(some, ({ lines }) => lines)}`,
      ...policies.map(
        (policy) =>
          `${mean(some, ({ found }) => found[policy].wrong)} of ${mean(some, ({ found }) => found[policy].counted)}`,
      ),
    ]),
  }
}

function liftTable(all: readonly Seeded[]): FigureTable {
  const others = policies.filter((policy) => policy !== 'score')
  return {
    caption: 'What the score finds for each that another finds',
    columns: [
      'errors, budget a store',
      ...others.map((policy) => `wrong records: ${policy}`),
      'units off: random',
      'as many records: random',
      'at most',
    ],
    rows: groupsOf(all).map(([name, some]) => {
      const share = (pick: (one: Seeded) => number): number =>
        some.reduce((total, one) => total + pick(one), 0)
      const most = share(({ lines }) => lines) / share(({ wrongInAll }) => wrongInAll)
      return [
        name,
        ...others.map((policy) => said(liftOf(some, wrongBy('score'), wrongBy(policy)))),
        said(
          liftOf(
            some,
            ({ found }) => found.score.unitsOff,
            ({ found }) => found.random.unitsOff,
          ),
        ),
        said(liftOf(some, ({ likeliest }) => likeliest, wrongBy('random'))),
        `${most.toFixed(2)}×`,
      ]
    }),
  }
}
