import { useReducer, useState } from 'react'
import {
  Button,
  CameraIcon,
  Code,
  IconButton,
  KeyPad,
  KeypadIcon,
  LastScanCard,
  MinusIcon,
  PhoneShell,
  PlusIcon,
  ScanField,
  Sheet,
  SyncChip,
  emptyKeypad,
  keypadReducer,
  type ScanResult,
} from '../src/index.ts'
import { Frame } from './frame.tsx'
import { Section } from './section.tsx'

const packs = [
  { size: 6, label: '× 6 inner' },
  { size: 12, label: '× 12 case' },
]

/** The parts of the scan screen, and the screen itself. */
export function ScanSection() {
  return (
    <Section title="Scan path">
      <div className="g-frames">
        <Frame name="scan" title="The scan screen" />
        <div style={{ flex: '1 1 20rem', maxInlineSize: '22.5rem' }}>
          <Pad />
        </div>
      </div>
      <div className="g-grid">
        <LastScanCard
          result="ambiguous"
          scanId="1"
          status="Also counted in A-13"
          name="Oak serving board with a juice groove, 40 cm, oiled"
          detail={<Code>WOD-0033 · …8812</Code>}
          quantityMilli={1_250_000}
          deltaMilli={1000}
          onUndo={() => undefined}
        />
        <LastScanCard
          result="unknown"
          scanId="2"
          name={<Code>2012345678906</Code>}
          detail="Kept. Someone can match it later."
          quantityMilli={1000}
          deltaMilli={1000}
          onUndo={() => undefined}
          actions={
            <>
              <Button size="scan">Search item</Button>
              <Button size="scan">Take photo</Button>
            </>
          }
        />
        <LastScanCard
          result="rejected"
          scanId="3"
          status="Another person has A-12"
          name="Enamel mug, cobalt, 350 ml"
          detail="Ben took over at 10:44. This scan was not counted."
          quantityMilli={null}
          actions={
            <Button size="scan" variant="primary">
              I have seen it
            </Button>
          }
        />
        <LastScanCard
          result="undone"
          scanId="4"
          name="Enamel mug, cobalt, 350 ml"
          quantityMilli={6000}
          deltaMilli={-1000}
        />
        <LastScanCard
          result="counted"
          scanId="5"
          name="Coffee beans, dark roast"
          detail={<Code>COF-0102 · …4410</Code>}
          quantityMilli={12_375_250}
          unit="kg"
          deltaMilli={1250}
          onUndo={() => undefined}
          onQuantity={() => undefined}
        />
      </div>
    </Section>
  )
}

function Pad() {
  const [state, dispatch] = useReducer(keypadReducer, {
    ...emptyKeypad,
    terms: [{ amountMilli: 3000, packSize: 12 }],
    entry: '5',
  })
  return (
    <KeyPad
      state={state}
      dispatch={dispatch}
      currentMilli={7000}
      packs={packs}
      decimals
      onCommit={() => undefined}
    />
  )
}

interface Shown {
  readonly result: ScanResult
  readonly name: string
  readonly quantityMilli: number
  readonly scans: number
}

/** The scan screen as the store app builds it. Scan or type into it: what starts with 2 is unknown. */
export function ScanFrame() {
  const [shown, setShown] = useState<Shown>({
    result: 'counted',
    name: 'Enamel mug, cobalt, 350 ml',
    quantityMilli: 7000,
    scans: 7,
  })
  const [open, setOpen] = useState(false)
  const [state, dispatch] = useReducer(keypadReducer, emptyKeypad)
  const unknown = shown.result === 'unknown'

  function scanned(raw: string): void {
    setShown((last) => ({
      result: raw.startsWith('2') ? 'unknown' : 'counted',
      name: raw.startsWith('2') ? raw : 'Enamel mug, cobalt, 350 ml',
      quantityMilli: last.quantityMilli + 1000,
      scans: last.scans + 1,
    }))
  }

  function undo(): void {
    setShown((last) => ({
      ...last,
      result: 'undone',
      quantityMilli: last.quantityMilli - 1000,
      scans: last.scans - 1,
    }))
  }

  return (
    <PhoneShell
      title="A-12 Mugs and glasses"
      note="37 of 52 counted"
      back={{ label: 'My areas', onBack: () => undefined }}
      aside={<SyncChip size="scan" kind="saved-here" count={shown.scans} onOpen={() => undefined} />}
      bar={
        <>
          <IconButton size="scan" icon={MinusIcon} label="One less" />
          <Button size="scan" icon={KeypadIcon} data-grow onClick={() => setOpen(true)}>
            Quantity
          </Button>
          <IconButton size="scan" icon={PlusIcon} label="One more" />
          <IconButton size="scan" icon={CameraIcon} label="Camera" />
        </>
      }
    >
      <LastScanCard
        result={shown.result}
        scanId={String(shown.scans)}
        name={unknown ? <Code>{shown.name}</Code> : shown.name}
        detail={<Code>MUG-0417 · …3931</Code>}
        quantityMilli={shown.quantityMilli}
        deltaMilli={shown.result === 'undone' ? -1000 : 1000}
        onUndo={undo}
        onQuantity={() => setOpen(true)}
      />
      <ScanField onCode={scanned} />
      <ul className="cc-list">
        {['Enamel mug, cobalt', 'Glass carafe, 1 l', 'Linen tea towel'].map((name) => (
          <li key={name} style={{ paddingInline: 0 }}>
            <span style={{ flex: 1 }}>
              {name}
              <br />
              <span className="cc-muted">10:41</span>
            </span>
            <strong style={{ fontSize: '1.25rem' }}>+1</strong>
          </li>
        ))}
      </ul>
      <Sheet open={open} onClose={() => setOpen(false)} title="Enamel mug, cobalt, 350 ml">
        <KeyPad
          state={state}
          dispatch={dispatch}
          currentMilli={shown.quantityMilli}
          packs={packs}
          onCommit={({ resultMilli }) => {
            setShown({ ...shown, quantityMilli: resultMilli })
            dispatch({ type: 'clear' })
            setOpen(false)
          }}
        />
      </Sheet>
    </PhoneShell>
  )
}
