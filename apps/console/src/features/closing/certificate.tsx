import { routes, type BodyOf, type CountClosing } from '@cyclecount/contract'
import { Badge, Banner, Button, Card, Code, DateTime, TextAreaField } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { useRun } from '../run/run-context.ts'
import { useClosingChange } from './use-closing-change.ts'

/** The store's certificate: who signed which words over which figures, and whether they still are those. */
export function Certificate({ closing }: { readonly closing: CountClosing }) {
  const t = useT()
  const run = useRun()
  const maySign = useMay()('decide', run.facilityId)
  return (
    <Card title={t('console.closing.certificate')}>
      <p className="c-figure-note">
        {t('console.closing.certificate.note')} <Code>{closing.figuresHash}</Code>
      </p>
      <ul className="c-certificates">
        {closing.certificates.map((certificate) => (
          <li key={certificate.signedAt}>
            <blockquote>{certificate.statement}</blockquote>
            <p>
              {certificate.signedBy} ·{' '}
              <DateTime at={certificate.signedAt} timeZone={run.timeZone} format="seconds" />{' '}
              <Badge tone={certificate.stands ? 'ok' : 'bad'}>
                {t(certificate.stands ? 'console.closing.stands' : 'console.closing.falls')}
              </Badge>
            </p>
          </li>
        ))}
      </ul>
      {!maySign ? null : closing.canBeSigned ? (
        <SignForm figuresHash={closing.figuresHash} />
      ) : (
        <Banner tone="info" title={t('console.closing.notYet')} />
      )}
    </Card>
  )
}

function SignForm({ figuresHash }: { readonly figuresHash: string }) {
  const t = useT()
  const call = useCall()
  const { runId, facilityName } = useRun()
  const [statement, setStatement] = useState(t('console.closing.statement.usual', { facility: facilityName }))
  const signing = useClosingChange(
    (body: BodyOf<typeof routes.signCount>) => call(routes.signCount, { params: { runId }, body }),
    t('console.closing.signed'),
  )
  return (
    <form
      className="c-stack"
      onSubmit={(event) => {
        event.preventDefault()
        signing.mutate({ statement: statement.trim(), figuresHash })
      }}
    >
      <TextAreaField
        label={t('console.closing.statement')}
        required
        rows={4}
        maxLength={2000}
        value={statement}
        onChange={(event) => setStatement(event.currentTarget.value)}
      />
      {signing.error ? <Failure error={signing.error} /> : null}
      <div className="cc-actions">
        <Button type="submit" variant="primary" busy={signing.isPending} disabled={statement.trim() === ''}>
          {t('console.closing.sign')}
        </Button>
      </div>
    </form>
  )
}
