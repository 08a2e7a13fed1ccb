import type { CollectionConfig } from 'payload'
import { ALLERGENS } from '@/modules/menu'
import { allow, allowField } from '../access'
import { childField, validityFields } from '../fields'

/** What the kitchen cooks. Says nothing of why. */
export const Diets: CollectionConfig = {
  slug: 'diets',
  dbName: 'diets',
  labels: { singular: 'Codice dieta', plural: 'Codici dieta' },
  admin: { useAsTitle: 'label', group: 'Diete' },
  access: {
    create: allow('dietitian'),
    read: allow('office', 'kitchen', 'school', 'dietitian'),
    update: allow('dietitian'),
    delete: allow(),
  },
  fields: [
    { name: 'code', type: 'text', label: 'Codice', required: true, unique: true },
    { name: 'label', type: 'text', label: 'Nome per cucina e scuola', required: true },
    {
      name: 'allergens',
      type: 'select',
      label: 'Allergeni esclusi',
      hasMany: true,
      options: ALLERGENS.map(({ value, label }) => ({ value, label })),
      admin: { description: 'Se il menù del giorno ne contiene uno, la famiglia lo legge accanto al piatto' },
    },
  ],
}

/** The diet of a child, dated. The reason and the certificate are read by dietitian and admin alone. */
export const ChildDiets: CollectionConfig = {
  slug: 'child-diets',
  dbName: 'child_diets',
  labels: { singular: 'Dieta di un bambino', plural: 'Diete dei bambini' },
  admin: { group: 'Diete', defaultColumns: ['child', 'diet', 'validFrom', 'validTo'] },
  access: {
    create: allow('dietitian'),
    read: allow('dietitian'),
    update: allow('dietitian'),
    delete: allow('dietitian'),
  },
  fields: [
    childField(),
    { name: 'diet', type: 'relationship', relationTo: 'diets', label: 'Codice dieta', required: true },
    {
      name: 'kind',
      type: 'select',
      label: 'Natura',
      required: true,
      access: { read: allowField('dietitian') },
      options: [
        { label: 'Sanitaria', value: 'health' },
        { label: 'Etico-religiosa', value: 'ethical' },
        { label: 'Leggera', value: 'light' },
      ],
    },
    {
      name: 'state',
      type: 'select',
      label: 'Stato',
      required: true,
      defaultValue: 'active',
      options: [
        { label: 'Da valutare', value: 'requested' },
        { label: 'Attiva', value: 'active' },
        { label: 'Conclusa: menù comune', value: 'ended' },
      ],
      admin: {
        description:
          'Una dieta da valutare, o scaduta senza essere conclusa, segnala la classe alla cucina: nessun pasto comune per silenzio',
      },
    },
    {
      name: 'reason',
      type: 'textarea',
      label: 'Motivo e certificato',
      access: {
        read: allowField('dietitian'),
        create: allowField('dietitian'),
        update: allowField('dietitian'),
      },
    },
    ...validityFields(),
  ],
}
