import { answerFdr } from '@/modules/sandbox'
import { platformAnswer } from '../../../../platform-answer'

/** The flows of payment services, as the FdR service gives them to an organization. */
export const GET = platformAnswer(answerFdr)
