import { type MigrateDownArgs, type MigrateUpArgs, sql } from '@payloadcms/db-postgres'

/*
 * Why: what a school day needs from the office: production kitchens, cut-offs and what follows them, operators' PINs,
 * menus with allergens, lines and stops of the school bus, closures of one class.
 * Locks: public.schools, public.services, public.calendar_exceptions and payload_locked_documents_rels for an instant
 * (columns without a default to compute).
 * Checked: migrated from empty; tests/integration/db.
 */
export async function up({ db }: MigrateUpArgs): Promise<void> {
  await db.execute(sql`
   CREATE TYPE "public"."enum_services_after_cutoff" AS ENUM('charge', 'excuse');
  CREATE TYPE "public"."enum_diets_allergens" AS ENUM('gluten', 'crustaceans', 'eggs', 'fish', 'peanuts', 'soybeans', 'milk', 'nuts', 'celery', 'mustard', 'sesame', 'sulphites', 'lupin', 'molluscs');
  CREATE TYPE "public"."enum_child_diets_state" AS ENUM('requested', 'active', 'ended');
  CREATE TYPE "public"."enum_dishes_allergens" AS ENUM('gluten', 'crustaceans', 'eggs', 'fish', 'peanuts', 'soybeans', 'milk', 'nuts', 'celery', 'mustard', 'sesame', 'sulphites', 'lupin', 'molluscs');
  CREATE TYPE "public"."enum_dishes_course" AS ENUM('first', 'second', 'side', 'single', 'fruit', 'snack');
  CREATE TYPE "public"."enum_menus_days_weekday" AS ENUM('1', '2', '3', '4', '5', '6', '7');
  CREATE TYPE "public"."enum_menus_level" AS ENUM('nursery', 'preschool', 'primary', 'lowerSecondary');
  CREATE TABLE "kitchens" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"name" varchar NOT NULL,
  	"code" varchar NOT NULL,
  	"address" varchar,
  	"order_emails" varchar,
  	"active" boolean DEFAULT true,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "tablet_operators" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"name" varchar NOT NULL,
  	"school_id" integer NOT NULL,
  	"active" boolean DEFAULT true,
  	"pin_hash" varchar,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "school_cutoffs" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"school_id" integer NOT NULL,
  	"service_id" integer NOT NULL,
  	"cutoff_time" varchar NOT NULL,
  	"grace_minutes" numeric DEFAULT 0 NOT NULL,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "bus_lines" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"name" varchar NOT NULL,
  	"code" varchar NOT NULL,
  	"active" boolean DEFAULT true,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "bus_stops" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"name" varchar NOT NULL,
  	"line_id" integer NOT NULL,
  	"outward_time" varchar,
  	"return_time" varchar,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "bus_riders" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"child_id" integer NOT NULL,
  	"outward_stop_id" integer,
  	"return_stop_id" integer,
  	"valid_from" timestamp(3) with time zone NOT NULL,
  	"valid_to" timestamp(3) with time zone,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "diets_allergens" (
  	"order" integer NOT NULL,
  	"parent_id" integer NOT NULL,
  	"value" "enum_diets_allergens",
  	"id" serial PRIMARY KEY NOT NULL
  );
  
  CREATE TABLE "dishes_allergens" (
  	"order" integer NOT NULL,
  	"parent_id" integer NOT NULL,
  	"value" "enum_dishes_allergens",
  	"id" serial PRIMARY KEY NOT NULL
  );
  
  CREATE TABLE "dishes" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"name" varchar NOT NULL,
  	"course" "enum_dishes_course" NOT NULL,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "menus_days" (
  	"_order" integer NOT NULL,
  	"_parent_id" integer NOT NULL,
  	"id" varchar PRIMARY KEY NOT NULL,
  	"week" numeric NOT NULL,
  	"weekday" "enum_menus_days_weekday" NOT NULL
  );
  
  CREATE TABLE "menus" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"name" varchar NOT NULL,
  	"service_id" integer NOT NULL,
  	"level" "enum_menus_level",
  	"weeks" numeric DEFAULT 4 NOT NULL,
  	"valid_from" timestamp(3) with time zone NOT NULL,
  	"valid_to" timestamp(3) with time zone,
  	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
  	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
  );
  
  CREATE TABLE "menus_rels" (
  	"id" serial PRIMARY KEY NOT NULL,
  	"order" integer,
  	"parent_id" integer NOT NULL,
  	"path" varchar NOT NULL,
  	"dishes_id" integer
  );
  
  ALTER TABLE "schools" ADD COLUMN "kitchen_id" integer;
  ALTER TABLE "schools" ADD COLUMN "alert_emails" varchar;
  ALTER TABLE "services" ADD COLUMN "grace_minutes" numeric DEFAULT 0 NOT NULL;
  ALTER TABLE "services" ADD COLUMN "after_cutoff" "enum_services_after_cutoff" DEFAULT 'excuse' NOT NULL;
  ALTER TABLE "services" ADD COLUMN "excuse_until" varchar;
  ALTER TABLE "calendar_exceptions" ADD COLUMN "class_id" integer;
  ALTER TABLE "child_diets" ADD COLUMN "state" "enum_child_diets_state" DEFAULT 'active' NOT NULL;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "kitchens_id" integer;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "tablet_operators_id" integer;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "school_cutoffs_id" integer;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "bus_lines_id" integer;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "bus_stops_id" integer;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "bus_riders_id" integer;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "dishes_id" integer;
  ALTER TABLE "payload_locked_documents_rels" ADD COLUMN "menus_id" integer;
  ALTER TABLE "tablet_operators" ADD CONSTRAINT "tablet_operators_school_id_schools_id_fk" FOREIGN KEY ("school_id") REFERENCES "public"."schools"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "school_cutoffs" ADD CONSTRAINT "school_cutoffs_school_id_schools_id_fk" FOREIGN KEY ("school_id") REFERENCES "public"."schools"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "school_cutoffs" ADD CONSTRAINT "school_cutoffs_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "bus_stops" ADD CONSTRAINT "bus_stops_line_id_bus_lines_id_fk" FOREIGN KEY ("line_id") REFERENCES "public"."bus_lines"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "bus_riders" ADD CONSTRAINT "bus_riders_child_id_children_id_fk" FOREIGN KEY ("child_id") REFERENCES "public"."children"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "bus_riders" ADD CONSTRAINT "bus_riders_outward_stop_id_bus_stops_id_fk" FOREIGN KEY ("outward_stop_id") REFERENCES "public"."bus_stops"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "bus_riders" ADD CONSTRAINT "bus_riders_return_stop_id_bus_stops_id_fk" FOREIGN KEY ("return_stop_id") REFERENCES "public"."bus_stops"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "diets_allergens" ADD CONSTRAINT "diets_allergens_parent_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."diets"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "dishes_allergens" ADD CONSTRAINT "dishes_allergens_parent_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."dishes"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "menus_days" ADD CONSTRAINT "menus_days_parent_id_fk" FOREIGN KEY ("_parent_id") REFERENCES "public"."menus"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "menus" ADD CONSTRAINT "menus_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "menus_rels" ADD CONSTRAINT "menus_rels_parent_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."menus"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "menus_rels" ADD CONSTRAINT "menus_rels_dishes_fk" FOREIGN KEY ("dishes_id") REFERENCES "public"."dishes"("id") ON DELETE cascade ON UPDATE no action;
  CREATE UNIQUE INDEX "kitchens_code_idx" ON "kitchens" USING btree ("code");
  CREATE INDEX "kitchens_updated_at_idx" ON "kitchens" USING btree ("updated_at");
  CREATE INDEX "kitchens_created_at_idx" ON "kitchens" USING btree ("created_at");
  CREATE INDEX "tablet_operators_school_idx" ON "tablet_operators" USING btree ("school_id");
  CREATE INDEX "tablet_operators_updated_at_idx" ON "tablet_operators" USING btree ("updated_at");
  CREATE INDEX "tablet_operators_created_at_idx" ON "tablet_operators" USING btree ("created_at");
  CREATE INDEX "school_cutoffs_school_idx" ON "school_cutoffs" USING btree ("school_id");
  CREATE INDEX "school_cutoffs_service_idx" ON "school_cutoffs" USING btree ("service_id");
  CREATE INDEX "school_cutoffs_updated_at_idx" ON "school_cutoffs" USING btree ("updated_at");
  CREATE INDEX "school_cutoffs_created_at_idx" ON "school_cutoffs" USING btree ("created_at");
  CREATE UNIQUE INDEX "bus_lines_code_idx" ON "bus_lines" USING btree ("code");
  CREATE INDEX "bus_lines_updated_at_idx" ON "bus_lines" USING btree ("updated_at");
  CREATE INDEX "bus_lines_created_at_idx" ON "bus_lines" USING btree ("created_at");
  CREATE INDEX "bus_stops_line_idx" ON "bus_stops" USING btree ("line_id");
  CREATE INDEX "bus_stops_updated_at_idx" ON "bus_stops" USING btree ("updated_at");
  CREATE INDEX "bus_stops_created_at_idx" ON "bus_stops" USING btree ("created_at");
  CREATE INDEX "bus_riders_child_idx" ON "bus_riders" USING btree ("child_id");
  CREATE INDEX "bus_riders_outward_stop_idx" ON "bus_riders" USING btree ("outward_stop_id");
  CREATE INDEX "bus_riders_return_stop_idx" ON "bus_riders" USING btree ("return_stop_id");
  CREATE INDEX "bus_riders_valid_from_idx" ON "bus_riders" USING btree ("valid_from");
  CREATE INDEX "bus_riders_updated_at_idx" ON "bus_riders" USING btree ("updated_at");
  CREATE INDEX "bus_riders_created_at_idx" ON "bus_riders" USING btree ("created_at");
  CREATE INDEX "diets_allergens_order_idx" ON "diets_allergens" USING btree ("order");
  CREATE INDEX "diets_allergens_parent_idx" ON "diets_allergens" USING btree ("parent_id");
  CREATE INDEX "dishes_allergens_order_idx" ON "dishes_allergens" USING btree ("order");
  CREATE INDEX "dishes_allergens_parent_idx" ON "dishes_allergens" USING btree ("parent_id");
  CREATE UNIQUE INDEX "dishes_name_idx" ON "dishes" USING btree ("name");
  CREATE INDEX "dishes_updated_at_idx" ON "dishes" USING btree ("updated_at");
  CREATE INDEX "dishes_created_at_idx" ON "dishes" USING btree ("created_at");
  CREATE INDEX "menus_days_order_idx" ON "menus_days" USING btree ("_order");
  CREATE INDEX "menus_days_parent_id_idx" ON "menus_days" USING btree ("_parent_id");
  CREATE INDEX "menus_service_idx" ON "menus" USING btree ("service_id");
  CREATE INDEX "menus_valid_from_idx" ON "menus" USING btree ("valid_from");
  CREATE INDEX "menus_updated_at_idx" ON "menus" USING btree ("updated_at");
  CREATE INDEX "menus_created_at_idx" ON "menus" USING btree ("created_at");
  CREATE INDEX "menus_rels_order_idx" ON "menus_rels" USING btree ("order");
  CREATE INDEX "menus_rels_parent_idx" ON "menus_rels" USING btree ("parent_id");
  CREATE INDEX "menus_rels_path_idx" ON "menus_rels" USING btree ("path");
  CREATE INDEX "menus_rels_dishes_id_idx" ON "menus_rels" USING btree ("dishes_id");
  ALTER TABLE "schools" ADD CONSTRAINT "schools_kitchen_id_kitchens_id_fk" FOREIGN KEY ("kitchen_id") REFERENCES "public"."kitchens"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "calendar_exceptions" ADD CONSTRAINT "calendar_exceptions_class_id_classes_id_fk" FOREIGN KEY ("class_id") REFERENCES "public"."classes"("id") ON DELETE set null ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_kitchens_fk" FOREIGN KEY ("kitchens_id") REFERENCES "public"."kitchens"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_tablet_operators_fk" FOREIGN KEY ("tablet_operators_id") REFERENCES "public"."tablet_operators"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_school_cutoffs_fk" FOREIGN KEY ("school_cutoffs_id") REFERENCES "public"."school_cutoffs"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_bus_lines_fk" FOREIGN KEY ("bus_lines_id") REFERENCES "public"."bus_lines"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_bus_stops_fk" FOREIGN KEY ("bus_stops_id") REFERENCES "public"."bus_stops"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_bus_riders_fk" FOREIGN KEY ("bus_riders_id") REFERENCES "public"."bus_riders"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_dishes_fk" FOREIGN KEY ("dishes_id") REFERENCES "public"."dishes"("id") ON DELETE cascade ON UPDATE no action;
  ALTER TABLE "payload_locked_documents_rels" ADD CONSTRAINT "payload_locked_documents_rels_menus_fk" FOREIGN KEY ("menus_id") REFERENCES "public"."menus"("id") ON DELETE cascade ON UPDATE no action;
  CREATE INDEX "schools_kitchen_idx" ON "schools" USING btree ("kitchen_id");
  CREATE INDEX "calendar_exceptions_class_idx" ON "calendar_exceptions" USING btree ("class_id");
  CREATE INDEX "payload_locked_documents_rels_kitchens_id_idx" ON "payload_locked_documents_rels" USING btree ("kitchens_id");
  CREATE INDEX "payload_locked_documents_rels_tablet_operators_id_idx" ON "payload_locked_documents_rels" USING btree ("tablet_operators_id");
  CREATE INDEX "payload_locked_documents_rels_school_cutoffs_id_idx" ON "payload_locked_documents_rels" USING btree ("school_cutoffs_id");
  CREATE INDEX "payload_locked_documents_rels_bus_lines_id_idx" ON "payload_locked_documents_rels" USING btree ("bus_lines_id");
  CREATE INDEX "payload_locked_documents_rels_bus_stops_id_idx" ON "payload_locked_documents_rels" USING btree ("bus_stops_id");
  CREATE INDEX "payload_locked_documents_rels_bus_riders_id_idx" ON "payload_locked_documents_rels" USING btree ("bus_riders_id");
  CREATE INDEX "payload_locked_documents_rels_dishes_id_idx" ON "payload_locked_documents_rels" USING btree ("dishes_id");
  CREATE INDEX "payload_locked_documents_rels_menus_id_idx" ON "payload_locked_documents_rels" USING btree ("menus_id");`)
  await db.execute(sql`
-- The seam: what modules may know of these tables -----------------------------------------------------

create or replace view portal.service as
  select id as service_id, code, name, kind::text as kind, pricing::text as pricing, cutoff_time,
         top_up_min_cents::bigint as top_up_min_cents, top_up_max_cents::bigint as top_up_max_cents,
         transfer_category, iban, coalesce(active, true) as is_active, provider,
         grace_minutes::int as grace_minutes, after_cutoff::text as after_cutoff, excuse_until
  from public.services;

create or replace view portal.school as
  select id as school_id, name, code, level::text as level, address, coalesce(active, true) as is_active,
         kitchen_id, alert_emails
  from public.schools;

create view portal.kitchen as
  select id as kitchen_id, code, name, address, order_emails, coalesce(active, true) as is_active from public.kitchens;

-- A school's own hour, where it has one; else the service's stands.
create view portal.school_cutoff as
  select school_id, service_id, cutoff_time, grace_minutes::int as grace_minutes from public.school_cutoffs;

-- Who may unlock a school's tablets; the hash is checked on the tablet, without a network.
create view portal.tablet_operator as
  select id as operator_id, school_id, name, pin_hash, coalesce(active, true) as is_active from public.tablet_operators;

create view portal.dish as
  select d.id as dish_id, d.name, d.course::text as course,
         coalesce((select array_agg(a.value::text order by a."order") from public.dishes_allergens a where a.parent_id = d.id), '{}') as allergens
  from public.dishes d;

create view portal.menu as
  select id as menu_id, name, service_id, level::text as level, weeks::int as weeks,
         portal.day_of(valid_from) as valid_from, portal.day_of(valid_to) as valid_to
  from public.menus;

-- The dishes of one day of a rotation, in their order. Payload names a row of the array by its place in the list.
create view portal.menu_dish as
  select d._parent_id as menu_id, d.week::int as week, d.weekday::text::int as weekday, r.dishes_id as dish_id, r."order" as place
  from public.menus_days d
  join public.menus_rels r on r.parent_id = d._parent_id and r.path = 'days.' || (d._order - 1) || '.dishes';

create view portal.bus_line as
  select id as line_id, code, name, coalesce(active, true) as is_active from public.bus_lines;
create view portal.bus_stop as
  select id as stop_id, line_id, name, outward_time, return_time from public.bus_stops;
create view portal.bus_rider as
  select child_id, outward_stop_id, return_stop_id, portal.day_of(valid_from) as valid_from, portal.day_of(valid_to) as valid_to
  from public.bus_riders;

-- Kitchen code, label and what must not be in it: kind and reason of a diet never cross this seam. Those being
-- examined or ended are no diet.
create or replace view portal.child_diet as
  select cd.child_id, d.code, d.label, portal.day_of(cd.valid_from) as valid_from, portal.day_of(cd.valid_to) as valid_to,
         coalesce((select array_agg(a.value::text order by a."order") from public.diets_allergens a where a.parent_id = d.id), '{}') as allergens
  from public.child_diets cd join public.diets d on d.id = cd.diet_id
  where cd.state = 'active';

-- Children whom nobody can say what to serve on a day: a diet is being examined, or ran out without being ended and
-- nothing followed. A light diet ends by itself.
create function portal.unresolved_diets(p_day date) returns table (child_id int) language sql stable as $$
  select distinct cd.child_id from public.child_diets cd
  where portal.day_of(cd.valid_from) <= p_day
    and (cd.state = 'requested' and coalesce(portal.day_of(cd.valid_to), p_day) >= p_day
      or cd.state = 'active' and cd.kind <> 'light' and portal.day_of(cd.valid_to) < p_day
         and not exists (select from public.child_diets later where later.child_id = cd.child_id and later.id <> cd.id
           and later.state in ('active', 'ended') and later.valid_from >= cd.valid_from
           and portal.day_of(later.valid_from) <= p_day
           and (later.state = 'ended' or coalesce(portal.day_of(later.valid_to), p_day) >= p_day)))
$$;

-- What Payload's generated tables cannot say, the database refuses all the same.
create unique index school_cutoffs_pair on public.school_cutoffs (school_id, service_id);
alter table public.bus_riders add constraint bus_riders_one_per_day exclude using gist (
  child_id with =, daterange(portal.day_of(valid_from), portal.day_of(valid_to), '[]') with &&);
alter table public.menus add constraint menus_one_per_day exclude using gist (
  service_id with =, daterange(portal.day_of(valid_from), portal.day_of(valid_to), '[]') with &&) where (level is null);
alter table public.menus add constraint menus_one_per_level_and_day exclude using gist (
  service_id with =, level with =, daterange(portal.day_of(valid_from), portal.day_of(valid_to), '[]') with &&);
  `)
}

export async function down({ db }: MigrateDownArgs): Promise<void> {
  await db.execute(sql`
drop view portal.bus_rider, portal.bus_stop, portal.bus_line, portal.menu_dish, portal.menu, portal.dish,
  portal.tablet_operator, portal.school_cutoff, portal.kitchen;
drop function portal.unresolved_diets(date);
drop view portal.child_diet;
create view portal.child_diet as
  select cd.child_id, d.code, d.label, portal.day_of(cd.valid_from) as valid_from, portal.day_of(cd.valid_to) as valid_to
  from public.child_diets cd join public.diets d on d.id = cd.diet_id;
drop view portal.school;
create view portal.school as
  select id as school_id, name, code, level::text as level, address, coalesce(active, true) as is_active
  from public.schools;
drop view portal.service;
create view portal.service as
  select id as service_id, code, name, kind::text as kind, pricing::text as pricing, cutoff_time,
         top_up_min_cents::bigint as top_up_min_cents, top_up_max_cents::bigint as top_up_max_cents,
         transfer_category, iban, coalesce(active, true) as is_active, provider
  from public.services;
  DROP TABLE "kitchens" CASCADE;
  DROP TABLE "tablet_operators" CASCADE;
  DROP TABLE "school_cutoffs" CASCADE;
  DROP TABLE "bus_lines" CASCADE;
  DROP TABLE "bus_stops" CASCADE;
  DROP TABLE "bus_riders" CASCADE;
  DROP TABLE "diets_allergens" CASCADE;
  DROP TABLE "dishes_allergens" CASCADE;
  DROP TABLE "dishes" CASCADE;
  DROP TABLE "menus_days" CASCADE;
  DROP TABLE "menus" CASCADE;
  DROP TABLE "menus_rels" CASCADE;
  ALTER TABLE "schools" DROP CONSTRAINT "schools_kitchen_id_kitchens_id_fk";
  ALTER TABLE "calendar_exceptions" DROP CONSTRAINT "calendar_exceptions_class_id_classes_id_fk";
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_kitchens_fk";
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_tablet_operators_fk";
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_school_cutoffs_fk";
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_bus_lines_fk";
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_bus_stops_fk";
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_bus_riders_fk";
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_dishes_fk";
  ALTER TABLE "payload_locked_documents_rels" DROP CONSTRAINT "payload_locked_documents_rels_menus_fk";
  DROP INDEX "schools_kitchen_idx";
  DROP INDEX "calendar_exceptions_class_idx";
  DROP INDEX "payload_locked_documents_rels_kitchens_id_idx";
  DROP INDEX "payload_locked_documents_rels_tablet_operators_id_idx";
  DROP INDEX "payload_locked_documents_rels_school_cutoffs_id_idx";
  DROP INDEX "payload_locked_documents_rels_bus_lines_id_idx";
  DROP INDEX "payload_locked_documents_rels_bus_stops_id_idx";
  DROP INDEX "payload_locked_documents_rels_bus_riders_id_idx";
  DROP INDEX "payload_locked_documents_rels_dishes_id_idx";
  DROP INDEX "payload_locked_documents_rels_menus_id_idx";
  ALTER TABLE "schools" DROP COLUMN "kitchen_id";
  ALTER TABLE "schools" DROP COLUMN "alert_emails";
  ALTER TABLE "services" DROP COLUMN "grace_minutes";
  ALTER TABLE "services" DROP COLUMN "after_cutoff";
  ALTER TABLE "services" DROP COLUMN "excuse_until";
  ALTER TABLE "calendar_exceptions" DROP COLUMN "class_id";
  ALTER TABLE "child_diets" DROP COLUMN "state";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "kitchens_id";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "tablet_operators_id";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "school_cutoffs_id";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "bus_lines_id";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "bus_stops_id";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "bus_riders_id";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "dishes_id";
  ALTER TABLE "payload_locked_documents_rels" DROP COLUMN "menus_id";
  DROP TYPE "public"."enum_services_after_cutoff";
  DROP TYPE "public"."enum_diets_allergens";
  DROP TYPE "public"."enum_child_diets_state";
  DROP TYPE "public"."enum_dishes_allergens";
  DROP TYPE "public"."enum_dishes_course";
  DROP TYPE "public"."enum_menus_days_weekday";
  DROP TYPE "public"."enum_menus_level";
`)
}
