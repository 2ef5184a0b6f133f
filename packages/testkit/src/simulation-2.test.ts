import { simulationContract } from './simulation.contract.ts'

simulationContract(1, 1000)
