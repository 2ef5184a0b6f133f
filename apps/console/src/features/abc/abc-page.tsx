import { routes, type AbcPreview, type AbcSettings } from '@cyclecount/contract'
import {
  Banner,
  Button,
  Card,
  Cell,
  CloseIcon,
  DataTable,
  formatCount,
  HeaderCell,
  IconButton,
  NumberField,
  PlusIcon,
  Row,
  RowHeader,
  useLive,
  useLocale,
} from '@cyclecount/ui'
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { useSettled } from '../../parts/use-settled.ts'
import { useCall } from '../../server/context.tsx'
import { classesOf, draftsOf, without, withOneMore, type AbcClass, type AbcDraft } from './abc-draft.ts'

const key = ['abc'] as const

/** The company's ABC classes: their shares, how often they are counted, and what that comes to before it is saved. */
export function AbcPage() {
  const t = useT()
  const call = useCall()
  const query = useQuery(
    queryOptions({
      queryKey: key,
      queryFn: () => call(routes.abcSettings, {}),
      // What somebody is editing is not put under their hands anew.
      refetchOnWindowFocus: false,
    }),
  )
  return (
    <Page title={t('console.abc.title')} note={t('console.abc.note')}>
      <Loaded query={query}>{(settings) => <Classes key={settings.seen} settings={settings} />}</Loaded>
    </Page>
  )
}

function Classes({ settings }: { readonly settings: AbcSettings }) {
  const t = useT()
  const [drafts, setDrafts] = useState(() => draftsOf(settings.classes))
  const classes = classesOf(drafts)
  const saving = useSave(settings.seen)
  const isChanged = JSON.stringify(classes) !== JSON.stringify(settings.classes)
  const more = withOneMore(drafts)
  return (
    <form
      className="c-stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (classes) saving.mutate(classes)
      }}
    >
      {settings.mayEdit ? (
        <Card>
          <ol className="c-abc">
            {drafts.map((draft, at) => (
              <ClassFields
                key={draft.name}
                draft={draft}
                isLast={at === drafts.length - 1}
                onChange={(to) =>
                  setDrafts(drafts.map((one) => (one.name === draft.name ? { ...one, ...to } : one)))
                }
                onRemove={drafts.length > 1 ? () => setDrafts(without(drafts, draft.name)) : null}
              />
            ))}
          </ol>
        </Card>
      ) : (
        <Banner tone="info" title={t('console.abc.readOnly')} />
      )}
      {classes === null ? (
        <Banner tone="warn" live="status" title={t('console.abc.preview.wrong')} />
      ) : (
        <Preview classes={classes} />
      )}
      {saving.error ? <Failure error={saving.error} /> : null}
      {settings.mayEdit ? (
        <div className="cc-actions">
          <Button
            icon={PlusIcon}
            disabled={more === null}
            onClick={() => (more === null ? undefined : setDrafts(more))}
          >
            {t('console.abc.add')}
          </Button>
          <Button
            type="submit"
            variant="primary"
            busy={saving.isPending}
            disabled={!isChanged || classes === null}
          >
            {t('console.abc.save')}
          </Button>
          {isChanged ? <span className="cc-muted">{t('console.abc.unsaved')}</span> : null}
        </div>
      ) : null}
    </form>
  )
}

interface ClassFieldsProps {
  readonly draft: AbcDraft
  readonly isLast: boolean
  readonly onChange: (to: Partial<AbcDraft>) => void
  /** Null for the only one. */
  readonly onRemove: (() => void) | null
}

function ClassFields({ draft, isLast, onChange, onRemove }: ClassFieldsProps) {
  const t = useT()
  return (
    <li>
      <fieldset className="c-fieldset c-abc-class">
        <legend>
          {t('console.abc.class')} {draft.name}
        </legend>
        <NumberField
          label={t('console.abc.through')}
          value={draft.through}
          readOnly={isLast}
          onChange={(event) => onChange({ through: event.currentTarget.value })}
        />
        <NumberField
          label={t('console.abc.every')}
          value={draft.every}
          onChange={(event) => onChange({ every: event.currentTarget.value })}
        />
        {onRemove ? (
          <IconButton
            icon={CloseIcon}
            label={t('console.abc.remove', { name: draft.name })}
            onClick={onRemove}
          />
        ) : null}
      </fieldset>
    </li>
  )
}

function Preview({ classes }: { readonly classes: AbcClass[] }) {
  const t = useT()
  const call = useCall()
  const asked = useSettled(JSON.stringify(classes))
  const query = useQuery(
    queryOptions({
      queryKey: [...key, 'preview', asked],
      // What this page wrote itself a moment ago.
      queryFn: () => call(routes.abcPreview, { body: { classes: JSON.parse(asked) as AbcClass[] } }),
      placeholderData: keepPreviousData,
    }),
  )
  return (
    <Loaded query={query}>
      {(preview) => (
        <Card flush title={t('console.abc.preview')}>
          <PreviewTable preview={preview} />
          <p className="c-figure-note c-abc-note">
            {t('console.abc.preview.note', { byUse: preview.byUse, byStock: preview.byStock })}
          </p>
        </Card>
      )}
    </Loaded>
  )
}

function PreviewTable({ preview }: { readonly preview: AbcPreview }) {
  const t = useT()
  const locale = useLocale()
  return (
    <DataTable caption={t('console.abc.preview')} className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.abc.class')}</HeaderCell>
          <HeaderCell align="end">{t('console.abc.products')}</HeaderCell>
          <HeaderCell align="end" className="c-wide">
            {t('console.abc.every')}
          </HeaderCell>
          <HeaderCell align="end">{t('console.abc.countsAYear')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {preview.rows.map((row) => (
          <Row key={row.name}>
            <RowHeader>{row.name}</RowHeader>
            <Cell align="end">{formatCount(row.products, locale)}</Cell>
            <Cell align="end" className="c-wide">
              {formatCount(row.everyDays, locale)}
            </Cell>
            <Cell align="end">{formatCount(row.countsAYear, locale)}</Cell>
          </Row>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <RowHeader>{t('console.abc.inAll')}</RowHeader>
          <Cell align="end">{formatCount(preview.products, locale)}</Cell>
          <Cell className="c-wide" />
          <Cell align="end">{formatCount(preview.countsAYear, locale)}</Cell>
        </tr>
      </tfoot>
    </DataTable>
  )
}

function useSave(seen: string) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return useMutation({
    mutationFn: (classes: AbcClass[]) => call(routes.saveAbc, { body: { seen, classes } }),
    onSuccess: async (settings) => {
      queries.setQueryData(key, settings)
      toast({ text: t('console.abc.saved') })
      await queries.invalidateQueries({ queryKey: ['figures'] })
    },
  })
}
