import { routes, type BodyOf, type RulesReply } from '@cyclecount/contract'
import {
  Banner,
  Button,
  Card,
  Checkbox,
  NumberField,
  PlusIcon,
  formatQuantity,
  parseLocalNumber,
  useLive,
  useLocale,
} from '@cyclecount/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { DryRunPanel } from './dry-run-panel.tsx'
import { LayerEditor } from './layer-editor.tsx'
import {
  emptyLayer,
  formOf,
  rulesFromForm,
  type LayerForm,
  type Numbers,
  type RulesForm,
} from './rules-form.ts'

type SaveBody = BodyOf<typeof routes.saveRules>

export interface RulesEditorProps {
  readonly reply: RulesReply
  /** What the new version begins with. */
  readonly version: RulesReply['versions'][number]
  readonly onClose: () => void
}

/** A new version of the rules, with what it would have done beside it. */
export function RulesEditor({ reply, version, onClose }: RulesEditorProps) {
  const t = useT()
  const locale = useLocale()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  const numbers: Numbers = {
    parse: (typed) => parseLocalNumber(typed, locale),
    write: (milli) => formatQuantity(milli, locale),
  }
  const [form, setForm] = useState<RulesForm>(() => formOf(version.rules, numbers))
  const [tried, setTried] = useState(false)
  const [saving, setSaving] = useState<SaveBody['rules'] | null>(null)
  const { rules, faults } = rulesFromForm(form, numbers)
  const next = version.version + 1

  const changeLayer = (changed: LayerForm): void =>
    setForm({ ...form, layers: form.layers.map((layer) => (layer.key === changed.key ? changed : layer)) })
  const ask = (): void => {
    setTried(true)
    setSaving(rules)
  }

  return (
    <div className="c-rules">
      <form
        noValidate
        className="c-stack"
        onSubmit={(event) => {
          event.preventDefault()
          ask()
        }}
      >
        <Checkbox
          label={t('console.rules.automatic')}
          checked={form.isAutomatic}
          onChange={(event) => setForm({ ...form, isAutomatic: event.currentTarget.checked })}
        />
        {form.layers.map((layer) => (
          <LayerEditor
            key={layer.key}
            layer={layer}
            choices={reply.choices}
            faults={tried ? faults : new Set()}
            onChange={changeLayer}
            onRemove={() => setForm({ ...form, layers: form.layers.filter(({ key }) => key !== layer.key) })}
          />
        ))}
        <div className="cc-actions">
          <Button
            icon={PlusIcon}
            onClick={() => setForm({ ...form, layers: [...form.layers, emptyLayer(crypto.randomUUID())] })}
          >
            {t('console.rules.addLayer')}
          </Button>
        </div>
        <fieldset className="c-fieldset">
          <legend>{t('console.rules.recounts')}</legend>
          <Checkbox
            label={t('console.rules.byAnother')}
            checked={form.byAnother}
            onChange={(event) => setForm({ ...form, byAnother: event.currentTarget.checked })}
          />
          <NumberField
            label={t('console.rules.agreeWithin')}
            value={form.agreeWithin}
            error={tried && faults.has('agreeWithin') ? t('console.rules.fault') : undefined}
            onChange={(event) => setForm({ ...form, agreeWithin: event.currentTarget.value })}
          />
        </fieldset>
        {tried && faults.size > 0 ? (
          <Banner tone="warn" live="alert" title={t('console.rules.faults')} />
        ) : null}
        <div className="cc-actions">
          <Button type="submit" variant="primary">
            {t('console.rules.save', { n: next })}
          </Button>
          <Button onClick={onClose}>{t('console.rules.discard')}</Button>
        </div>
      </form>
      <Card>
        <DryRunPanel rules={rules} onFaulty={() => setTried(true)} />
      </Card>
      <ReasonDialog
        open={saving !== null}
        title={t('console.rules.save', { n: next })}
        words={t('console.rules.save.words')}
        action={t('console.rules.save', { n: next })}
        onClose={() => setSaving(null)}
        onConfirm={async (reason) => {
          if (saving === null) return
          await call(routes.saveRules, { body: { basedOn: version.version, rules: saving, reason } })
          toast({ text: t('console.rules.saved', { n: next }) })
          await queries.invalidateQueries({ queryKey: keys.rules })
          onClose()
        }}
      />
    </div>
  )
}
