import { devicePlants } from './device-plants.ts'
import { photoPlants } from './photo-plants.ts'
import type { Plant } from './plant.ts'
import { serverPlants } from './server-plants.ts'

/** Every fault the simulation is known to catch. */
export const plants: readonly Plant[] = [...serverPlants, ...devicePlants, ...photoPlants]
