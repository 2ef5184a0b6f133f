import './jitless.ts'
import { start } from './app/start.tsx'

start()
