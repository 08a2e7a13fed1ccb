export { contestQueue, decideContest, type OfficeContest, officeContest } from './decide-contest'
export type { ContestError } from './errors'
export { ContestText, contestsOfDay, type DayContests, openContest } from './open-contest'
