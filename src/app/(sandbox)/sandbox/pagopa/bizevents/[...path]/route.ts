import { answerBizEvents } from '@/modules/sandbox'
import { platformAnswer } from '../../../../platform-answer'

/** Receipts asked for again, as the Biz Events service gives them. */
export const GET = platformAnswer(answerBizEvents)
