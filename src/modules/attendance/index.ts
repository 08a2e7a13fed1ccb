export { AttendanceStatus, MARKABLE_DAYS, MARKS_MAX, Mark, MarkBatch, MarkOutcome } from './mark'
export { recordMarks } from './record-marks'
export { Roster, roster } from './roster'
