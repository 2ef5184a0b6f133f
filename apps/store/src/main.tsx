import './jitless.ts'
import { start } from './app/start.tsx'

// A task of its own, after the one that read the scripts: the page answers a tap in between.
setTimeout(start)
