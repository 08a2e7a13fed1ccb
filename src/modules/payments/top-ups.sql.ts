import { z } from 'zod'
import { type Db, oneRow, rows, type SQL, sql, type Tx } from '@/db/client'
import { CivilDate, Instant } from '@/shared/dates'
import { AccountId, ChildId, ServiceCode, ServiceId, TopUpId } from '@/shared/ids'
import { type Cents, DbCents } from '@/shared/money'
import { NoticeNumber } from './notice-number'
import { ProviderId, type TopUp, TopUpChannel, TopUpStatus, type TopUpStep } from './top-up'

const moment = (at: Instant | null) => sql`${at?.toString() ?? null}::timestamptz`

const TopUpRow = z.object({
  id: TopUpId,
  accountId: AccountId.nullable(),
  childId: ChildId,
  serviceId: ServiceId,
  cents: DbCents,
  channel: TopUpChannel,
  provider: ProviderId,
  status: TopUpStatus,
  noticeNumber: NoticeNumber.nullable(),
  createdAt: Instant,
  expiresOn: CivilDate,
  paidAt: Instant.nullable(),
  creditedAt: Instant.nullable(),
}) satisfies z.ZodType<TopUp>

const columns = sql`t.top_up_id as id, t.account_id as "accountId", t.child_id as "childId", t.service_id as "serviceId",
  t.cents, t.channel, t.provider, t.status, t.notice_number as "noticeNumber", t.created_at as "createdAt",
  t.expires_on as "expiresOn", t.paid_at as "paidAt", t.credited_at as "creditedAt"`

const found = (on: Db, condition: SQL, lock = false): Promise<TopUp | null> =>
  oneRow(
    on,
    TopUpRow,
    sql`select ${columns} from portal.top_up t where ${condition} ${lock ? sql`for no key update` : sql``}`,
  )

/** A top-up, locked until the transaction ends: whoever comes second sees what the first did. */
export const lockById = (tx: Tx, id: TopUpId) => found(tx, sql`t.top_up_id = ${id}::uuid`, true)

/** A top-up of one of the account's children; a stranger's and a missing one are both null. */
export const findForAccount = (on: Db, id: string, accountId: AccountId) =>
  found(
    on,
    sql`t.top_up_id = ${id}::uuid and t.child_id in
      (select child_id from portal.account_children where account_id = ${accountId}::int)`,
  )

/** The top-ups of a cart that the account made, in its order; none of a stranger's or a missing one. */
export const findOfCart = (on: Db, cartId: string, accountId: AccountId): Promise<TopUp[]> =>
  rows(
    on,
    TopUpRow,
    sql`select ${columns} from portal.cart c join portal.cart_position p using (cart_id) join portal.top_up t using (top_up_id)
        where c.cart_id = ${cartId}::uuid and c.account_id = ${accountId}::int
          and t.child_id in (select child_id from portal.account_children where account_id = ${accountId}::int)
        order by p.position`,
  )

/** Stores a new top-up; a number used before is refused by the database. */
export const insert = (tx: Tx, topUp: TopUp) =>
  tx.execute(sql`
    insert into portal.top_up (top_up_id, account_id, child_id, service_id, cents, channel, provider, status,
      notice_number, created_at, expires_on)
    values (${topUp.id}::uuid, ${topUp.accountId}::int, ${topUp.childId}::int, ${topUp.serviceId}::int,
      ${topUp.cents}::bigint, ${topUp.channel}, ${topUp.provider}, ${topUp.status}, ${topUp.noticeNumber},
      ${moment(topUp.createdAt)}, ${topUp.expiresOn}::date)`)

/** Stores the state a top-up has reached and notes the steps that led there, in order. */
export const save = (
  tx: Tx,
  topUp: TopUp,
  steps: readonly { kind: TopUpStep; at: Instant; details?: object }[],
) =>
  tx.execute(sql`
    with saved as (
      update portal.top_up set status = ${topUp.status}, paid_at = ${moment(topUp.paidAt)},
        credited_at = ${moment(topUp.creditedAt)}
      where top_up_id = ${topUp.id}::uuid
    )
    insert into portal.top_up_event (top_up_id, at, kind, details)
    select ${topUp.id}::uuid, (s.step ->> 'at')::timestamptz, s.step ->> 'kind', coalesce(s.step -> 'details', '{}')
    from jsonb_array_elements(${JSON.stringify(steps)}::jsonb) with ordinality as s (step, n) order by n`)

/** The first step of a top-up’s history. */
export const noteCreated = (tx: Tx, id: TopUpId, at: Instant) =>
  tx.execute(sql`
    insert into portal.top_up_event (top_up_id, at, kind) values (${id}::uuid, ${moment(at)}, 'created')`)

/** The next number of the sequence: used once, also when the transaction fails. */
export const nextNoticeBase = async (tx: Tx): Promise<bigint> => {
  const row = await oneRow(
    tx,
    z.object({ base: z.string() }),
    sql`select nextval('portal.notice_number_base')::text as base`,
  )
  if (!row) throw new Error('The sequence of notice numbers gave none')
  return BigInt(row.base)
}

/** Tells pages that watch it that a top-up changed, once the transaction commits. */
export const announce = (tx: Tx, id: TopUpId) => tx.execute(sql`select pg_notify('top_up', ${id}::text)`)

/** Keeps that a payment service asked to be paid this much; it proves no payment. */
export const recordActivation = (
  on: Db,
  activation: { topUpId: TopUpId; at: Instant; primitive: string; cents: Cents },
) =>
  on.execute(sql`
    insert into portal.activation (top_up_id, at, primitive, cents)
    values (${activation.topUpId}::uuid, ${moment(activation.at)}, ${activation.primitive}, ${activation.cents}::bigint)`)

const Wallet = z.object({
  childId: ChildId,
  childName: z.string(),
  serviceId: ServiceId,
  serviceCode: ServiceCode,
  serviceName: z.string(),
  balanceCents: DbCents,
  minCents: DbCents,
  maxCents: DbCents,
  provider: ProviderId,
})
export type TopUpWallet = z.infer<typeof Wallet>

const walletsWhere = (on: Db, condition: SQL) =>
  rows(
    on,
    Wallet,
    sql`
    select w.child_id as "childId", c.name as "childName", s.service_id as "serviceId", s.code as "serviceCode",
           s.name as "serviceName", w.balance_cents as "balanceCents", s.top_up_min_cents as "minCents", s.top_up_max_cents as "maxCents", s.provider
    from portal.account_children ac
    join portal.child c using (child_id)
    join portal.wallet w using (child_id)
    join portal.service s using (service_id)
    where s.is_active and ${condition}
    order by ac.is_own desc, ac.since, c.name, w.child_id, s.name`,
  )

/** The wallets that a family can top up: own child first, then those it added. */
export const walletsOf = (on: Db, accountId: AccountId): Promise<TopUpWallet[]> =>
  walletsWhere(on, sql`ac.account_id = ${accountId}::int`)

/** One of them; null for a stranger's or a missing one. */
export const walletOf = async (
  on: Db,
  { accountId, childId, serviceId }: { accountId: AccountId; childId: ChildId; serviceId: ServiceId },
): Promise<TopUpWallet | null> =>
  (
    await walletsWhere(
      on,
      sql`ac.account_id = ${accountId}::int and w.child_id = ${childId}::int and w.service_id = ${serviceId}::int`,
    )
  )[0] ?? null

/** How families know a service. */
export const serviceNameOf = async (on: Db, serviceId: ServiceId): Promise<string> => {
  const row = await oneRow(
    on,
    z.object({ name: z.string() }),
    sql`select name from portal.service where service_id = ${serviceId}::int`,
  )
  return row?.name ?? ''
}

/** How families know the service of each of these top-ups. */
export const serviceNames = async (on: Db, topUpIds: readonly TopUpId[]): Promise<Map<TopUpId, string>> => {
  const found = await rows(
    on,
    z.object({ id: TopUpId, name: z.string() }),
    sql`select t.top_up_id as id, s.name from portal.top_up t join portal.service s using (service_id)
        where t.top_up_id in (select id::uuid from jsonb_array_elements_text(${JSON.stringify(topUpIds)}::jsonb) as asked (id))`,
  )
  return new Map(found.map(({ id, name }) => [id, name]))
}

/** That the last thing told of a top-up `t` is that its money may still come. */
export const isAwaited = sql`coalesce((select e.kind = 'pending' from portal.top_up_event e
  where e.top_up_id = t.top_up_id order by e.event_id desc limit 1), false)`

/** Of these top-ups, those that the family has paid and whose money may still come: paying again would be twice. */
export const awaited = async (on: Db, ids: readonly TopUpId[]): Promise<TopUpId[]> =>
  (
    await rows(
      on,
      z.object({ id: TopUpId }),
      sql`select t.top_up_id as id from portal.top_up t
          where t.top_up_id in (select id::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as asked (id))
            and ${isAwaited}`,
    )
  ).map(({ id }) => id)

const Position = z.object({
  status: TopUpStatus,
  expiresOn: CivilDate,
  topUpId: TopUpId,
  iuv: z.string(),
  cents: DbCents,
  serviceName: z.string(),
  iban: z.string(),
  transferCategory: z.string(),
  creditorName: z.string(),
  office: z.string().nullable(),
  debtorFiscalCode: z.string().nullable(),
  debtorName: z.string().nullable(),
})
export type PositionRow = z.infer<typeof Position>

/** All that a payment service is told about a notice; a top-up of another provider is none. */
export const findPosition = (on: Db, noticeNumber: string): Promise<PositionRow | null> =>
  oneRow(
    on,
    Position,
    sql`
    select t.status, t.expires_on as "expiresOn", t.top_up_id as "topUpId", t.iuv, t.cents, s.name as "serviceName", s.iban,
           s.transfer_category as "transferCategory", creditor.name as "creditorName", creditor.office,
           payer.fiscal_code as "debtorFiscalCode", payer.full_name as "debtorName"
    from portal.top_up t
    join portal.service s using (service_id)
    cross join portal.creditor
    -- Who opened the account that made it, never the guardian of a child that the account added.
    left join portal.account a on a.account_id = t.account_id
    left join portal.payer on payer.child_id = coalesce(a.child_id, t.child_id)
    where t.notice_number = ${noticeNumber} and t.provider = 'pagopa'`,
  )

/** The municipality as payment services name it. */
export const creditorName = async (on: Db): Promise<string> =>
  (await oneRow(on, z.object({ name: z.string() }), sql`select name from portal.creditor`))?.name ?? ''
