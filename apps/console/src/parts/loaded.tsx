import { SkeletonLines } from '@cyclecount/ui'
import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'

/** The little of a query's result that deciding what to show needs; plain and infinite queries have it. */
export interface Loading<Data> {
  readonly data: Data | undefined
  readonly error: unknown
  readonly isFetching: boolean
  readonly refetch: () => Promise<unknown>
}

export interface LoadedProps<Data> {
  readonly query: Loading<Data>
  /** Lines of the skeleton. */
  readonly lines?: number
  readonly children: (data: Data) => ReactNode
}

/** A skeleton until there is something; what went wrong, above what is still known where something is. */
export function Loaded<Data>({ query, lines = 6, children }: LoadedProps<Data>) {
  const { data, error, isFetching, refetch } = query
  const failure = error ? (
    <Failure error={error} busy={isFetching} overData={data !== undefined} onRetry={() => void refetch()} />
  ) : null
  if (data === undefined) return failure ?? <SkeletonLines lines={lines} />
  return (
    <>
      {failure}
      {children(data)}
    </>
  )
}
