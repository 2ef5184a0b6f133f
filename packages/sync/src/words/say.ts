import { createSay } from '@cyclecount/domain'

/** What a device says of why its scans still wait, where the server said nothing itself. */
export const say = createSay({
  'server.silent': 'The server did not answer.',
  'server.status': 'The server answered {status}.',
  'server.notOurs': 'Something between this device and the server answered in its place.',
  'server.asksAgain': 'The server keeps asking for scans it was sent.',
  'server.tooLarge': 'The server finds one scan too large.',
  'server.photoTooLarge': 'The server finds the photo too large.',
  'server.changed': 'The server’s data was restored. Photos follow when it has the scans.',
  'device.notEnrolled': 'This device is not enrolled yet. Sign in once.',
  'device.unreadable': 'The scans that wait cannot be read on this device.',
  'device.noSession': 'This session is not on this device.',
  'device.history': 'The earlier scans of this count are still on the server.',
})
