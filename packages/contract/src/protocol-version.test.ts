import * as z from 'zod/mini'
import { expect, test } from 'vitest'
import { HeldPhotosBody, HeldPhotosReply, StorePhotoReply } from './photo.ts'
import { ScanEvent } from './scan-event.ts'
import {
  CataloguePage,
  MyAreas,
  PROTOCOL_VERSION,
  PushBody,
  PushReply,
  SessionLogReply,
  SessionSnapshotReply,
} from './sync.ts'

/**
 * A change of what travels between devices and servers is seen here. Devices sleep for weeks: either the change is one that
 * version n devices and servers understand (then only this hash changes), or PROTOCOL_VERSION grows and the log in sync.ts says why.
 */
test('[VN2] the wire is what protocol version 1 says', () => {
  const wire = [
    ScanEvent,
    PushBody,
    PushReply,
    SessionLogReply,
    SessionSnapshotReply,
    MyAreas,
    CataloguePage,
    StorePhotoReply,
    HeldPhotosBody,
    HeldPhotosReply,
  ].map((schema) => z.toJSONSchema(schema))
  expect({ version: PROTOCOL_VERSION, hash: hashOf(JSON.stringify(wire)) }).toEqual({
    version: 1,
    hash: 'f64cf2f7586f9261',
  })
})

/** FNV-1a, 64 bits. */
function hashOf(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const char of text)
    hash = BigInt.asUintN(64, (hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n)
  return hash.toString(16)
}
