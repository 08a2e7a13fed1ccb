import { NodeRefused } from '@/modules/sandbox'
import { assertDemo } from './sandbox-page'

/** Does what was asked and says where it leads; a refusal of the Node goes back with its code. */
export const orRefused = async (back: string, work: () => Promise<string>): Promise<string> => {
  assertDemo()
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof NodeRefused)) throw error
    return `${back}?errore=${encodeURIComponent(error.message)}`
  }
}
