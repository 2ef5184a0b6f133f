import { chapter, type Findings } from './report.ts'

/** docs/performance.md. */
export function page(all: readonly Findings[], machine: readonly string[], at: Date): string {
  const goals = all.flatMap(({ title, goals: own }) => own.map((goal) => ({ title, ...goal })))
  const missed = goals.filter(({ met }) => !met)
  return `${[
    '# Performance',
    `Measured on ${at.toISOString().slice(0, 10)} and written by \`npm run bench -- all\`; nobody edits this page. One bench: \`npm run bench -- capture\`, with \`--quick\` a shorter one that writes nothing. Each bench checks that what it did is right, each scan exactly once, before it says how fast it was. What stands side by side was measured in turn in the same run, so that ratios hold where milliseconds depend on the machine.`,
    machine.map((line) => `- ${line}`).join('\n'),
    missed.length === 0
      ? `All ${goals.length} goals are met.`
      : [
          `${goals.length - missed.length} of ${goals.length} goals are met. **Not met:**`,
          missed.map(({ title, goal, measured }) => `- ${title}: ${goal}; measured ${measured}`).join('\n'),
        ].join('\n\n'),
    ...all.map(chapter),
  ].join('\n\n')}\n`
}
