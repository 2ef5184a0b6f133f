import type { ReactNode } from 'react'
import { useWidth } from './use-width.ts'

export interface ChartProps {
  /** What the drawing shows, in a sentence: the table beneath has its figures. */
  readonly label: string
  readonly height: number
  readonly children: (width: number) => ReactNode
}

/** Narrower than this nothing can be drawn. */
const NARROWEST = 240

/** A drawing as wide as the room it has. Readers are told what it is; its figures are in the table that belongs to it. */
export function Chart({ label, height, children }: ChartProps) {
  const [frame, room] = useWidth()
  const width = room === 0 ? 0 : Math.max(NARROWEST, room)
  return (
    <div ref={frame} className="c-chart" style={{ minBlockSize: height }}>
      {width > 0 ? (
        <svg role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
          {children(width)}
        </svg>
      ) : null}
    </div>
  )
}

/** What is short is hatched, what is over is filled: told apart without colour. */
export function Hatch({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" className="c-hatch-ground" />
        <line x1="0" y1="0" x2="0" y2="6" className="c-hatch-line" />
      </pattern>
    </defs>
  )
}
