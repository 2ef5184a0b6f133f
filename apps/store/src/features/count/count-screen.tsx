import {
  Button,
  emptyKeypad,
  IconButton,
  keypadOutcome,
  keypadReducer,
  KeypadIcon,
  MinusIcon,
  PhoneShell,
  PlusIcon,
  ScanField,
  useLive,
} from '@cyclecount/ui'
import { ONE, type CountItem } from '@cyclecount/domain'
import { startTransition, useCallback, useEffect, useMemo, useReducer, useState } from 'react'
import { useLocation } from 'wouter'
import { usePreferences } from '../../app/device-context.tsx'
import { laterPart } from '../../app/later-part.tsx'
import { useT } from '../../i18n/use-t.ts'
import { SyncBadge } from '../sync/sync-badge.tsx'
import { BinStrip } from './bin-strip.tsx'
import { lineOfItem, type CountController } from './count-controller.ts'
import { itemOfLast, progress, type CountModel } from './count-model.ts'
import { LastCard } from './last-card.tsx'
import type { Over } from './over.ts'
import { requestOf, targetOf } from './quantity-target.ts'
import { spokenLast } from './spoken-last.ts'

// The lists come with the screen, not before it: nothing of them is needed to scan. Asked for as soon as the screen is, so that
// they are here where it is shown without a network.
const lists = laterPart(() => import('./count-lists.tsx').then(({ CountLists }) => CountLists))
lists.ask().catch(() => undefined)

// What lies over the screen comes after it: the first scan waits for nothing.
const sheets = laterPart(() => import('./count-sheets.tsx').then(({ CountSheets }) => CountSheets))

/** Above this a quantity keyed in is not taken over by a scan without being confirmed. */
const SURE_MILLI = 999 * ONE

/** The screen of a count: what was last scanned, at arm's length; the field; the thumb's keys; the lists. */
export function CountScreen({ controller }: { readonly controller: CountController }) {
  const t = useT()
  const { announce } = useLive()
  const { hand } = usePreferences()
  const [, go] = useLocation()
  // Everything but the card comes after it: the result of a scan waits for no list.
  const model = useModelSoon(controller)
  const [over, setOver] = useState<Over>({ kind: 'nothing' })
  const [keypad, dispatch] = useReducer(keypadReducer, emptyKeypad)
  const { last } = model
  const item = itemOfLast(model)

  const done = useMemo(() => progress(model), [model])

  useEffect(() => {
    const spoken = last && spokenLast(last, model, t)
    if (spoken) announce(spoken.text, spoken.politeness)
    // Said once per capture, whatever else of the model changes.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [last?.id])

  const open = useCallback((next: Over): void => {
    dispatch({ type: 'clear' })
    dispatch({ type: 'mode', mode: 'set' })
    setOver(next)
  }, [])
  const close = (): void => open({ kind: 'nothing' })

  /** A scan ends what was being keyed: it is taken over first, so that both count. */
  function onCode(raw: string): void {
    if (over.kind === 'quantity') {
      const outcome = keypadOutcome(keypad, over.target.currentMilli)
      if (outcome && outcome.resultMilli <= SURE_MILLI) {
        void controller.capture(requestOf(over.target, outcome))
        close()
      }
    }
    controller.scan(raw)
  }

  return (
    <PhoneShell
      title={model.area?.areaName ?? t('store.count.title')}
      note={progressWords()}
      back={{ label: t('store.areas.title'), onBack: () => go('/') }}
      aside={<SyncBadge />}
      hand={hand}
      bar={
        <>
          <StepKey sign="minus" item={item} controller={controller} />
          <Button
            size="scan-primary"
            data-grow
            icon={KeypadIcon}
            aria-disabled={item === null || undefined}
            onClick={() => {
              const now = controller.model()
              const counted = itemOfLast(now)
              if (counted) open({ kind: 'quantity', target: targetOf(now, counted) })
            }}
          >
            {t('store.count.quantity')}
          </Button>
          <StepKey sign="plus" item={item} controller={controller} />
        </>
      }
    >
      <BinStrip model={model} onOpen={() => open({ kind: 'bins' })} onFind={() => open({ kind: 'find' })} />
      <LastCard controller={controller} onOver={open} />
      <ScanField onCode={onCode} />
      <lists.Part model={model} controller={controller} onOver={open} />
      <sheets.Part
        over={over}
        model={model}
        controller={controller}
        keypad={keypad}
        dispatch={dispatch}
        onOver={open}
      />
    </PhoneShell>
  )

  function progressWords(): string {
    if (!done) return t('store.count.lines', { n: model.items.size })
    return t(done.of === 'bins' ? 'store.count.binsDone' : 'store.count.itemsDone', {
      done: done.done,
      total: done.total,
    })
  }
}

/** What the count has come to, drawn when there is time. */
function useModelSoon(controller: CountController): CountModel {
  const [model, setModel] = useState(controller.model)
  useEffect(() => {
    const draw = (): void => startTransition(() => setModel(controller.model()))
    // What was captured before it listened.
    draw()
    return controller.subscribe(draw)
  }, [controller])
  return model
}

interface StepKeyProps {
  readonly sign: 'plus' | 'minus'
  readonly item: CountItem | null
  readonly controller: CountController
}

/** One more or one less of what the card shows; an event of its own, like everything. */
function StepKey({ sign, item, controller }: StepKeyProps) {
  const t = useT()
  const quantityMilli = sign === 'plus' ? ONE : -ONE
  const isEnough = (of: CountItem | null): of is CountItem =>
    of !== null && of.quantityMilli + quantityMilli >= 0
  return (
    <IconButton
      size="scan-primary"
      icon={sign === 'plus' ? PlusIcon : MinusIcon}
      label={t(sign === 'plus' ? 'store.count.more' : 'store.count.less')}
      aria-disabled={!isEnough(item) || undefined}
      onClick={() => {
        const counted = itemOfLast(controller.model())
        if (isEnough(counted))
          void controller.capture({ kind: 'hand', line: lineOfItem(counted), packUnits: 1, quantityMilli })
      }}
    />
  )
}
