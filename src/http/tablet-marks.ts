import { MarkBatch, recordMarks } from '@/modules/attendance'
import { endpoint } from './route'

/** `POST /api/v1/tablet/marks`. */
export const tabletMarks = endpoint({ allow: ['tabletToken'], body: MarkBatch }, recordMarks)
