import type { AfterErrorHook } from 'payload'
import { civilDate, formatDay } from '@/shared/dates'

type Refused = { code?: unknown; constraint?: unknown; detail?: unknown }

/** What the office reads when the database refuses a change, by the name of the rule. `detail` is the rule's own. */
const SENTENCES: Record<string, (detail: string) => string> = {
  tariffs_keep_applied_prices: (day) =>
    `Il prezzo di ${formatDay(civilDate(day))} è già stato applicato alle presenze e non può più cambiare. ` +
    'Lascia la tariffa com’è fino all’ultimo giorno già addebitato e creane una nuova dal giorno dopo.',
  tariffs_one_per_day: () =>
    'In questo periodo il servizio ha già una tariffa: prima imposta la fine di quella.',
  tariffs_one_per_level_and_day: () =>
    'In questo periodo il servizio ha già una tariffa per questo ordine di scuola: prima imposta la fine di quella.',
  enrolments_one_per_day: () => 'In questo periodo il bambino è già iscritto al servizio.',
  menus_one_per_day: () => 'In questo periodo il servizio ha già un menù: prima imposta la fine di quello.',
  menus_one_per_level_and_day: () =>
    'In questo periodo il servizio ha già un menù per questo ordine di scuola: prima imposta la fine di quello.',
  bus_riders_one_per_day: () =>
    'In questo periodo il bambino ha già le sue fermate: prima imposta la fine di quelle.',
  bus_riders_one_line: () => 'Le due fermate sono di linee diverse: scegline due della stessa linea.',
  bus_riders_stop_on_run: (run) =>
    `${run === 'outward' ? 'All’andata' : 'Al ritorno'} lo scuolabus non si ferma qui: scegli un’altra fermata, o indica prima l’ora nella scheda della fermata.`,
  bus_stops_keep_line: () =>
    'Da questa fermata viaggiano dei bambini: non può passare a un’altra linea. Creane una nuova e sposta i bambini.',
  bus_stops_keep_runs: () =>
    'Alcuni bambini usano questa fermata in una corsa senza più ora: prima cambia le loro fermate.',
  service_calendars_keep_counted_days: (detail) => {
    const [days, most] = detail.split(' ')
    return (
      `Questa modifica aprirebbe o chiuderebbe ${days} giorni in cui le presenze sono già rilevate, al massimo ${most} per volta. ` +
      'Per cambiare il calendario d’ora in poi, imposta la fine di questo e creane uno nuovo; per chiudere giorni passati usa «Chiusure e aperture».'
    )
  },
  devices_school_or_line: () => 'Un tablet è di una scuola oppure di una linea.',
  tablet_operators_school_or_line: () => 'Indica una scuola oppure una linea.',
}

const causesOf = function* (error: unknown): Generator<Refused> {
  for (let at = error; at instanceof Error; at = at.cause) yield at as Refused
}

/** Turns a refusal of the database, which Payload would call an unknown fault, into a sentence beside the form. */
export const explainRefusal: AfterErrorHook = ({ error }) => {
  for (const { constraint, detail } of causesOf(error)) {
    const sentence = SENTENCES[String(constraint)]
    if (sentence) return { status: 409, response: { errors: [{ message: sentence(String(detail)) }] } }
  }
}
