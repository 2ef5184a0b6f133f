/** What is known of a record before anybody looks: one product at one facility. Units are whole ones, not thousandths. */
export interface ErrorEvidence {
  /** What goes wrong alike: the product's category. */
  readonly group: string
  /** What the book says lies there; may be below 0. */
  readonly bookUnits: number
  /** Units that leave in a day, by the book; 0 where the backend does not tell. */
  readonly unitsOutPerDay: number
  /** Null where it was never counted. */
  readonly daysSinceCount: number | null
  /** Null where it was never counted: whether its last count found the record wrong. */
  readonly wasWrong: boolean | null
  /** Orders refused or picked short since its last count. */
  readonly refusals: number
  /** Days since anything left; null where nothing did, or nobody tells. */
  readonly daysSinceOut: number | null
}

export interface ExpectedError {
  /** The chance that the record is wrong, in thousandths of a percent. */
  readonly wrongMilli: number
  /** How far it is expected to be off where it is wrong, in thousandths of a unit; for what that is worth. */
  readonly offMilli: number
}

/** Of 100 counts so many leave a wrong record: Hardgrave, RFID Journal LIVE! Europe 2009. */
const MISCOUNTED = 0.15
/**
 * Records that go wrong for each unit that leaves: shrink as a share of sales (NRF, National Retail Security Survey 2023), twice, for books say
 * too little as often as too much (Rekik, Syntetos & Glock 2019).
 */
const ERRORS_A_UNIT = 2 * 0.0157
/** What lies still goes wrong, too, as if so many units had left in a year. Ours. */
const STILL_UNITS_A_YEAR = 2
/** How many records a group or facility has to have been counted, as expected errors, to weigh as much as the rates above. Ours. */
const PRIOR = 5
/** A record’s own past weighs against its group’s as one count against so many expected errors. Ours. */
const OWN_PRIOR = 2
/** Who never was counted is taken to have been a year ago, and so is the count before the last one. */
const YEAR = 365
/** An order for what is there is refused so often (Raman, DeHoratius & Ton 2001: one customer in six does not find it). */
const NOT_FOUND = 1 / 6
/** No single sign makes a record likelier to be empty than so many times. Ours. */
const MOST_TELLING = 20
const HUNDRED_PERCENT = 100_000

/**
 * How likely each record of a facility is to be wrong, in the order given: by what moved since it was counted, what counts of its group and
 * of itself found, and what says that nothing lies there: orders refused, and silence where there were sales. A book below 0 is certainly wrong.
 * Formula and sources: docs/figures.md. The same evidence gives the same answer; nothing but the evidence is read.
 */
export function expectedErrors(all: readonly ErrorEvidence[]): readonly ExpectedError[] {
  const rate = ratesOf(all)
  const out = all.reduce(
    (total, { unitsOutPerDay, daysSinceCount }) => total + unitsOutPerDay * daysOf(daysSinceCount),
    0,
  )
  const refusals = all.reduce((total, each) => total + each.refusals, 0)
  const refusalsAUnit = out > 0 ? refusals / out : 0
  return all.map((each) => {
    const days = daysOf(each.daysSinceCount)
    const errors = rate(each) * hazard(each, days)
    if (each.bookUnits < 0) return { wrongMilli: HUNDRED_PERCENT, offMilli: offOf(errors, -each.bookUnits) }
    const before = 1 - (1 - MISCOUNTED) * Math.exp(-errors)
    const telling = tellingOf(each, refusalsAUnit * each.unitsOutPerDay * days)
    const wrong = before * telling
    const wrongMilli = Math.round((wrong / (wrong + 1 - before)) * HUNDRED_PERCENT)
    return { wrongMilli, offMilli: offOf(errors, 1) }
  })
}

/** Errors by the published rates in so many days. */
function hazard({ unitsOutPerDay }: ErrorEvidence, days: number): number {
  return ERRORS_A_UNIT * (unitsOutPerDay + STILL_UNITS_A_YEAR / YEAR) * days
}

/**
 * By how much more than published a record goes wrong: what its last count found in its facility, then in its group, then itself, each held
 * against what was expected of it (indirect standardisation), drawn towards 1 where little was counted (a gamma prior: Clayton & Kaldor,
 * “Empirical Bayes estimates of age-standardized relative risks”, Biometrics 43, 1987).
 */
function ratesOf(all: readonly ErrorEvidence[]): (one: ErrorEvidence) => number {
  const facility = ratio(all, 1, PRIOR)
  const members = new Map<string, ErrorEvidence[]>()
  for (const one of all) {
    const held = members.get(one.group)
    if (held) held.push(one)
    else members.set(one.group, [one])
  }
  const groups = new Map([...members].map(([name, some]) => [name, facility * ratio(some, facility, PRIOR)]))
  return (one) => {
    const group = groups.get(one.group) ?? facility
    return group * ratio([one], group, OWN_PRIOR)
  }
}

function ratio(counted: readonly ErrorEvidence[], rate: number, prior: number): number {
  let [wrong, expected] = [prior, prior]
  for (const one of counted) {
    if (one.wasWrong === null) continue
    expected += 1 - (1 - MISCOUNTED) * Math.exp(-rate * hazard(one, YEAR))
    if (one.wasWrong) wrong += 1
  }
  return wrong / expected
}

/**
 * How many times likelier what was seen is where the record is wrong: half of the wrong ones say too much, and of these an empty one refuses
 * every order and sells nothing (Poisson). `usual`: how many orders would have been refused were it like its facility.
 */
function tellingOf(one: ErrorEvidence, usual: number): number {
  if (one.bookUnits <= 0) return 1
  const silence = one.daysSinceOut === null ? 0 : one.unitsOutPerDay * one.daysSinceOut
  const refused =
    usual > 0
      ? one.refusals * Math.log(1 / NOT_FOUND) - usual * (1 / NOT_FOUND - 1)
      : one.refusals * Math.log(1 / NOT_FOUND)
  const empty = Math.min(MOST_TELLING, Math.exp(Math.max(0, refused) + silence))
  return (1 + empty) / 2
}

function daysOf(days: number | null): number {
  return days ?? YEAR
}

function offOf(errors: number, atLeast: number): number {
  return Math.round(Math.max(atLeast, 1 + errors) * 1000)
}
