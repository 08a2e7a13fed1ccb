import { sql } from '@/db/client'

/**
 * The receipt that a line `l` means although it names another IUR, as a subquery; none for most. A receipt's id is its IUR,
 * so this is only for lines that say they had no receipt (codes 8 and 9), whose IUR is the payment service's own: the
 * receipt of the same notice and amount came late. It is theirs only while no line has its IUR, and the first's of several:
 * each of the others is one more payment.
 */
export const lateReceipt = sql`(
  select v.receipt_id, v.cents from portal.top_up t join portal.receipt v using (top_up_id)
  where l.status in (8, 9) and t.iuv = l.iuv and v.cents = l.cents
    and not exists (select from portal.flow_line o join portal.current_flow c using (flow_id) where o.iur = v.receipt_id)
    and not exists (select from portal.flow_line o join portal.current_flow c using (flow_id)
      where o.status in (8, 9) and o.iuv = l.iuv and o.cents = l.cents and (o.flow_id, o.line_no) < (l.flow_id, l.line_no))
  limit 1)`
