import type { CollectionConfig, RelationshipField } from 'payload'
import { hashPin, isPin } from '@/modules/identity'
import { allow, nobody } from '../access'
import { isOneOfSchoolAndLine, lineField, schoolField } from '../fields'

/** Paired tablets, each of a school or of a bus line. A row is born by pairing, never by hand; revoking takes effect at the next request. */
export const Devices: CollectionConfig = {
  slug: 'devices',
  dbName: 'devices',
  labels: { singular: 'Tablet', plural: 'Tablet' },
  admin: {
    useAsTitle: 'name',
    group: 'Scuole',
    defaultColumns: ['name', 'school', 'line', 'revoked', 'lastSeenAt'],
  },
  access: { create: nobody, read: allow('office'), update: allow('office'), delete: nobody },
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    schoolField({ required: false, access: { update: nobody } }),
    lineField({ required: false, access: { update: nobody } }),
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

/** Staff of a school who take the roll call, or escorts of a line; each unlocks its tablets with a PIN of their own. */
export const TabletOperators: CollectionConfig = {
  slug: 'tablet-operators',
  dbName: 'tablet_operators',
  labels: { singular: 'Operatore dei tablet', plural: 'Operatori dei tablet' },
  admin: { useAsTitle: 'name', group: 'Scuole', defaultColumns: ['name', 'school', 'line', 'active'] },
  access: { create: allow('office'), read: allow('office'), update: allow('office'), delete: nobody },
  fields: [
    { name: 'name', type: 'text', label: 'Nome', required: true },
    schoolField({ required: false }),
    lineField({ required: false, validate: isOneOfSchoolAndLine as RelationshipField['validate'] }),
    {
      name: 'pin',
      type: 'text',
      label: 'PIN',
      virtual: true,
      admin: {
        description: 'Da 4 a 8 cifre. Vuoto: resta quello di prima. Si vede solo mentre lo si scrive',
      },
      access: { read: nobody },
      validate: (value: string | null | undefined, { operation }: { operation?: string }) =>
        value ? isPin(value) || 'Da 4 a 8 cifre' : operation === 'create' ? 'Scegli un PIN' : true,
    },
    { name: 'active', type: 'checkbox', label: 'Attivo', defaultValue: true },
    {
      name: 'pinHash',
      type: 'text',
      admin: { hidden: true },
      access: { read: nobody, create: nobody, update: nobody },
    },
  ],
  hooks: {
    beforeChange: [({ data }) => (data.pin ? { ...data, pinHash: hashPin(data.pin) } : data)],
  },
}
