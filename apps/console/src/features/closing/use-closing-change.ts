import type { CountClosing } from '@cyclecount/contract'
import { useLive } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { keys } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'

/** A change whose answer is the closing as it stands then. */
export function useClosingChange<Input>(change: (input: Input) => Promise<CountClosing>, done: string) {
  const run = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  return useMutation({
    mutationFn: change,
    onSuccess: (closing) => {
      queries.setQueryData([...keys.run(run.runId), 'closing'], closing)
      toast({ text: done })
    },
  })
}
