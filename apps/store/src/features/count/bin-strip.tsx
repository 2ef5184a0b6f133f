import { AreaIcon, Button, IconButton, SearchIcon } from '@cyclecount/ui'
import { useLocation } from 'wouter'
import { useT } from '../../i18n/use-t.ts'
import { locationName, type CountModel } from './count-model.ts'

export interface BinStripProps {
  readonly model: CountModel
  readonly onOpen: () => void
  readonly onFind: () => void
}

/** Where one stands, and what belongs to the count as a whole. */
export function BinStrip({ model, onOpen, onFind }: BinStripProps) {
  const t = useT()
  const [, go] = useLocation()
  const bin = locationName(model, model.locationId)
  const hasBins = (model.area?.locations.length ?? 0) > 0
  return (
    <div className="s-strip">
      <Button
        size="l"
        icon={AreaIcon}
        className="s-strip-bin"
        data-unset={hasBins && bin === null ? true : undefined}
        onClick={onOpen}
      >
        {bin === null ? t(hasBins ? 'store.bin.choose' : 'store.bin.wholeArea') : t('store.bin.now', { bin })}
      </Button>
      <IconButton size="l" icon={SearchIcon} label={t('store.find.title')} onClick={onFind} />
      <Button size="l" onClick={() => go(`/count/${model.sessionId}/review`)}>
        {t('store.count.finish')}
      </Button>
    </div>
  )
}
