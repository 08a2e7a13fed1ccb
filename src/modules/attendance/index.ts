export { AdultCountOutcome, AdultCounts, AdultKind, recordAdultCounts } from './adults'
export { AttendanceStatus, MARKABLE_DAYS, Mark, MarkBatch, MarkDetail, MarkOutcome } from './mark'
export { ATTENDANCE_CHANNEL, recordMarks } from './record-marks'
export { Roster, roster } from './roster'
