import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { iowaIsAbsent, iowaLastDay } from '@cyclecount/ledger/iowa-fixture'
import { countIowaStore, type IowaProof } from './iowa-count.ts'

const PAGE = join(import.meta.dirname, '../../../../docs/iowa.md')
const SEED = 1

/** `npm run iowa`: counts the five stores while they sell, writes docs/iowa.md, ends with 1 where an error is missed or a line accused. */
async function main(): Promise<number> {
  if (iowaIsAbsent !== null) {
    process.stdout.write(`${iowaIsAbsent}\n`)
    return 0
  }
  const proofs: IowaProof[] = []
  for (const [store, lines] of Map.groupBy(iowaLastDay(), (line) => line.store)) {
    const began = performance.now()
    const proof = await countIowaStore(lines, SEED)
    proofs.push(proof)
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    const { found, planted, missed, accused } = proof
    process.stdout.write(
      `${store}: ${found} of ${planted} planted errors found, ${accused.length} lines accused (${seconds} s)\n`,
    )
    for (const place of missed) process.stdout.write(`  missed: ${place}\n`)
    for (const place of accused) process.stdout.write(`  accused: ${place}\n`)
  }
  const isProven = proofs.every(({ missed, accused }) => missed.length === 0 && accused.length === 0)
  if (isProven) writeFileSync(PAGE, page(proofs))
  return isProven ? 0 : 1
}

const COLUMNS: readonly (readonly [string, (proof: IowaProof) => number])[] = [
  ['lines', (proof) => proof.lines],
  ['bins', (proof) => proof.bins],
  ['lines scanned', (proof) => proof.scans],
  ['units sold meanwhile', (proof) => proof.soldDuring],
  ['of them booked late', (proof) => proof.bookedLate],
  ['lines with shrink', (proof) => proof.shrunk],
  ['lines partly in another bin', (proof) => proof.misplaced],
  ['planted errors', (proof) => proof.planted],
  ['found', (proof) => proof.found],
  ['accused because of a sale', (proof) => proof.accused.length],
  ['while some sales were not booked', (proof) => proof.accusedBeforeBooked],
  ['by the book of the evening', (proof) => proof.accusedBySnapshot],
]

function page(proofs: readonly IowaProof[]): string {
  const total = (of: (proof: IowaProof) => number) => proofs.reduce((sum, proof) => sum + of(proof), 0)
  const cells = (row: readonly (string | number)[]) => `| ${row.join(' | ')} |`
  return `# Five stores counted while they sell

Written by \`npm run iowa\`, a step of \`npm run test:full\`; \`npm test\` counts the first of them.

The spirits departments of five stores in Iowa, on the last day of their data: what lay there, with what came and less what was sold, is
what lies there in the evening, line by line. Every store is counted over HTTP in four hours by two people, each line at an instant of
its own, while the data's sales of that day go on: each takes a unit from its bin, before the bin is counted or after it. Every fifth
sale reaches the book late, half of those only after the count was compared. Planted before the doors open: units that are gone, and units
that lie in another bin (which are two errors, one too few and one too many). What is planted and what is sold when comes of seed ${SEED}.

A planted error is found where its line differs by exactly what was planted. A line is accused where it differs and nothing was planted.
The last two rows are for comparison: how many lines without an error differed before the late sales were booked, which nobody can know of,
and how many would differ beside the book of the evening, without asking when each was counted.

${cells(['', ...proofs.map(({ store }) => store), 'all'])}
${cells(['---', ...proofs.map(() => '--:'), '--:'])}
${COLUMNS.map(([name, of]) => cells([name, ...proofs.map(of), total(of)])).join('\n')}
`
}

process.exitCode = await main()
