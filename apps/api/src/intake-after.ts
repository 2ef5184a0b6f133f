import type { Intake } from '@cyclecount/engine'

/**
 * Takes in when something else is over, such as the look at the logs at start: everything but pushes is answered meanwhile. Where it
 * failed every push does, with what it failed with, and devices come again.
 */
export function after(over: Promise<unknown>, intake: Intake): Intake {
  // Whoever pushes is told; nobody else waits for it.
  const settled = over.catch(() => undefined)
  return {
    push: async (device, body) => {
      await over
      return intake.push(device, body)
    },
    close: async () => {
      await settled
      await intake.close()
    },
  }
}
