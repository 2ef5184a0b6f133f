import { Button, PlusIcon, SegmentedControl, Select, TextAreaField } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall } from '../../server/context.tsx'
import { itemSetsQuery, planChoicesQuery } from '../../server/queries.ts'
import { CheckList } from './check-list.tsx'
import { partKinds, type PartForm, type PartKind, type SetForm } from './plan-form.ts'

export interface ItemSetEditorProps {
  readonly value: SetForm
  readonly onChange: (value: SetForm) => void
  readonly error?: string | undefined
  /** A saved set names its items: it is neither everything nor made of saved sets. */
  readonly isSaved?: boolean
}

/** Which items are counted: everything, or what any of several parts names. */
export function ItemSetEditor({ value, onChange, error, isSaved = false }: ItemSetEditorProps) {
  const t = useT()
  const add = () => {
    const key = String(Math.max(0, ...value.parts.map((part) => Number(part.key) + 1)))
    onChange({ everything: false, parts: [...value.parts, { key, kind: 'category', chosen: [], typed: '' }] })
  }
  return (
    <div className="c-stack">
      {isSaved ? null : (
        <div className="c-field-group">
          <span className="cc-field-label" aria-hidden="true">
            {t('console.plan.type')}
          </span>
          <SegmentedControl
            label={t('console.plan.type')}
            value={value.everything ? 'HARD_COUNT' : 'DIRECTED_COUNT'}
            options={[
              { value: 'HARD_COUNT', label: t('console.plans.everything') },
              { value: 'DIRECTED_COUNT', label: t('console.run.type.DIRECTED_COUNT') },
            ]}
            onChange={(type) => {
              if (type === 'HARD_COUNT') onChange({ ...value, everything: true })
              else if (value.parts.length === 0) add()
              else onChange({ ...value, everything: false })
            }}
          />
          <p className="cc-field-hint">
            {t(value.everything ? 'console.plans.everything.words' : 'console.plans.items.words')}
          </p>
        </div>
      )}
      {value.everything ? null : (
        <>
          {value.parts.map((part) => (
            <PartEditor
              key={part.key}
              part={part}
              isSaved={isSaved}
              onChange={(changed) =>
                onChange({
                  ...value,
                  parts: value.parts.map((one) => (one.key === part.key ? changed : one)),
                })
              }
              onRemove={() =>
                onChange({ ...value, parts: value.parts.filter((one) => one.key !== part.key) })
              }
            />
          ))}
          {error ? <p className="cc-field-error">{error}</p> : null}
          <div className="cc-actions">
            <Button onClick={add}>
              <PlusIcon />
              {t(value.parts.length === 0 ? 'console.plans.part.add' : 'console.plans.part.addMore')}
            </Button>
          </div>
        </>
      )}
    </div>
  )
}

interface PartProps {
  readonly part: PartForm
  readonly isSaved: boolean
  readonly onChange: (part: PartForm) => void
  readonly onRemove: () => void
}

function PartEditor({ part, isSaved, onChange, onRemove }: PartProps) {
  const t = useT()
  const kinds: readonly PartKind[] = partKinds.filter((kind) => !isSaved || kind !== 'saved')
  return (
    <fieldset className="c-fieldset">
      <legend>{t(`console.plans.part.${part.kind}`)}</legend>
      <Select
        label={t('console.plans.part')}
        value={part.kind}
        onChange={(event) => {
          const kind = kinds.find((one) => one === event.currentTarget.value)
          if (kind) onChange({ ...part, kind, chosen: [], typed: '' })
        }}
        options={kinds.map((kind) => ({ value: kind, label: t(`console.plans.part.${kind}`) }))}
      />
      {part.kind === 'skus' || part.kind === 'place' ? (
        <TextAreaField
          label={t(part.kind === 'skus' ? 'console.plans.skus' : 'console.plans.bins')}
          hint={t('console.plans.typed.hint')}
          rows={3}
          value={part.typed}
          onChange={(event) => onChange({ ...part, typed: event.currentTarget.value })}
        />
      ) : null}
      {part.kind === 'skus' ? null : part.kind === 'saved' ? (
        <SavedChoice part={part} onChange={onChange} />
      ) : (
        <NameChoice part={part} kind={part.kind} onChange={onChange} />
      )}
      <div className="cc-actions">
        <Button size="s" onClick={onRemove}>
          {t('console.plans.part.remove', { what: t(`console.plans.part.${part.kind}`) })}
        </Button>
      </div>
    </fieldset>
  )
}

function NameChoice({
  part,
  kind,
  onChange,
}: Pick<PartProps, 'part' | 'onChange'> & { readonly kind: Exclude<PartKind, 'skus' | 'saved'> }) {
  const t = useT()
  const query = useQuery(planChoicesQuery(useCall()))
  return (
    <Loaded query={query} lines={3}>
      {({ categories, classes, suppliers, tags, zones }) => {
        const named = (names: readonly string[]) => names.map((value) => ({ value, label: value }))
        const options = {
          category: named(categories),
          abc: named(classes),
          supplier: named(suppliers),
          tag: named(tags),
          place: zones.map(({ code, name }) => ({ value: code, label: name, note: code })),
        }[kind]
        return (
          <CheckList
            label={t(`console.plans.choose.${kind}`)}
            options={options}
            chosen={new Set(part.chosen)}
            onChange={(chosen) => onChange({ ...part, chosen: [...chosen] })}
          />
        )
      }}
    </Loaded>
  )
}

function SavedChoice({ part, onChange }: Pick<PartProps, 'part' | 'onChange'>) {
  const t = useT()
  const query = useQuery(itemSetsQuery(useCall()))
  return (
    <Loaded query={query} lines={2}>
      {({ itemSets }) => (
        <Select
          label={t('console.plans.part.saved')}
          value={part.chosen[0] ?? ''}
          onChange={(event) => {
            const id = event.currentTarget.value
            onChange({ ...part, chosen: id === '' ? [] : [id] })
          }}
          options={[
            { value: '', label: t('console.plans.saved.choose') },
            ...itemSets.map(({ itemSetId, name }) => ({ value: itemSetId, label: name })),
          ]}
        />
      )}
    </Loaded>
  )
}
