/** Speaks to the person at the terminal; everything else is for the log. */
export function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
