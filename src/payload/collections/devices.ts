import type { CollectionConfig } from 'payload'
import { allow, nobody } from '../access'
import { schoolField } from '../fields'

/** Paired tablets. A row is born by pairing, never by hand; revoking takes effect at the next request. */
export const Devices: CollectionConfig = {
  slug: 'devices',
  dbName: 'devices',
  labels: { singular: 'Tablet', plural: 'Tablet' },
  admin: { useAsTitle: 'name', group: 'Scuole', defaultColumns: ['name', 'school', 'revoked', 'lastSeenAt'] },
  access: { create: nobody, read: allow('office'), update: allow('office'), delete: nobody },
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    schoolField({
      access: { update: nobody },
    }),
    { name: 'revoked', type: 'checkbox', label: 'Revocato', defaultValue: false },
    {
      name: 'lastSeenAt',
      type: 'date',
      label: 'Ultimo contatto',
      admin: { readOnly: true },
      access: { update: nobody },
    },
    {
      name: 'tokenHash',
      type: 'text',
      unique: true,
      admin: { hidden: true },
      access: { read: nobody, create: nobody, update: nobody },
    },
  ],
}
