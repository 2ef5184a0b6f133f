import { simulationContract } from './simulation.contract.ts'

simulationContract(20_261_121, 1000)
