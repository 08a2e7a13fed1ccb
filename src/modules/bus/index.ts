export { LineRides, lineRides } from './line-rides'
export { RIDES_CHANNEL, recordRides } from './record-rides'
export { RideBatch, RideMark, RideOutcome, RideState, RUNS, Run } from './ride'
