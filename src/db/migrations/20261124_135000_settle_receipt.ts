import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: a payment is credited in one statement, so that a burst of receipts costs one round trip and one commit each;
 * and every message of the station is noted in a journal of its own.
 * Locks: nothing that holds data; new functions and a new table only.
 * Checked: migrated from empty; tests/integration/payments, tests/integration/notifications.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
-- The job that makes a delivery leave. The queue's own limit is wide: the delivery decides when it is over.
create function portal.queue_delivery(p_delivery uuid) returns void language plpgsql as $$
begin
  perform graphile_worker.add_job('deliver', json_build_object('deliveryId', p_delivery),
    max_attempts := 25, job_key := 'deliver:' || p_delivery);
end $$;

-- A message to the family of a child, a delivery for each way to reach its reference guardian, and the jobs: the id of
-- the message, or null when its cause was already told to the child.
create function portal.send_message(p_child int, p_subject text, p_body text, p_cause text, p_sms boolean, p_now timestamptz)
  returns uuid language plpgsql as $$
declare
  v_message uuid;
  v_delivery uuid;
begin
  insert into portal.message (child_id, subject, body, sent_at, cause)
  values (p_child, p_subject, p_body, p_now, p_cause)
  on conflict (child_id, cause) do nothing returning message_id into v_message;
  if v_message is null then return null; end if;
  for v_delivery in
    insert into portal.delivery (message_id, guardian_id, channel, address, queued_at)
    select v_message, c.guardian_id, way.channel, way.address, p_now
    from portal.reference_contact c
    cross join lateral (values ('email', c.email), ('sms', case when p_sms then c.mobile end)) as way (channel, address)
    where c.child_id = p_child and way.address is not null
    returning delivery_id
  loop
    perform portal.queue_delivery(v_delivery);
  end loop;
  return v_message;
end $$;

-- What was said to the station and what it answered: the journal of events. The message itself is kept where it is
-- proof (receipt, unmatched_receipt), and here where it holds no personal data: questions about a notice.
create table portal.station_event (
  event_id bigint generated always as identity primary key,
  at timestamptz not null,
  primitive text not null,
  notice_number text,
  receipt_id text,
  outcome text not null,                                   -- OK, or the code of the fault
  raw text
);
create index station_event_at on portal.station_event (at);
create index station_event_of on portal.station_event (notice_number, event_id);
create function portal.keep_recent_events() returns trigger language plpgsql as $$
begin
  if old.at > now() - interval '1 year' then
    raise exception 'portal.station_event keeps a year: delete refused' using errcode = 'restrict_violation';
  end if;
  return old;
end $$;
create trigger append_only before update or truncate on portal.station_event
  for each statement execute function portal.refuse_change();
create trigger kept_a_year before delete on portal.station_event
  for each row execute function portal.keep_recent_events();

-- Settles one payment, all or nothing: judges it against its top-up, which it locks; credits it, keeps the receipt and
-- tells the family; or keeps it for the office. Answers what it did: 'credited', 'duplicate', or why it credited nothing.
-- A payment never turns money away: expired and cancelled top-ups are paid too.
-- The text to the family comes with {service} and {day} in it. With "answers" the message is noted in the station's
-- journal, with the answer that belongs to what was done.
create function portal.settle_receipt(p_payment jsonb, p_raw text) returns text language plpgsql as $$
declare
  v record;
  t portal.top_up;
  k record;
  v_verdict text;
  v_paid_at timestamptz;
  v_is_late boolean;
  v_service text;
  v_day text;
begin
  select * into strict v from jsonb_to_record(p_payment) as p (provider text, primitive text, reference text, "paymentId" text,
    cents bigint, "totalCents" bigint, "paidAt" timestamptz, "pspId" text, "pspName" text, "pspFiscalCode" text,
    "paymentMethod" text, "feeCents" bigint, "applicationDate" date, "transferDate" date,
    now timestamptz, actor text, subject text, body text, answers jsonb);
  select * into t from portal.top_up where notice_number = v.reference for no key update;
  if t.top_up_id is null then
    v_verdict := 'unknownNotice';
  else
    v_is_late := t.status in ('expired', 'cancelled')
      or (t.status not in ('paid', 'credited') and (v.now at time zone 'Europe/Rome')::date > t.expires_on);
    -- When it was paid, as the provider says; now, when that is unknown or cannot be.
    v_paid_at := case when v."paidAt" between t.created_at - interval '1 second' and v.now then v."paidAt" else v.now end;
    loop
      select top_up_id, cents into k from portal.receipt where receipt_id = v."paymentId";
      if found then
        v_verdict := case when k.top_up_id = t.top_up_id and k.cents = v.cents and k.cents = v."totalCents"
                          then 'duplicate' else 'conflictingReceipt' end;
      elsif t.status not in ('created', 'inProgress', 'failed', 'expired', 'cancelled') then
        v_verdict := 'secondReceipt';
      elsif t.cents <> v.cents or t.cents <> v."totalCents" then
        v_verdict := 'wrongAmount';
      else
        insert into portal.receipt (receipt_id, top_up_id, provider, primitive, cents, psp_id, psp_name, psp_fiscal_code,
          payment_method, fee_cents, paid_at, application_date, transfer_date, is_late, received_at, raw)
        values (v."paymentId", t.top_up_id, v.provider, v.primitive, v.cents, v."pspId", v."pspName", v."pspFiscalCode",
          v."paymentMethod", v."feeCents", v."paidAt", v."applicationDate", v."transferDate", v_is_late, v.now, p_raw)
        on conflict (receipt_id) do nothing;
        -- The same id for another top-up, at the same instant: that one was first.
        continue when not found;
        v_verdict := 'credited';
      end if;
      exit;
    end loop;
  end if;

  if v_verdict = 'credited' then
    update portal.top_up set status = 'credited', paid_at = v_paid_at, credited_at = v.now where top_up_id = t.top_up_id;
    insert into portal.top_up_event (top_up_id, at, kind, details) values
      (t.top_up_id, v_paid_at, 'paid', jsonb_strip_nulls(jsonb_build_object('pspName', v."pspName"))),
      (t.top_up_id, v.now, 'credited', '{}');
    insert into portal.ledger_line (child_id, service_id, kind, cents, day, source_id)
    values (t.child_id, t.service_id, 'topUp', t.cents, (v_paid_at at time zone 'Europe/Rome')::date, t.top_up_id);
    if v_is_late then
      insert into portal.audit (at, actor, action, subject, details)
      values (v.now, v.actor, 'payment.late', 'topUp:' || t.top_up_id, jsonb_build_object('status', t.status));
    end if;
    select name into v_service from portal.service where service_id = t.service_id;
    v_day := to_char(v_paid_at at time zone 'Europe/Rome', 'DD/MM/YYYY');
    perform portal.send_message(t.child_id, v.subject,
      replace(replace(v.body, '{day}', v_day), '{service}', coalesce(v_service, '')),
      'topUp:' || t.top_up_id, false, v.now);
    perform pg_notify('top_up', t.top_up_id::text);
  elsif v_verdict <> 'duplicate' then
    insert into portal.unmatched_receipt (reason, receipt_id, notice_number, cents, top_up_id, provider, primitive, received_at, raw)
    values (v_verdict, v."paymentId", v.reference, v."totalCents", t.top_up_id, v.provider, v.primitive, v.now, p_raw)
    on conflict do nothing;
    -- The very same one is already in the office's queue.
    if not found then v_verdict := 'duplicate'; end if;
  end if;

  if v.answers is not null then
    insert into portal.station_event (at, primitive, notice_number, receipt_id, outcome)
    values (v.now, v.primitive, v.reference, v."paymentId", v.answers ->> v_verdict);
  end if;
  return v_verdict;
end $$;
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
    drop function portal.settle_receipt(jsonb, text);
    drop table portal.station_event;
    drop function portal.keep_recent_events();
    drop function portal.send_message(int, text, text, text, boolean, timestamptz);
    drop function portal.queue_delivery(uuid);
  `)
}
