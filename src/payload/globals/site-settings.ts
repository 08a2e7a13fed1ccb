import type { GlobalConfig } from 'payload'
import { CivilDate } from '@/shared/dates'
import { allow, anybody } from '../access'

/** A day and a month that every year has, as `24/09`. */
const isDayOfYear = (text: string) =>
  /^\d\d\/\d\d$/.test(text) && CivilDate.safeParse(`2025-${text.slice(3)}-${text.slice(0, 2)}`).success

/** What the public frame says of the municipality: names, contacts, opening hours, footer links. */
export const SiteSettings: GlobalConfig = {
  slug: 'site-settings',
  dbName: 'site_settings',
  label: 'Impostazioni del sito',
  admin: { group: 'Impostazioni' },
  access: { read: anybody, update: allow('office', 'editor') },
  fields: [
    { name: 'municipality', type: 'text', label: 'Comune', required: true, defaultValue: 'Comune di Pesaro' },
    {
      name: 'region',
      type: 'text',
      label: 'Ente di appartenenza',
      required: true,
      defaultValue: 'Regione Marche',
    },
    {
      name: 'regionUrl',
      type: 'text',
      label: 'Sito dell’ente di appartenenza',
      required: true,
      defaultValue: 'https://www.regione.marche.it',
    },
    {
      name: 'municipalityUrl',
      type: 'text',
      label: 'Sito del Comune',
      required: true,
      defaultValue: 'https://www.comune.pesaro.pu.it',
    },
    {
      name: 'office',
      type: 'text',
      label: 'Ufficio',
      required: true,
      defaultValue: 'Servizio Politiche Educative',
    },
    {
      name: 'address',
      type: 'text',
      label: 'Indirizzo',
      required: true,
      defaultValue: 'via Mameli 9, 3° piano, 61121 Pesaro',
    },
    {
      name: 'fiscalCode',
      type: 'text',
      label: 'Codice fiscale',
      required: true,
      defaultValue: '00272430414',
    },
    {
      name: 'email',
      type: 'email',
      label: 'E-mail',
      required: true,
      defaultValue: 'urp.educativi@comune.pesaro.pu.it',
    },
    { name: 'pec', type: 'email', label: 'PEC', defaultValue: 'comune.pesaro@emarche.it' },
    {
      name: 'phones',
      type: 'array',
      label: 'Telefoni',
      labels: { singular: 'Telefono', plural: 'Telefoni' },
      admin: { components: { RowLabel: '@/payload/views/row-labels#PhoneLabel' } },
      fields: [{ name: 'number', type: 'text', label: 'Numero', required: true }],
    },
    {
      name: 'hours',
      type: 'array',
      label: 'Orari',
      labels: { singular: 'Giorno', plural: 'Giorni' },
      admin: { components: { RowLabel: '@/payload/views/row-labels#HoursLabel' } },
      fields: [
        { name: 'day', type: 'text', label: 'Giorno', required: true },
        { name: 'times', type: 'text', label: 'Orario', required: true },
      ],
    },
    {
      name: 'accessibilityUrl',
      type: 'text',
      label: 'Dichiarazione di accessibilità',
      required: true,
      defaultValue: 'https://form.agid.gov.it/view/',
    },
    {
      name: 'sourceUrl',
      type: 'text',
      label: 'Codice sorgente',
      required: true,
      defaultValue: 'https://developers.italia.it',
    },
    {
      name: 'patronName',
      type: 'text',
      label: 'Festa del patrono',
      defaultValue: 'San Terenzio, patrono di Pesaro',
    },
    {
      name: 'patronDay',
      type: 'text',
      label: 'Giorno del patrono',
      defaultValue: '24/09',
      admin: { description: 'Giorno e mese, ad esempio 24/09: i servizi restano chiusi. Vuoto: nessuno' },
      validate: (value: string | null | undefined) =>
        !value || isDayOfYear(value) || 'Nella forma 24/09: giorno e mese',
    },
    { name: 'pnrr', type: 'checkbox', label: 'Mostra «Finanziato dall’Unione europea»', defaultValue: false },
  ],
}
