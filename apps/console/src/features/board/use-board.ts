import { routes, type Board } from '@cyclecount/contract'
import { boardConflicts, loadsOf, type BoardConflict, type PersonId } from '@cyclecount/domain'
import { useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useMemo } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { useCall } from '../../server/context.tsx'
import { problemOf } from '../../server/failure.ts'
import { boardQuery, keys, type BoardAsked } from '../../server/queries.ts'
import { drafted, workOf, type Loads, type Place, type PlaceKey } from './places.ts'

/** The board as the server last told it, with what was drafted since. */
export function useBoard(asked: BoardAsked) {
  return useQuery(boardQuery(useCall(), asked))
}

/** Who has how much, and what a planner should look at; a moment behind where much is drafted at once. */
export function useWork(board: Board): {
  readonly loads: Loads
  readonly conflicts: readonly BoardConflict[]
} {
  const work = useMemo(() => workOf(board), [board])
  const loads = useMemo(() => loadsOf(work, board.people), [work, board.people])
  const later = useDeferredValue(work)
  const conflicts = useMemo(() => boardConflicts(later, board.people), [later, board.people])
  return { loads, conflicts }
}

export type Assign = (places: readonly Place[], peopleOf: (place: Place) => readonly PersonId[]) => void

/** Drafts who shall have places: seen at once, kept by the server in the order it was done; where that fails, what the server has is shown again. */
export function useAssign(asked: BoardAsked): Assign {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  const saving = useMutation({
    mutationKey: keys.drafting,
    scope: { id: 'board' },
    mutationFn: (drafts: ReadonlyMap<PlaceKey, { place: Place; people: readonly PersonId[] }>) =>
      call(routes.saveDrafts, {
        body: {
          drafts: [...drafts.values()].map(({ place, people }) => ({
            runId: place.run.runId,
            areaId: place.area.areaId,
            people: [...people],
          })),
        },
      }),
    onMutate: async (drafts) => {
      await queries.cancelQueries({ queryKey: keys.board })
      const people = new Map([...drafts].map(([key, draft]) => [key, draft.people]))
      queries.setQueryData<Board>([...keys.board, asked], (board) => board && drafted(board, people))
    },
    onError: async (error) => {
      const problem = problemOf(error)
      toast({ text: problem?.details?.[0]?.message ?? problem?.message ?? t('console.board.notSaved') })
      await queries.invalidateQueries({ queryKey: keys.board })
    },
  })
  const { mutate } = saving
  return (places, peopleOf) => {
    if (places.length > 0)
      mutate(new Map(places.map((place) => [place.key, { place, people: peopleOf(place) }])))
  }
}
