import * as core from 'zod/v4/core'
import { ScanEvent } from './scan-event.ts'

const kinds = ScanEvent.def.options.map((kind) => new core.$ZodObjectJIT(kind.def))
const compiled = new core.$ZodDiscriminatedUnion({ ...ScanEvent.def, discriminator: 'kind', options: kinds })

/**
 * Parses by the very schema of `ScanEvent`, each kind of it compiled to code: a server reads tens of thousands in a second. Not for
 * pages, whose security policy forbids code made of text.
 */
export function parseScanEvent(raw: unknown): core.util.SafeParseResult<ScanEvent> {
  return core.safeParse(compiled, raw) as core.util.SafeParseResult<ScanEvent>
}
