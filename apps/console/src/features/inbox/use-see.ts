import { routes, type InboxItem } from '@cyclecount/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'

/** Notes that these were seen. */
export function useSee() {
  const call = useCall()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (items: readonly Pick<InboxItem, 'key' | 'at'>[]) =>
      call(routes.inboxSeen, { body: { items: items.map(({ key, at }) => ({ key, at })) } }),
    onSuccess: (inbox) => queries.setQueryData(keys.inbox, inbox),
  })
}
