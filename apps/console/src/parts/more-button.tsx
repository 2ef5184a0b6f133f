import { Button } from '@cyclecount/ui'
import { useT } from '../i18n/use-t.ts'

export interface MoreButtonProps {
  readonly query: {
    readonly hasNextPage: boolean
    readonly isFetchingNextPage: boolean
    readonly fetchNextPage: () => Promise<unknown>
  }
}

/** Under a list that has more than is shown. */
export function MoreButton({ query }: MoreButtonProps) {
  const t = useT()
  if (!query.hasNextPage) return null
  return (
    <div className="c-more">
      <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t('console.more')}
      </Button>
    </div>
  )
}
