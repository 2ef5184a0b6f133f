import * as core from 'zod/v4/core'
import { plainObjectTest } from './plain-test.ts'
import { ScanEvent } from './scan-event.ts'

const kinds = ScanEvent.def.options.map((kind) => new core.$ZodObjectJIT(kind.def))
const compiled = new core.$ZodDiscriminatedUnion({ ...ScanEvent.def, discriminator: 'kind', options: kinds })
const plainTests = new Map(
  ScanEvent.def.options.map(({ shape }) => [shape.kind.def.values[0], plainObjectTest(shape)]),
)

/**
 * Parses by the very schema of `ScanEvent`, each kind of it compiled to code: a server reads tens of thousands in a second. Most are
 * right as they stand, which costs less to see than to build anew. Not for pages, whose security policy forbids code made of text.
 */
export function parseScanEvent(raw: unknown): core.util.SafeParseResult<ScanEvent> {
  if (isRightAsItStands(raw)) return { success: true, data: raw }
  return core.safeParse(compiled, raw) as core.util.SafeParseResult<ScanEvent>
}

function isRightAsItStands(raw: unknown): raw is ScanEvent {
  if (typeof raw !== 'object' || raw === null || !('kind' in raw)) return false
  return plainTests.get(raw.kind as ScanEvent['kind'])?.(raw) === true
}
