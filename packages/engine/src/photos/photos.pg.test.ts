import { freshPostgres } from '@cyclecount/db/testing'
import { photosContract } from './photos.contract.ts'

photosContract('PostgreSQL', () => freshPostgres('photos'))
