import type { ReactNode } from 'react'
import { useWidth } from './use-width.ts'

export interface ChartProps {
  /** What the drawing shows, in a sentence: the table beneath has its figures. */
  readonly label: string
  readonly height: number
  readonly children: (width: number) => ReactNode
}

/** A drawing as wide as the room it has. Readers are told what it is; its figures are in the table that belongs to it. */
export function Chart({ label, height, children }: ChartProps) {
  const [frame, width] = useWidth()
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
