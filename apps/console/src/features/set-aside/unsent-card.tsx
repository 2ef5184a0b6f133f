import { MAX_UNSENT_BYTES, routes, type UnsentFile } from '@cyclecount/contract'
import { Banner, BusyMark, Card, Field } from '@cyclecount/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall } from '../../server/context.tsx'
import { useRun } from '../run/run-context.ts'
import { UnsentPlan } from './unsent-plan.tsx'
import { readUnsent, type ReadFile } from './unsent-file.ts'

/** Faults shown; the rest is counted. */
const MOST_FAULTS = 20

/** Takes in what a device saved to a file: chosen, read, shown, and only then taken in. */
export function UnsentCard() {
  const t = useT()
  const call = useCall()
  const { facilityId } = useRun()
  const [chosen, setChosen] = useState(0)
  const [wrong, setWrong] = useState<Exclude<ReadFile, { kind: 'read' }> | null>(null)
  const looking = useMutation({
    mutationFn: async (chosenFile: File) => {
      const read = chosenFile.size > MAX_UNSENT_BYTES ? tooLarge : readUnsent(await chosenFile.text())
      setWrong(read.kind === 'read' ? null : read)
      if (read.kind !== 'read') return null
      const check = await call(routes.checkUnsent, { params: { facilityId }, body: read.file })
      return { file: read.file, check }
    },
  })
  function another(): void {
    setWrong(null)
    looking.reset()
    setChosen(chosen + 1)
  }
  return (
    <Card title={t('console.unsent.title')} className="c-unsent" id="unsent">
      <div className="c-stack">
        <p>{t('console.unsent.words')}</p>
        <Field label={t('console.unsent.choose')} hint={t('console.unsent.choose.hint')}>
          {({ required: _, ...control }) => (
            <input
              key={chosen}
              type="file"
              accept=".json,application/json"
              className="cc-input c-file"
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? []
                if (file) looking.mutate(file)
                else another()
              }}
              {...control}
            />
          )}
        </Field>
        {looking.isPending ? (
          <p role="status">
            <BusyMark /> {t('console.unsent.reading')}
          </p>
        ) : null}
        {wrong === null ? null : <Wrong wrong={wrong} />}
        {looking.error ? <Failure error={looking.error} /> : null}
        {looking.data ? (
          <UnsentPlan
            key={looking.submittedAt}
            file={looking.data.file satisfies UnsentFile}
            check={looking.data.check}
            onAnother={another}
          />
        ) : null}
      </div>
    </Card>
  )
}

const tooLarge = { kind: 'too-large' } as const

function Wrong({ wrong }: { readonly wrong: Exclude<ReadFile, { kind: 'read' }> }) {
  const t = useT()
  switch (wrong.kind) {
    case 'too-large': {
      const n = MAX_UNSENT_BYTES / 1_048_576
      return <Banner tone="bad" live="alert" title={t('console.unsent.tooLarge', { n })} />
    }
    case 'not-json':
      return <Banner tone="bad" live="alert" title={t('console.unsent.notJson')} />
    case 'wrong': {
      const { faults } = wrong
      return (
        <Banner tone="bad" live="alert" title={t('console.unsent.wrong', { n: faults.length })}>
          <ul>
            {faults.slice(0, MOST_FAULTS).map((fault) => (
              <li key={`${fault.path} ${fault.what}`}>{t('console.unsent.fault', fault)}</li>
            ))}
            {faults.length > MOST_FAULTS ? (
              <li>{t('console.unsent.more', { n: faults.length - MOST_FAULTS })}</li>
            ) : null}
          </ul>
        </Banner>
      )
    }
  }
}
