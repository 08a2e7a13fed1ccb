import type { CollectionConfig, NumberField } from 'payload'
import { findProvider, PROVIDERS } from '@/modules/payments'
import { followServiceCalendars } from '@/modules/service-calendar'
import { ServiceCode } from '@/shared/ids'
import { catalogue, officeData } from '../access'
import {
  centsField,
  childField,
  levelField,
  schoolField,
  serviceField,
  timeField,
  validityFields,
  WEEKDAYS,
} from '../fields'
import { txOf } from '../tx'

/** The word of a phone can gain no more than this after the cut-off, whatever the office sets. */
const TAP_GRACE_MINUTES_MAX = 30

const graceField = (): NumberField => ({
  name: 'graceMinutes',
  type: 'number',
  label: 'Minuti di tolleranza',
  required: true,
  defaultValue: 0,
  min: 0,
  max: 120,
  admin: { description: 'Quanto dopo l’orario limite vale ancora come in tempo' },
})

export const Services: CollectionConfig = {
  slug: 'services',
  dbName: 'services',
  labels: { singular: 'Servizio', plural: 'Servizi' },
  admin: {
    useAsTitle: 'name',
    group: 'Servizi e tariffe',
    defaultColumns: ['name', 'code', 'kind', 'pricing'],
  },
  access: catalogue,
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    {
      name: 'code',
      type: 'text',
      label: 'Codice',
      required: true,
      unique: true,
      validate: (value: string | null | undefined) =>
        ServiceCode.safeParse(value).success || 'Minuscole, cifre e trattini, ad esempio refezione',
    },
    {
      name: 'kind',
      type: 'select',
      label: 'Tipo',
      required: true,
      options: [
        { label: 'Mensa', value: 'canteen' },
        { label: 'Scuolabus', value: 'schoolBus' },
        { label: 'Nido', value: 'nursery' },
      ],
    },
    {
      name: 'pricing',
      type: 'select',
      label: 'Come si paga',
      required: true,
      options: [
        { label: 'A presenza', value: 'perAttendance' },
        { label: 'Quota mensile', value: 'flatMonthly' },
        { label: 'Quota annuale', value: 'flatYearly' },
        { label: 'Quota fissa e pasto', value: 'fixedPlusMeal' },
      ],
    },
    timeField('cutoffTime', 'Orario limite', { required: true, defaultValue: '09:30' }),
    graceField(),
    {
      name: 'tapGraceMinutes',
      type: 'number',
      label: 'Minuti per le richieste fatte senza rete',
      required: true,
      defaultValue: 1,
      min: 0,
      max: TAP_GRACE_MINUTES_MAX,
      admin: {
        description:
          'Una disdetta fatta in tempo da un telefono senza rete vale se arriva entro questi minuti dall’orario limite. Se la cucina ha già l’ordine, ne segue una nuova versione.',
      },
    },
    {
      name: 'afterCutoff',
      type: 'select',
      label: 'Assenza segnata dopo l’orario limite',
      required: true,
      defaultValue: 'excuse',
      options: [
        { label: 'Il pasto è addebitato lo stesso', value: 'charge' },
        { label: 'Il pasto non è addebitato', value: 'excuse' },
      ],
    },
    timeField('excuseUntil', 'Non addebitata fino alle', {
      admin: {
        description: 'Vuoto: per tutto il giorno',
        condition: (_, siblingData) => siblingData.afterCutoff === 'excuse',
      },
    }),
    {
      name: 'contestDays',
      type: 'number',
      label: 'Giorni per contestare un addebito',
      required: true,
      defaultValue: 7,
      min: 0,
      max: 60,
      admin: { description: 'Dal giorno addebitato, che è compreso; 0: non si può contestare' },
    },
    centsField('topUpMinCents', 'Ricarica minima (centesimi)', { required: true, defaultValue: 500 }),
    centsField('topUpMaxCents', 'Ricarica massima (centesimi)', { required: true, defaultValue: 100_000 }),
    {
      name: 'provider',
      type: 'text',
      label: 'Pagamenti online',
      required: true,
      defaultValue: 'pagopa',
      admin: {
        description: `Chi incassa le ricariche online: ${PROVIDERS.map(({ id, name }) => (id === name.toLowerCase() ? id : `${id} (${name})`)).join(' oppure ')}. Gli avvisi di pagamento sono sempre di pagoPA.`,
      },
      validate: (value: string | null | undefined) =>
        findProvider(value ?? '') !== null || `Uno tra: ${PROVIDERS.map(({ id }) => id).join(', ')}`,
    },
    {
      name: 'transferCategory',
      type: 'text',
      label: 'Codice tassonomia pagoPA',
      required: true,
      defaultValue: '9/0101108TS/',
      admin: { description: 'Da confermare con il Comune prima dell’avvio' },
      validate: (value: string | null | undefined) =>
        /^[6-9]\/\d{7}(IM|TS|SP|SA|AP)\//.test(value ?? '') || 'Nella forma 9/0101108TS/',
    },
    {
      name: 'iban',
      type: 'text',
      label: 'IBAN di accredito',
      required: true,
      validate: (value: string | null | undefined) =>
        /^IT\d{2}[A-Z]\d{10}[0-9A-Z]{12}$/.test(value ?? '') || 'IBAN italiano senza spazi (27 caratteri)',
    },
    { name: 'active', type: 'checkbox', label: 'Attivo', defaultValue: true },
  ],
}

/** What a change does to days gone by is a rule of the database: portal.apply_tariff. */
export const Tariffs: CollectionConfig = {
  slug: 'tariffs',
  dbName: 'tariffs',
  labels: { singular: 'Tariffa', plural: 'Tariffe' },
  admin: {
    useAsTitle: 'name',
    group: 'Servizi e tariffe',
    defaultColumns: ['name', 'service', 'level', 'cents', 'validFrom'],
    description:
      'Una tariffa inserita in ritardo addebita le presenze rimaste senza prezzo. Il prezzo di un giorno già addebitato non cambia più: per aumentarlo o ridurlo, imposta la fine di una tariffa e creane una nuova.',
  },
  access: { ...catalogue, read: officeData.create, delete: () => false },
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    serviceField(),
    levelField({ admin: { description: 'Vuoto: tutti gli ordini senza una tariffa propria' } }),
    centsField('cents', 'Prezzo (centesimi)', { required: true }),
    ...validityFields(),
  ],
}

export const Enrolments: CollectionConfig = {
  slug: 'enrolments',
  dbName: 'enrolments',
  labels: { singular: 'Iscrizione', plural: 'Iscrizioni' },
  admin: { group: 'Servizi e tariffe', defaultColumns: ['child', 'service', 'validFrom', 'validTo'] },
  access: officeData,
  fields: [childField(), serviceField(), ...validityFields()],
}

/** A school that counts its meals at another hour than the rest of the service. */
export const SchoolCutoffs: CollectionConfig = {
  slug: 'school-cutoffs',
  dbName: 'school_cutoffs',
  labels: { singular: 'Orario limite di una scuola', plural: 'Orari limite delle scuole' },
  admin: { group: 'Servizi e tariffe', defaultColumns: ['school', 'service', 'cutoffTime', 'graceMinutes'] },
  access: catalogue,
  fields: [
    schoolField(),
    serviceField(),
    timeField('cutoffTime', 'Orario limite', { required: true }),
    graceField(),
  ],
}

/**
 * When a service runs: a period and its weekdays, for all schools or for one. What an edit does to days already counted is
 * a rule of the database, portal.follow_service_calendars.
 */
export const ServiceCalendars: CollectionConfig = {
  slug: 'service-calendars',
  dbName: 'service_calendars',
  labels: { singular: 'Calendario del servizio', plural: 'Calendari dei servizi' },
  admin: {
    useAsTitle: 'name',
    group: 'Servizi e tariffe',
    description:
      'Una modifica che chiude giorni già rilevati storna i loro addebiti, una che li riapre li addebita di nuovo; le famiglie interessate sono avvisate. Una che riguarda molti giorni già rilevati è rifiutata.',
  },
  access: catalogue,
  hooks: {
    afterChange: [async ({ req }) => followServiceCalendars(await txOf(req))],
    afterDelete: [async ({ req }) => followServiceCalendars(await txOf(req))],
  },
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    serviceField(),
    {
      name: 'school',
      type: 'relationship',
      relationTo: 'schools',
      label: 'Scuola',
      admin: { description: 'Vuoto: tutte le scuole che non hanno un calendario proprio' },
    },
    {
      name: 'weekdays',
      type: 'select',
      label: 'Giorni di apertura',
      hasMany: true,
      required: true,
      defaultValue: ['1', '2', '3', '4', '5'],
      options: [...WEEKDAYS],
    },
    {
      name: 'onHolidays',
      type: 'checkbox',
      label: 'Aperto anche nei giorni festivi',
      defaultValue: false,
      admin: {
        description: 'Altrimenti le feste nazionali e quella del patrono sono chiuse senza inserirle',
      },
    },
    ...validityFields(),
  ],
}

/** Days on which the calendar does not hold: closures (holidays, strikes) and exceptional openings. */
export const CalendarExceptions: CollectionConfig = {
  slug: 'calendar-exceptions',
  dbName: 'calendar_exceptions',
  labels: { singular: 'Chiusura o apertura', plural: 'Chiusure e aperture' },
  admin: {
    useAsTitle: 'note',
    group: 'Servizi e tariffe',
    defaultColumns: ['note', 'effect', 'reason', 'validFrom', 'validTo'],
  },
  access: catalogue,
  fields: [
    {
      name: 'effect',
      type: 'select',
      label: 'Effetto',
      required: true,
      defaultValue: 'closed',
      options: [
        { label: 'Chiuso', value: 'closed' },
        { label: 'Aperto', value: 'open' },
      ],
    },
    {
      name: 'reason',
      type: 'select',
      label: 'Motivo',
      required: true,
      options: [
        { label: 'Festività o vacanza', value: 'holiday' },
        { label: 'Sciopero della scuola', value: 'strikeSchool' },
        { label: 'Sciopero della mensa', value: 'strikeCaterer' },
        { label: 'Elezioni', value: 'elections' },
        { label: 'Maltempo', value: 'weather' },
        { label: 'Gita', value: 'trip' },
        { label: 'Manutenzione', value: 'maintenance' },
        { label: 'Recupero', value: 'makeUp' },
      ],
    },
    {
      name: 'packedLunch',
      type: 'checkbox',
      label: 'Pranzo al sacco (cestino)',
      defaultValue: false,
      admin: {
        condition: (data) => data?.reason === 'trip',
        description:
          'La classe è fuori e mangia al sacco: il pasto si prepara e si paga. Senza, il pasto non si prepara e non si paga',
      },
      validate: (value: unknown, { siblingData }: { siblingData: unknown }) =>
        value !== true ||
        (siblingData as { effect?: string }).effect === 'open' ||
        'Con il pranzo al sacco il servizio resta aperto: scegli l’effetto «Aperto»',
      // Hidden when the reason becomes another, it must not go on saying so.
      hooks: {
        beforeChange: [
          ({ value, siblingData }: { value?: unknown; siblingData: { reason?: string } }) =>
            value === true && siblingData.reason === 'trip',
        ],
      },
    },
    { name: 'note', type: 'text', label: 'Descrizione', required: true },
    {
      name: 'service',
      type: 'relationship',
      relationTo: 'services',
      label: 'Servizio',
      admin: { description: 'Vuoto: tutti' },
    },
    {
      name: 'school',
      type: 'relationship',
      relationTo: 'schools',
      label: 'Scuola',
      admin: { description: 'Vuoto: tutte' },
    },
    {
      name: 'class',
      type: 'relationship',
      relationTo: 'classes',
      label: 'Classe',
      admin: { description: 'Vuoto: tutte. Per una gita o uno sciopero che riguarda una classe sola' },
    },
    ...validityFields(),
  ],
}
