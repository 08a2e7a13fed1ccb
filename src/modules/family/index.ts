export {
  AskedMeals,
  askMeals,
  KeptRequest,
  type MealWish,
  PERIOD_DAYS_MAX,
  setWeeklyPattern,
  takeKeptRequest,
} from './ask-meals'
export {
  type AttendanceDay,
  type AttendanceMonth,
  attendanceDay,
  attendanceMonth,
  type MonthDay,
} from './attendance-month'
export { changeContacts } from './change-contacts'
export { type Contacts, ContactsForm } from './contacts'
export type { DayStatus } from './day-status'
export type { FamilyError } from './errors'
export { type FamilyAct, familyAct, familyActs, weeklyPattern } from './family-acts'
export { familyHome, type Home, type HomeChild, type HomeService } from './home'
export { type FamilyMessage, MESSAGES_PER_PAGE, messagesReceived } from './messages'
export { childProfile, type Profile, type ProfileGuardian } from './profile'
export { STATEMENT_DAYS_MAX, type StatementLine, schoolYearUntil } from './statement'
export { TooLate } from './too-late'
export { type WalletStatement, walletStatement } from './wallet-statement'
export type { WalletOutlook } from './wallets'
