import type { Failure } from './checks/witness.ts'
import type { Action, DevicePlan, Fate, History } from './history/history.ts'

/** Whether a history still breaks the rule; answers how. */
export type Trial = (history: History) => Promise<Failure | null>

const GOOD: Fate = { kind: 'good', up: 20, down: 20 }

/**
 * The history without everything that its failure does not need: deeds are left out in ever smaller pieces (delta debugging), then what
 * the network did is made good, one exchange after the other. What is left breaks the same rule.
 */
export async function shrink(history: History, failure: Failure, trial: Trial): Promise<History> {
  const fails = async (candidate: History) => (await trial(candidate))?.check === failure.check
  let smallest = history
  for (let size = -1; size !== sizeOf(smallest);) {
    size = sizeOf(smallest)
    smallest = await withFewerActions(smallest, fails)
    smallest = await withBetterNetwork(smallest, fails)
    smallest = await withTrueClocks(smallest, fails)
  }
  return smallest
}

type Fails = (history: History) => Promise<boolean>

async function withFewerActions(history: History, fails: Fails): Promise<History> {
  let actions: readonly Action[] = history.actions
  let piece = Math.ceil(actions.length / 2)
  while (piece >= 1) {
    let at = 0
    while (at < actions.length) {
      const fewer = [...actions.slice(0, at), ...actions.slice(at + piece)]
      if (await fails({ ...history, actions: fewer })) actions = fewer
      else at += piece
    }
    piece = piece === 1 ? 0 : Math.ceil(piece / 2)
  }
  return { ...history, actions }
}

async function withBetterNetwork(history: History, fails: Fails): Promise<History> {
  let smallest = history
  for (const index of history.devices.keys())
    for (const cargo of ['fates', 'photoFates'] as const)
      smallest = await withBetterLine(smallest, index, cargo, fails)
  return smallest
}

async function withBetterLine(
  history: History,
  index: number,
  cargo: 'fates' | 'photoFates',
  fails: Fails,
): Promise<History> {
  const plan = history.devices[index]
  const all = plan?.[cargo] ?? []
  if (!plan || all.length === 0) return history
  const better = withPlan(history, index, { ...plan, [cargo]: [] })
  if (await fails(better)) return better
  let smallest = history
  let left = all
  for (const [at, fate] of all.entries()) {
    if (fate.kind === 'good') continue
    const fewer = left.toSpliced(at, 1, GOOD)
    const candidate = withPlan(smallest, index, { ...plan, [cargo]: fewer })
    if (await fails(candidate)) [smallest, left] = [candidate, fewer]
  }
  return smallest
}

async function withTrueClocks(history: History, fails: Fails): Promise<History> {
  let smallest = history
  for (const [index, plan] of history.devices.entries()) {
    if (plan.clockMs === 0) continue
    const candidate = withPlan(smallest, index, { ...(smallest.devices[index] ?? plan), clockMs: 0 })
    if (await fails(candidate)) smallest = candidate
  }
  return smallest
}

function withPlan(history: History, index: number, plan: DevicePlan): History {
  return { ...history, devices: history.devices.with(index, plan) }
}

function sizeOf({ actions, devices }: History): number {
  const bad = devices
    .flatMap(({ fates, photoFates = [] }) => [...fates, ...photoFates])
    .filter((fate) => fate.kind !== 'good')
  return actions.length + bad.length
}
