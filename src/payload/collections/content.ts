import type { CollectionConfig, Field } from 'payload'
import { Temporal } from 'temporal-polyfill'
import { announceCommunication } from '@/modules/communications'
import { allow, anybody, hasRole } from '../access'
import { dayField } from '../fields'
import { txOf } from '../tx'

const slugField: Field = {
  name: 'slug',
  type: 'text',
  label: 'Indirizzo',
  required: true,
  unique: true,
  admin: { position: 'sidebar' },
  validate: (value: string | null | undefined) =>
    /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value ?? '') || 'Minuscole, cifre e trattini',
}

/** Published documents for anybody; drafts for editors. */
const editorial = {
  create: allow('editor'),
  read: ({ req }: Parameters<ReturnType<typeof allow>>[0]) =>
    hasRole(req, 'editor', 'office') || { _status: { equals: 'published' as const } },
  update: allow('editor'),
  delete: allow('editor'),
  readVersions: allow('editor'),
}

export const News: CollectionConfig = {
  slug: 'news',
  dbName: 'news',
  labels: { singular: 'Notizia', plural: 'Notizie' },
  admin: { useAsTitle: 'title', group: 'Contenuti', defaultColumns: ['title', 'publishedOn', '_status'] },
  access: editorial,
  versions: { drafts: true, maxPerDoc: 20 },
  fields: [
    { name: 'title', type: 'text', label: 'Titolo', required: true, maxLength: 160 },
    slugField,
    { name: 'summary', type: 'textarea', label: 'Sommario', required: true, maxLength: 300 },
    { name: 'body', type: 'richText', label: 'Testo', required: true },
    { name: 'image', type: 'upload', relationTo: 'media', label: 'Immagine' },
    dayField('publishedOn', 'Data di pubblicazione', {
      required: true,
      index: true,
      admin: { position: 'sidebar' },
    }),
  ],
}

export const Pages: CollectionConfig = {
  slug: 'pages',
  dbName: 'pages',
  labels: { singular: 'Pagina', plural: 'Pagine' },
  admin: { useAsTitle: 'title', group: 'Contenuti' },
  access: editorial,
  versions: { drafts: true, maxPerDoc: 20 },
  fields: [
    { name: 'title', type: 'text', label: 'Titolo', required: true, maxLength: 160 },
    slugField,
    { name: 'body', type: 'richText', label: 'Testo', required: true },
  ],
}

export const Media: CollectionConfig = {
  slug: 'media',
  dbName: 'media',
  labels: { singular: 'Immagine', plural: 'Immagini' },
  admin: { group: 'Contenuti' },
  access: { create: allow('editor'), read: anybody, update: allow('editor'), delete: allow('editor') },
  upload: { mimeTypes: ['image/png', 'image/jpeg', 'image/webp'], staticDir: 'media' },
  fields: [{ name: 'alt', type: 'text', label: 'Testo alternativo', required: true }],
}

/** A message of the municipality to families; on creation it reaches every child it is addressed to. */
export const Communications: CollectionConfig = {
  slug: 'communications',
  dbName: 'communications',
  labels: { singular: 'Comunicazione', plural: 'Comunicazioni' },
  admin: { useAsTitle: 'subject', group: 'Contenuti', defaultColumns: ['subject', 'createdAt'] },
  access: {
    create: allow('office', 'editor'),
    read: allow('office', 'editor'),
    update: () => false,
    delete: () => false,
  },
  hooks: {
    afterChange: [
      async ({ req, doc, operation }) => {
        if (operation !== 'create') return
        await announceCommunication(await txOf(req), {
          communicationId: doc.id,
          now: Temporal.Now.instant(),
        })
      },
    ],
  },
  fields: [
    { name: 'subject', type: 'text', label: 'Oggetto', required: true, maxLength: 120 },
    { name: 'body', type: 'textarea', label: 'Testo', required: true, maxLength: 5000 },
    {
      name: 'school',
      type: 'relationship',
      relationTo: 'schools',
      label: 'Scuola',
      admin: { description: 'Senza scuola, classe o bambino: a tutte le famiglie' },
    },
    { name: 'class', type: 'relationship', relationTo: 'classes', label: 'Classe' },
    { name: 'child', type: 'relationship', relationTo: 'children', label: 'Bambino' },
  ],
}
