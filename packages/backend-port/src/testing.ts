export { memoryBackend, type MemoryBackend, type MemoryBackendOptions } from './memory-backend.ts'
export type { BackendCall, Fault } from './faults.ts'
