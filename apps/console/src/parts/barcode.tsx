import { code128 } from '@cyclecount/barcode'
import { Code } from '@cyclecount/ui'

/** Modules of white that a scanner needs on either side. */
const QUIET = 10

/** A text as Code 128 with the text under it; a text that Code 128 cannot say stands by itself. */
export function Barcode({ text }: { readonly text: string }) {
  const widths = code128(text)
  return (
    <span className="c-barcode">
      {widths === null ? null : <Bars widths={widths} />}
      <Code>{text}</Code>
    </span>
  )
}

function Bars({ widths }: { readonly widths: readonly number[] }) {
  const { bars, width } = barsOf(widths)
  return (
    <svg aria-hidden="true" viewBox={`0 0 ${width} 10`} preserveAspectRatio="none">
      <rect className="c-barcode-paper" width={width} height="10" />
      {bars.map((bar) => (
        <rect key={bar.x} className="c-barcode-bar" x={bar.x} width={bar.width} height="10" />
      ))}
    </svg>
  )
}

/** Where the bars stand, in modules; bars and spaces take turns, and a bar begins. */
function barsOf(widths: readonly number[]) {
  let at = QUIET
  const bars: { readonly x: number; readonly width: number }[] = []
  for (const [index, width] of widths.entries()) {
    if (index % 2 === 0) bars.push({ x: at, width })
    at += width
  }
  return { bars, width: at + QUIET }
}
