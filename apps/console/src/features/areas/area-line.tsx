import { routes } from '@cyclecount/contract'
import { Badge, Cell, Code, CloseIcon, IconButton, Row, RowHeader, SelectCell, useLive } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'
import type { AreaRow, Assignment } from './area-rows.ts'

export interface AreaLineProps {
  readonly row: AreaRow
  readonly selected: boolean
  /** Null for who may not assign. */
  readonly onToggle: (() => void) | null
}

/** One area with the people who have it. */
export function AreaLine({ row, selected, onToggle }: AreaLineProps) {
  const t = useT()
  return (
    <Row selected={selected}>
      {onToggle ? (
        <SelectCell rowLabel={`${row.code} ${row.name}`} checked={selected} onChange={onToggle} />
      ) : null}
      <RowHeader>
        <Code>{row.code}</Code> {row.name}
        <span className="c-under c-narrow">
          {row.zones.join(', ')} · {t('console.areas.locationCount', { n: row.locations })}
        </span>
      </RowHeader>
      <Cell className="c-wide">{row.zones.join(', ')}</Cell>
      <Cell align="end" className="c-wide">
        {row.locations}
      </Cell>
      <Cell>
        {row.assignments.length === 0 ? (
          <Badge tone="warn">{t('console.areas.nobody')}</Badge>
        ) : (
          <span className="c-people">
            {row.assignments.map((assignment) => (
              <Person
                key={assignment.assignmentId}
                area={row.code}
                assignment={assignment}
                mayRelease={onToggle !== null}
              />
            ))}
            {row.assignments.some(({ together }) => together) ? (
              <Badge tone="info">{t('console.areas.together')}</Badge>
            ) : null}
          </span>
        )}
      </Cell>
    </Row>
  )
}

interface PersonProps {
  readonly area: string
  readonly assignment: Assignment
  readonly mayRelease: boolean
}

function Person({ area, assignment, mayRelease }: PersonProps) {
  const t = useT()
  const call = useCall()
  const { runId } = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  const releasing = useMutation({
    mutationFn: () => call(routes.release, { params: { runId, assignmentId: assignment.assignmentId } }),
    onSuccess: async () => {
      toast({ text: t('console.areas.released', { area, person: assignment.personName }) })
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.run(runId) }),
        queries.invalidateQueries({ queryKey: keys.runs }),
      ])
    },
  })
  return (
    <>
      <span className="c-person">
        {assignment.personName}
        {mayRelease ? (
          <IconButton
            size="s"
            variant="quiet"
            icon={CloseIcon}
            label={t('console.areas.release', { area, person: assignment.personName })}
            busy={releasing.isPending}
            onClick={() => releasing.mutate()}
          />
        ) : null}
      </span>
      {releasing.error ? <Failure error={releasing.error} /> : null}
    </>
  )
}
