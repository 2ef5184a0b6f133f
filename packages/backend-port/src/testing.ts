export { memoryBackend, type MemoryBackend, type MemoryBackendOptions } from './memory-backend.ts'
export type { BackendCall, Fault } from './faults.ts'
export { cutOff, cutPoints, cuts, type Cut, type CutOff } from './cut-off.ts'
export { memoryLine, type EventLine } from './event-line.ts'
