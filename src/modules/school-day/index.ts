export { type ClassList, classLists, type SchoolLists, schoolsOfStaff } from './class-lists'
export type { SchoolDayError } from './errors'
export { cutoffExtensions, extendCutoff, type MadeExtension } from './extend-cutoff'
export { markOnBehalf, type PaperRollCall } from './mark-on-behalf'
export {
  AbsenceBatch,
  AbsencesTaken,
  noteSuggestions,
  RegisterWord,
  type Suggestion,
  suggestAbsences,
} from './suggest-absences'
export { ownSchool, type StaffCtx } from './who'
