import { routes, type AssignmentFileCheck } from '@cyclecount/contract'
import {
  Banner,
  Button,
  Card,
  Cell,
  DataTable,
  Field,
  HeaderCell,
  Row,
  RowHeader,
  useLive,
} from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { Page } from '../../parts/page.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'

const FIRST = 200

/** Drafts assignments from a table: read, every fault shown at once, and only then drafted. */
export function AssignmentFilePage() {
  const t = useT()
  const call = useCall()
  const [file, setFile] = useState<{ readonly text: string } | null>(null)
  const [tried, setTried] = useState(false)
  const checking = useMutation({
    mutationFn: (text: string) => call(routes.checkAssignmentFile, { body: { text } }),
  })
  return (
    <Page
      title={t('console.boardFile.title')}
      note={t('console.boardFile.note')}
      over={<Link to="/board">{t('console.board.title')}</Link>}
    >
      <Card className="c-form-card">
        <form
          noValidate
          className="c-stack"
          onSubmit={(event) => {
            event.preventDefault()
            setTried(true)
            if (file) checking.mutate(file.text)
          }}
        >
          <Field
            label={t('console.boardFile.file')}
            hint={t('console.boardFile.file.hint')}
            error={tried && file === null ? t('console.boardFile.missing') : undefined}
            required
          >
            {({ required: _, ...control }) => (
              <input
                type="file"
                accept=".csv,text/csv,text/plain"
                className="cc-input c-file"
                onChange={(event) => {
                  const [chosen] = event.currentTarget.files ?? []
                  setFile(null)
                  checking.reset()
                  if (chosen) void chosen.text().then((text) => setFile({ text }))
                }}
                {...control}
              />
            )}
          </Field>
          {checking.error ? <Failure error={checking.error} /> : null}
          <div className="cc-actions">
            <Button type="submit" variant={checking.data ? undefined : 'primary'} busy={checking.isPending}>
              {t('console.boardFile.check')}
            </Button>
            <Link to="/board" className="cc-button">
              {t('console.cancel')}
            </Link>
          </div>
        </form>
      </Card>
      {checking.data ? <Checked check={checking.data} /> : null}
    </Page>
  )
}

function Checked({ check }: { readonly check: AssignmentFileCheck }) {
  const t = useT()
  if (check.faults.length > 0) return <Faults faults={check.faults} />
  return (
    <>
      <DraftAll check={check} />
      <Card flush>
        <DataTable caption={t('console.boardFile.holds', { n: check.drafts.length })} className="c-fold">
          <thead>
            <tr>
              <HeaderCell>{t('console.facility')}</HeaderCell>
              <HeaderCell>{t('console.boardFile.area')}</HeaderCell>
              <HeaderCell>{t('console.board.person')}</HeaderCell>
              <HeaderCell className="c-wide">{t('console.boardFile.before')}</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {check.drafts.slice(0, FIRST).map((draft) => (
              <Row key={`${draft.runId} ${draft.areaId}`}>
                <RowHeader>{draft.facilityName}</RowHeader>
                <Cell>{draft.areaName}</Cell>
                <Cell>{draft.names.join(', ')}</Cell>
                <Cell className="c-wide">{draft.before.join(', ') || '–'}</Cell>
              </Row>
            ))}
          </tbody>
        </DataTable>
        {check.drafts.length > FIRST ? (
          <p className="c-quiet">{t('console.boardFile.more', { n: check.drafts.length - FIRST })}</p>
        ) : null}
      </Card>
    </>
  )
}

function DraftAll({ check }: { readonly check: AssignmentFileCheck }) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { toast } = useLive()
  const drafting = useMutation({
    mutationFn: () =>
      call(routes.saveDrafts, {
        body: { drafts: check.drafts.map(({ runId, areaId, people }) => ({ runId, areaId, people })) },
      }),
    onSuccess: async ({ given, taken, handed }) => {
      toast({ text: t('console.boardFile.drafted', { n: given + taken + handed }) })
      await queries.invalidateQueries({ queryKey: keys.board })
      await navigate({ to: '/board', search: { show: 'changed' } })
    },
  })
  return (
    <Card>
      <div className="c-read">
        <p className="c-read-hint">{t('console.boardFile.holds', { n: check.drafts.length })}</p>
        <Button variant="primary" busy={drafting.isPending} onClick={() => drafting.mutate()}>
          {t('console.boardFile.draft')}
        </Button>
      </div>
      {drafting.error ? <Failure error={drafting.error} /> : null}
    </Card>
  )
}

function Faults({ faults }: { readonly faults: AssignmentFileCheck['faults'] }) {
  const t = useT()
  return (
    <>
      <Banner tone="bad" live="alert" title={t('console.boardFile.faults', { n: faults.length })}>
        {t('console.boardFile.faults.words')}
      </Banner>
      <Card flush>
        <DataTable caption={t('console.boardFile.faults', { n: faults.length })} density="dense">
          <thead>
            <tr>
              <HeaderCell align="end">{t('console.boardFile.line')}</HeaderCell>
              <HeaderCell>{t('console.boardFile.column')}</HeaderCell>
              <HeaderCell>{t('console.boardFile.wrong')}</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {faults.slice(0, FIRST * 5).map(({ line, column, message }) => (
              <Row key={`${line} ${column} ${message}`}>
                <Cell align="end">{line}</Cell>
                <Cell>{column === '' ? '–' : column}</Cell>
                <Cell>{message}</Cell>
              </Row>
            ))}
          </tbody>
        </DataTable>
      </Card>
    </>
  )
}
