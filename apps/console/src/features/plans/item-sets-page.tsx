import { routes, type BodyOf, type ReplyOf } from '@cyclecount/contract'
import { Button, Card, EmptyState, PlusIcon, RunsIcon, TextField, useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { useCall } from '../../server/context.tsx'
import { itemSetsQuery, keys } from '../../server/queries.ts'
import { ItemSetEditor } from './item-set-editor.tsx'
import { formOfSet, setFromForm } from './plan-form.ts'

type SavedSet = ReplyOf<typeof routes.listItemSets>['itemSets'][number]

/** Sets of items by a name, for any number of plans. */
export function ItemSetsPage() {
  const t = useT()
  const query = useQuery(itemSetsQuery(useCall()))
  const [open, setOpen] = useState<SavedSet | 'new' | null>(null)
  return (
    <Page
      title={t('console.sets.title')}
      over={<Link to="/plans">{t('console.plans.title')}</Link>}
      note={t('console.sets.note')}
      actions={
        open === null ? (
          <Button variant="primary" onClick={() => setOpen('new')}>
            <PlusIcon />
            {t('console.sets.new')}
          </Button>
        ) : null
      }
    >
      {open === null ? (
        <Loaded query={query}>{({ itemSets }) => <Sets sets={itemSets} onOpen={setOpen} />}</Loaded>
      ) : (
        <SetForm set={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </Page>
  )
}

function Sets({
  sets,
  onOpen,
}: {
  readonly sets: readonly SavedSet[]
  readonly onOpen: (set: SavedSet) => void
}) {
  const t = useT()
  if (sets.length === 0)
    return (
      <Card>
        <EmptyState icon={RunsIcon} title={t('console.sets.none')}>
          {t('console.sets.none.words')}
        </EmptyState>
      </Card>
    )
  return (
    <ul className="c-stack c-plain-list">
      {sets.map((set) => (
        <li key={set.itemSetId}>
          <Card>
            <div className="c-run-note">
              <h2 className="c-grow">{set.name}</h2>
              {set.mayEdit ? (
                <Button onClick={() => onOpen(set)}>{t('console.sets.change', { name: set.name })}</Button>
              ) : null}
            </div>
            <p>{set.itemSet.parts.map((part) => t(`console.plans.part.${part.kind}`)).join(' · ')}</p>
            <p className="cc-muted">{t('console.sets.by', { person: set.madeBy })}</p>
          </Card>
        </li>
      ))}
    </ul>
  )
}

function SetForm({ set, onClose }: { readonly set: SavedSet | null; readonly onClose: () => void }) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  const [name, setName] = useState(set?.name ?? '')
  const [items, setItems] = useState(() =>
    set
      ? formOfSet(set.itemSet)
      : { everything: false, parts: [{ key: '0', kind: 'category' as const, chosen: [], typed: '' }] },
  )
  const [tried, setTried] = useState(false)
  const itemSet = savedSet(setFromForm(items))
  const saving = useMutation({
    mutationFn: ({ body, isRetired }: { body: BodyOf<typeof routes.saveItemSet>; isRetired: boolean }) =>
      set === null
        ? call(routes.saveItemSet, { body })
        : call(routes.changeItemSet, {
            params: { itemSetId: set.itemSetId },
            body: { ...body, edits: set.edits, isRetired },
          }),
    onSuccess: async (_, { isRetired }) => {
      await queries.invalidateQueries({ queryKey: keys.itemSets })
      toast({ text: t(isRetired ? 'console.sets.retired' : 'console.sets.saved', { name: name.trim() }) })
      onClose()
    },
  })
  return (
    <Card className="c-form-card">
      <form
        noValidate
        className="c-stack"
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (itemSet && name.trim() !== '')
            saving.mutate({ body: { name: name.trim(), itemSet }, isRetired: false })
        }}
      >
        <TextField
          label={t('console.plan.name')}
          required
          maxLength={120}
          value={name}
          error={tried && name.trim() === '' ? t('console.plans.fault.name') : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ItemSetEditor
          isSaved
          value={items}
          error={tried && !itemSet ? t('console.plans.fault.items') : undefined}
          onChange={setItems}
        />
        {saving.error ? <Failure error={saving.error} /> : null}
        <div className="cc-actions">
          <Button type="submit" variant="primary" busy={saving.isPending}>
            {t('console.plans.save')}
          </Button>
          <Button onClick={onClose}>{t('console.cancel')}</Button>
          {set === null ? null : (
            <Button
              onClick={() =>
                saving.mutate({ body: { name: set.name, itemSet: set.itemSet }, isRetired: true })
              }
            >
              {t('console.sets.retire')}
            </Button>
          )}
        </div>
      </form>
    </Card>
  )
}

type Saved = BodyOf<typeof routes.saveItemSet>['itemSet']

function savedSet(set: ReturnType<typeof setFromForm>): Saved | null {
  if (set === null || set.kind === 'everything') return null
  return { kind: 'any-of', parts: set.parts.flatMap((part) => (part.kind === 'saved' ? [] : [part])) }
}
