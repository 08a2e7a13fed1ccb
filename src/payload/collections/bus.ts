import type { CollectionConfig } from 'payload'
import { catalogue, officeData } from '../access'
import { childField, emailListField, timeField, validityFields } from '../fields'

export const BusLines: CollectionConfig = {
  slug: 'bus-lines',
  dbName: 'bus_lines',
  labels: { singular: 'Linea', plural: 'Linee' },
  admin: { useAsTitle: 'name', group: 'Scuolabus', defaultColumns: ['name', 'code', 'active'] },
  access: catalogue,
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    { name: 'code', type: 'text', label: 'Codice', required: true, unique: true },
    { name: 'active', type: 'checkbox', label: 'Attiva', defaultValue: true },
    {
      name: 'alarmMinutes',
      type: 'number',
      label: 'Minuti di attesa prima dell’allarme',
      required: true,
      min: 1,
      max: 240,
      defaultValue: 15,
      admin: {
        description:
          'Dopo l’ora della fermata senza notizie di un bambino atteso, o dopo l’ultima fermata con un bambino ancora a bordo',
      },
    },
    emailListField(
      'alertEmails',
      'E-mail per gli allarmi',
      'Avvisate quando un bambino atteso non si vede o resta a bordo. Più indirizzi si separano con una virgola',
    ),
    {
      name: 'pairing',
      type: 'ui',
      admin: { components: { Field: '@/payload/views/pairing-code-field#LinePairingCodeField' } },
    },
  ],
}

/** A stop in the order of the way out; on the way back the bus comes by in the order of the times. */
export const BusStops: CollectionConfig = {
  slug: 'bus-stops',
  dbName: 'bus_stops',
  labels: { singular: 'Fermata', plural: 'Fermate' },
  admin: {
    useAsTitle: 'name',
    group: 'Scuolabus',
    defaultColumns: ['name', 'line', 'outwardTime', 'returnTime'],
  },
  access: catalogue,
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    {
      name: 'line',
      type: 'relationship',
      relationTo: 'bus-lines',
      label: 'Linea',
      required: true,
      index: true,
    },
    timeField('outwardTime', 'Ora dell’andata', {
      admin: { description: 'Vuoto: l’andata non ferma qui' },
    }),
    timeField('returnTime', 'Ora del ritorno', { admin: { description: 'Vuoto: il ritorno non ferma qui' } }),
  ],
}

/** Where a child gets on in the morning and off in the afternoon; an empty stop is a run not used. */
export const BusRiders: CollectionConfig = {
  slug: 'bus-riders',
  dbName: 'bus_riders',
  labels: { singular: 'Fermata di un bambino', plural: 'Fermate dei bambini' },
  admin: {
    group: 'Scuolabus',
    defaultColumns: ['child', 'outwardStop', 'returnStop', 'validFrom', 'validTo'],
  },
  access: officeData,
  fields: [
    childField(),
    {
      name: 'outwardStop',
      type: 'relationship',
      relationTo: 'bus-stops',
      label: 'Fermata dell’andata',
      index: true,
    },
    {
      name: 'returnStop',
      type: 'relationship',
      relationTo: 'bus-stops',
      label: 'Fermata del ritorno',
      index: true,
      validate: (value: unknown, { siblingData }: { siblingData: object }) =>
        value || (siblingData as { outwardStop?: unknown }).outwardStop
          ? true
          : 'Indica almeno una fermata, dell’andata o del ritorno',
    },
    ...validityFields(),
  ],
}
