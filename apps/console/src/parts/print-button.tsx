import { Button, PrintIcon } from '@cyclecount/ui'
import { useT } from '../i18n/use-t.ts'

/** Prints the page; what belongs to a screen only is left out, and tables behind charts are opened. */
export function PrintButton() {
  const t = useT()
  return (
    <Button icon={PrintIcon} onClick={() => window.print()}>
      {t('console.print')}
    </Button>
  )
}
