import { routes, type ReplyOf } from '@cyclecount/contract'
import { Badge, Button, Card, DateTime } from '@cyclecount/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { checklistQuery, keys } from '../../server/queries.ts'
import { isOver, useRun } from '../run/run-context.ts'

type Area = ReplyOf<typeof routes.checklist>['uncounted'][number]

/** Areas that nobody counted, with why not; who decides can say so where nobody has. */
export function UncountedAreas({ areas }: { readonly areas: readonly Area[] }) {
  const t = useT()
  const run = useRun()
  const call = useCall()
  const queries = useQueryClient()
  const mayExplain = useMay()('decide', run.facilityId) && !isOver(run)
  const [asked, setAsked] = useState<Area | null>(null)
  if (areas.length === 0) return null
  return (
    <Card flush title={t('console.submit.uncounted')}>
      <ul className="cc-list">
        {areas.map((area) => (
          <li key={area.areaId}>
            <span className="c-grow">
              <strong>{area.areaName}</strong>
              <Why area={area} />
            </span>
            {mayExplain ? (
              <Button
                size="s"
                aria-label={t('console.submit.explain.named', { area: area.areaName })}
                onClick={() => setAsked(area)}
              >
                {t('console.submit.explain')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <ReasonDialog
        open={asked !== null}
        title={t('console.submit.explain.title', { area: asked?.areaName ?? '' })}
        words={t('console.submit.explain.words')}
        action={t('console.submit.explain.action')}
        onClose={() => setAsked(null)}
        onConfirm={async (reason) => {
          if (asked === null) return
          const params = { runId: run.runId, areaId: asked.areaId }
          const checklist = await call(routes.explainArea, { params, body: { reason } })
          queries.setQueryData(checklistQuery(call, run.runId).queryKey, checklist)
          await queries.invalidateQueries({ queryKey: keys.runs })
        }}
      />
    </Card>
  )
}

function Why({ area: { explained } }: { readonly area: Area }) {
  const t = useT()
  const { timeZone } = useRun()
  if (explained === null) return <Badge tone="warn">{t('console.submit.unexplained')}</Badge>
  return (
    <>
      <q className="c-under">{explained.reason}</q>
      <span className="c-under">
        {explained.by} · <DateTime at={explained.at} timeZone={timeZone} />
      </span>
    </>
  )
}
