import pg from 'pg'
import { env } from '@/env'

/** Notices that wait to be paid, made straight in a database, spread over all its wallets: their numbers. */
export const openNotices = async (
  url: string,
  { count, cents }: { count: number; cents: number },
): Promise<string[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ number: string }>(
      `with wallet as (
         select child_id, service_id, row_number() over (order by md5(child_id::text)) - 1 as n, count(*) over () as wallets
         from portal.wallet
       ), born as (
         insert into portal.top_up (top_up_id, child_id, service_id, cents, channel, provider, status, notice_number, created_at, expires_on)
         select gen_random_uuid(), child_id, service_id, $2::int, 'notice', 'pagopa', 'created',
           portal.notice_number($3, nextval('portal.notice_number_base')), now(), current_date + 60
         from generate_series(1, $1::int) g join wallet on n = g % wallets returning top_up_id, notice_number, created_at
       ), noted as (
         insert into portal.top_up_event (top_up_id, at, kind) select top_up_id, created_at, 'created' from born
       )
       select notice_number as number from born`,
      [count, cents, env.PAGOPA_SEGREGATION_CODE],
    )
    await client.query('vacuum analyze portal.top_up')
    return rows.map(({ number }) => number)
  } finally {
    await client.end()
  }
}
