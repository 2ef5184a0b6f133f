import { BusyMark } from '@cyclecount/ui'

/** Stands for a moment where a screen is on its way. */
export function PageBusy() {
  return (
    <main className="s-centre">
      <BusyMark />
    </main>
  )
}
