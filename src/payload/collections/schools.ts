import type { CollectionConfig } from 'payload'
import { catalogue } from '../access'
import { emailListField, levelField, schoolField, WEEKDAYS } from '../fields'

export const SchoolClusters: CollectionConfig = {
  slug: 'school-clusters',
  dbName: 'school_clusters',
  labels: { singular: 'Istituto comprensivo', plural: 'Istituti comprensivi' },
  admin: { useAsTitle: 'name', group: 'Scuole' },
  access: catalogue,
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    { name: 'code', type: 'text', label: 'Codice', unique: true, required: true },
  ],
}

export const Schools: CollectionConfig = {
  slug: 'schools',
  dbName: 'schools',
  labels: { singular: 'Scuola', plural: 'Scuole' },
  admin: { useAsTitle: 'name', group: 'Scuole', defaultColumns: ['name', 'code', 'level', 'cluster'] },
  access: catalogue,
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    { name: 'code', type: 'text', label: 'Codice', unique: true, required: true },
    levelField({ required: true }),
    { name: 'cluster', type: 'relationship', relationTo: 'school-clusters', label: 'Istituto comprensivo' },
    { name: 'address', type: 'text', label: 'Indirizzo' },
    {
      name: 'kitchen',
      type: 'relationship',
      relationTo: 'kitchens',
      label: 'Centro cottura',
      index: true,
      admin: { description: 'Chi cucina per questa scuola' },
    },
    emailListField(
      'alertEmails',
      'E-mail per gli avvisi',
      'Avvisate quando all’orario limite mancano le presenze di una classe. Più indirizzi si separano con una virgola',
    ),
    { name: 'active', type: 'checkbox', label: 'Attiva', defaultValue: true },
    {
      name: 'pairing',
      type: 'ui',
      admin: { components: { Field: '@/payload/views/pairing-code-field#SchoolPairingCodeField' } },
    },
  ],
}

export const Classes: CollectionConfig = {
  slug: 'classes',
  dbName: 'classes',
  labels: { singular: 'Classe o sezione', plural: 'Classi e sezioni' },
  admin: { useAsTitle: 'name', group: 'Scuole', defaultColumns: ['name', 'school', 'schoolYear'] },
  access: catalogue,
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    schoolField(),
    {
      name: 'schoolYear',
      type: 'text',
      label: 'Anno scolastico',
      required: true,
      index: true,
      validate: (value: string | null | undefined) => {
        const years = /^(\d{4})\/(\d{4})$/.exec(value ?? '')
        return (years && Number(years[2]) === Number(years[1]) + 1) || 'Nella forma 2026/2027'
      },
    },
    {
      name: 'canteenWeekdays',
      type: 'select',
      label: 'Giorni di mensa',
      hasMany: true,
      options: [...WEEKDAYS],
      admin: { description: 'Vuoto: tutti i giorni di apertura del servizio' },
    },
  ],
}
