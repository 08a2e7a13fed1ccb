import { notices } from './notices'
import { receipts } from './receipts'
import { reconciliation } from './reconciliation'

/** Everything about money: receipts credited, notices printed, a day reconciled. */
export const payments = async () => {
  // First, while nothing else has made this process grow: its memory is measured.
  const printed = await notices()
  const credited = await receipts()
  const reconciled = await reconciliation()
  return {
    json: { receipts: credited, notices: printed.json, reconciliation: reconciled.json },
    lines: [
      '| ricevute/s | p50 ms | p99 ms | al massimo ricevute/s | p99 ms |',
      '|---|---|---|---|---|',
      `| ${credited.receiptsPerSecond} | ${credited.p50} | ${credited.p99} | ${credited.mostPerSecond} | ${credited.p99AtMost} |`,
      '',
      ...printed.lines,
      '',
      ...reconciled.lines,
    ],
  }
}
