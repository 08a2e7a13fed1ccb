import * as initial from './20261124_053133_initial'
import * as portalCore from './20261124_060000_portal_core'
import * as identity from './20261124_061000_identity'
import * as familyPages from './20261124_062000_family_pages'
import * as sitePages from './20261124_062100_site_pages'
import * as payments from './20261124_063000_payments'
import * as notifications from './20261124_064000_notifications'
import * as attendanceByDay from './20261124_102500_attendance_by_day'
import * as staffLetters from './20261124_105000_staff_letters'
import * as tariffChanges from './20261124_110000_tariff_changes'
import * as reconciliation from './20261124_133000_reconciliation'
import * as settleReceipt from './20261124_135000_settle_receipt'
import * as officeMoney from './20261124_140000_office_money'
import * as cartsAndProviders from './20261124_141000_carts_and_providers'
import * as receiptAnswered from './20261124_171000_receipt_answered'
import * as sandboxNode from './20261124_172000_sandbox_node'
import * as repayments from './20261124_172500_repayments'
import * as anyProvider from './20261124_172700_any_provider'
import * as deliveriesQueued from './20261124_174000_deliveries_queued'
import * as moneyKnown from './20261124_175000_money_known'
import * as schoolDay from './20261124_180000_school_day'
import * as marksAndCutoff from './20261124_190000_marks_and_cutoff'
import * as adultsAndSuggestions from './20261124_191000_adults_and_suggestions'
import * as linesWithoutReceipt from './20261124_192000_lines_without_receipt'
import * as kitchenOrders from './20261124_210000_kitchen_orders'
import * as dayListLookUp from './20261124_211000_day_list_look_up'
import * as familyDayFields from './20261124_220000_family_day_fields'
import * as familyDay from './20261124_220500_family_day'
import * as contests from './20261124_222000_contests'
import * as delegates from './20261124_223000_delegates'
import * as menu from './20261124_230000_menu'
import * as dishesWithoutAllergens from './20261128_184528_dishes_without_allergens'
import * as busTablets from './20261128_184700_bus_tablets'
import * as rides from './20261128_184800_rides'
import * as packedLunches from './20261128_190500_packed_lunches'
import * as rideAlarms from './20261128_192000_ride_alarms'
import * as tapGrace from './20261128_193000_tap_grace'
import * as busRules from './20261128_193500_bus_rules'
import * as classExceptions from './20261128_194000_class_exceptions'
import * as calendarEdits from './20261128_204500_calendar_edits'
import * as packedAdults from './20261128_211000_packed_adults'

/** In order of application. Generated and hand-written ones share the stream; an applied one is never edited. */
export const migrations = [
  { name: '20261124_053133_initial', ...initial },
  { name: '20261124_060000_portal_core', ...portalCore },
  { name: '20261124_061000_identity', ...identity },
  { name: '20261124_062000_family_pages', ...familyPages },
  { name: '20261124_062100_site_pages', ...sitePages },
  { name: '20261124_063000_payments', ...payments },
  { name: '20261124_064000_notifications', ...notifications },
  { name: '20261124_102500_attendance_by_day', ...attendanceByDay },
  { name: '20261124_105000_staff_letters', ...staffLetters },
  { name: '20261124_110000_tariff_changes', ...tariffChanges },
  { name: '20261124_133000_reconciliation', ...reconciliation },
  { name: '20261124_135000_settle_receipt', ...settleReceipt },
  { name: '20261124_140000_office_money', ...officeMoney },
  { name: '20261124_141000_carts_and_providers', ...cartsAndProviders },
  { name: '20261124_171000_receipt_answered', ...receiptAnswered },
  { name: '20261124_172000_sandbox_node', ...sandboxNode },
  { name: '20261124_172500_repayments', ...repayments },
  { name: '20261124_172700_any_provider', ...anyProvider },
  { name: '20261124_174000_deliveries_queued', ...deliveriesQueued },
  { name: '20261124_175000_money_known', ...moneyKnown },
  { name: '20261124_180000_school_day', ...schoolDay },
  { name: '20261124_190000_marks_and_cutoff', ...marksAndCutoff },
  { name: '20261124_191000_adults_and_suggestions', ...adultsAndSuggestions },
  { name: '20261124_192000_lines_without_receipt', ...linesWithoutReceipt },
  { name: '20261124_210000_kitchen_orders', ...kitchenOrders },
  { name: '20261124_211000_day_list_look_up', ...dayListLookUp },
  { name: '20261124_220000_family_day_fields', ...familyDayFields },
  { name: '20261124_220500_family_day', ...familyDay },
  { name: '20261124_222000_contests', ...contests },
  { name: '20261124_223000_delegates', ...delegates },
  { name: '20261124_230000_menu', ...menu },
  { name: '20261128_184528_dishes_without_allergens', ...dishesWithoutAllergens },
  { name: '20261128_184700_bus_tablets', ...busTablets },
  { name: '20261128_184800_rides', ...rides },
  { name: '20261128_190500_packed_lunches', ...packedLunches },
  { name: '20261128_192000_ride_alarms', ...rideAlarms },
  { name: '20261128_193000_tap_grace', ...tapGrace },
  { name: '20261128_193500_bus_rules', ...busRules },
  { name: '20261128_194000_class_exceptions', ...classExceptions },
  { name: '20261128_204500_calendar_edits', ...calendarEdits },
  { name: '20261128_211000_packed_adults', ...packedAdults },
]
