// "npm run rules": every rule of a packages/*/SPEC.md is cited by the name of a test, as in test('[LS1] numbers events …'), and
// every rule that a test or a comment cites exists. Ids are unique over all specifications.
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

interface Place {
  readonly id: string
  readonly where: string
}

const SPECS = 'packages/*/SPEC.md'
const CODE = ['packages/*/src/**/*.{ts,tsx}', 'apps/*/src/**/*.{ts,tsx}', 'e2e/**/*.ts']
/** A suite that several implementations share is a test where it is called. */
const IS_TEST = /\.(test|contract)\.tsx?$/u

const RULE = /^- \*\*([A-Z]{2}\d+)\*\*/u
const CITED = /\[([A-Z]{2}\d+)\]/gu
/** “rule AK1”, “Rules OB1 to OB7”, “rules RS1 and RS2” in a comment. */
const MENTIONED = /\brules? ([A-Z]{2}\d+)(?:(?:,| to| and) ([A-Z]{2}\d+))?/giu

const rules = places(globSync(SPECS), (line) => [RULE.exec(line)?.[1]])
const files = globSync(CODE, { exclude: (path) => basename(path) === 'node_modules' })
const citations = places(
  files.filter((file) => IS_TEST.test(file)),
  (line) => [...line.matchAll(CITED)].map(([, id]) => id),
)
const mentions = places(files, (line) => [...line.matchAll(MENTIONED)].flatMap(([, ...ids]) => ids))

const known = new Set(rules.map(({ id }) => id))
const cited = new Set(citations.map(({ id }) => id))
const twice = rules.filter(({ id }, at) => rules.findIndex((rule) => rule.id === id) !== at)
const problems = [
  ...rules
    .filter(({ id }) => !cited.has(id))
    .map(({ id, where }) => `${where}: no test cites ${id}; name it in the test that proves it, as [${id}].`),
  ...twice.map(({ id, where }) => `${where}: there is another rule ${id}.`),
  ...[...citations, ...mentions]
    .filter(({ id }) => !known.has(id))
    .map(({ id, where }) => `${where}: there is no rule ${id}.`),
  ...(rules.length === 0 ? [`No rules found in ${SPECS}.`] : []),
]
for (const problem of problems) process.stderr.write(`${problem}\n`)
if (problems.length === 0) process.stdout.write(`${rules.length} rules, each cited by a test.\n`)
process.exitCode = problems.length === 0 ? 0 : 1

function places(
  paths: readonly string[],
  idsIn: (line: string) => readonly (string | undefined)[],
): readonly Place[] {
  return paths.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, at) =>
        idsIn(line)
          .filter((id) => id !== undefined)
          .map((id) => ({ id, where: `${path}:${at + 1}` })),
      ),
  )
}
