import type { CollectionConfig } from 'payload'
import { ALLERGENS, type MenuDay, menuDays, menuGaps } from '@/modules/menu'
import { allow, catalogue } from '../access'
import { emailListField, levelField, serviceField, validityFields, WEEKDAYS } from '../fields'

/** Where meals are cooked; a school is served by one. */
export const Kitchens: CollectionConfig = {
  slug: 'kitchens',
  dbName: 'kitchens',
  labels: { singular: 'Centro cottura', plural: 'Centri cottura' },
  admin: { useAsTitle: 'name', group: 'Scuole', defaultColumns: ['name', 'code', 'active'] },
  access: catalogue,
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    { name: 'code', type: 'text', label: 'Codice', required: true, unique: true },
    { name: 'address', type: 'text', label: 'Indirizzo' },
    emailListField(
      'orderEmails',
      'E-mail per gli ordini',
      'Ricevono ogni versione dell’ordine dei pasti. Più indirizzi si separano con una virgola',
    ),
    { name: 'active', type: 'checkbox', label: 'Attivo', defaultValue: true },
  ],
}

/** Dishes and menus are written by who is answerable for what is on the plate. */
const menuAccess = {
  create: allow('office', 'dietitian'),
  read: allow('office', 'editor', 'kitchen', 'school', 'dietitian'),
  update: allow('office', 'dietitian'),
  delete: allow(),
}

export const Dishes: CollectionConfig = {
  slug: 'dishes',
  dbName: 'dishes',
  labels: { singular: 'Piatto', plural: 'Piatti' },
  admin: {
    useAsTitle: 'name',
    group: 'Menù',
    defaultColumns: ['name', 'course', 'allergens', 'noAllergens'],
  },
  access: menuAccess,
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true, unique: true },
    {
      name: 'course',
      type: 'select',
      label: 'Portata',
      required: true,
      options: [
        { label: 'Primo', value: 'first' },
        { label: 'Secondo', value: 'second' },
        { label: 'Contorno', value: 'side' },
        { label: 'Piatto unico', value: 'single' },
        { label: 'Frutta o dolce', value: 'fruit' },
        { label: 'Merenda', value: 'snack' },
      ],
    },
    {
      name: 'allergens',
      type: 'select',
      label: 'Allergeni',
      hasMany: true,
      options: ALLERGENS.map(({ value, label }) => ({ value, label })),
      admin: { description: 'I 14 del regolamento (UE) 1169/2011, allegato II' },
    },
    {
      name: 'noAllergens',
      type: 'checkbox',
      label: 'Nessuno dei 14 allergeni',
      defaultValue: false,
      validate: (value: unknown, { siblingData }: { siblingData: unknown }) =>
        value !== true ||
        ((siblingData as { allergens?: unknown[] | null }).allergens ?? []).length === 0 ||
        'Il piatto ha degli allergeni indicati: togli quelli o questa spunta',
      admin: {
        description:
          'Senza allergeni e senza questa spunta, famiglie e cucina leggono «allergeni non ancora indicati»',
      },
    },
  ],
}

const WEEKS_MAX = 8
const WEEKS_DEFAULT = 4

/** A rotating menu: its weeks follow one another from the Monday of its first day and then begin again. */
export const Menus: CollectionConfig = {
  slug: 'menus',
  dbName: 'menus',
  labels: { singular: 'Menù', plural: 'Menù' },
  admin: {
    useAsTitle: 'name',
    group: 'Menù',
    defaultColumns: ['name', 'service', 'level', 'validFrom', 'validTo'],
  },
  access: menuAccess,
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    serviceField(),
    levelField({ admin: { description: 'Vuoto: tutti gli ordini senza un menù proprio' } }),
    {
      name: 'weeks',
      type: 'number',
      label: 'Settimane della rotazione',
      required: true,
      defaultValue: WEEKS_DEFAULT,
      min: 1,
      max: WEEKS_MAX,
      admin: { description: 'La prima è quella del giorno di inizio' },
    },
    ...validityFields(),
    {
      name: 'days',
      type: 'array',
      dbName: 'menus_days',
      label: 'Giorni',
      labels: { singular: 'Giorno', plural: 'Giorni' },
      // A new menu begins with the rows of four school weeks: the office only chooses the dishes.
      defaultValue: () => menuDays(WEEKS_DEFAULT),
      admin: {
        components: { RowLabel: '@/payload/views/row-labels#MenuDayLabel' },
        // Twenty days and more: their names are enough to find one.
        initCollapsed: true,
        description:
          'Ogni settimana va dal lunedì al venerdì; il sabato si aggiunge dove serve. Nei giorni di chiusura il menù salta',
      },
      validate: (value: unknown, { data }: { data: unknown }) =>
        menuGaps((data as { weeks?: number }).weeks ?? WEEKS_DEFAULT, (value ?? []) as MenuDay[]) ?? true,
      fields: [
        { name: 'week', type: 'number', label: 'Settimana', required: true, min: 1, max: WEEKS_MAX },
        { name: 'weekday', type: 'select', label: 'Giorno', required: true, options: [...WEEKDAYS] },
        {
          name: 'dishes',
          type: 'relationship',
          relationTo: 'dishes',
          hasMany: true,
          label: 'Piatti',
          required: true,
        },
      ],
    },
  ],
}
