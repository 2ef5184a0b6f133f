import { routes, urlOf } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { Banner, Button, CheckIcon, Code } from '@cyclecount/ui'
import { useMutation } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { ExportButton } from '../../parts/export-button.tsx'
import { Failure } from '../../parts/failure.tsx'
import { useCall } from '../../server/context.tsx'

export interface AuditProofProps {
  readonly facilityId: FacilityId
  readonly facilityName: string
}

/** What an auditor asks of a log: is it as it was written, and all of it in a file. */
export function AuditProof({ facilityId, facilityName }: AuditProofProps) {
  const t = useT()
  const call = useCall()
  const verdict = useMutation({
    mutationFn: () => call(routes.auditVerdict, { params: { facilityId } }),
  })
  const found = verdict.data
  return (
    <>
      <div className="cc-toolbar">
        <Button icon={CheckIcon} busy={verdict.isPending} onClick={() => verdict.mutate()}>
          {t('console.audit.verify')}
        </Button>
        <ExportButton
          url={urlOf(routes.auditExport, { params: { facilityId } })}
          name={t('console.audit.file', { facility: facilityName })}
        />
      </div>
      {verdict.error ? <Failure error={verdict.error} onRetry={() => verdict.mutate()} /> : null}
      {found === undefined ? null : found.broken === null ? (
        <Banner tone="ok" live="status" title={t('console.audit.whole', { n: found.rows })}>
          {found.hash === null ? null : (
            <p>
              {t('console.audit.sealedWith')} <Code>{found.hash}</Code>
            </p>
          )}
        </Banner>
      ) : (
        <Banner tone="bad" live="alert" title={t('console.audit.broken')}>
          <p>{found.broken.message}</p>
          <p>{t('console.audit.broken.words', { n: found.rows })}</p>
        </Banner>
      )}
    </>
  )
}
