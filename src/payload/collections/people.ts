import type { CollectionConfig, TextFieldSingleValidation } from 'payload'
import { isFiscalCode, normaliseFiscalCode } from '@/shared/fiscal-code'
import { officeData } from '../access'
import { childField, dayField, validityFields } from '../fields'

const fiscalCode: TextFieldSingleValidation = (value) =>
  !value || isFiscalCode(value) || 'Codice fiscale non valido: controlla i caratteri e la lettera finale'

const upperCase = ({ value }: { value?: unknown }) =>
  typeof value === 'string' && value.trim() !== '' ? normaliseFiscalCode(value) : null

export const Children: CollectionConfig = {
  slug: 'children',
  dbName: 'children',
  labels: { singular: 'Bambino', plural: 'Bambini' },
  admin: {
    useAsTitle: 'fullName',
    group: 'Anagrafica',
    defaultColumns: ['surname', 'name', 'childCode', 'birthDate'],
    listSearchableFields: ['surname', 'name', 'childCode', 'fiscalCode'],
  },
  access: officeData,
  hooks: {
    beforeChange: [
      ({ data, originalDoc }) => ({
        ...data,
        fullName: `${data.surname ?? originalDoc?.surname} ${data.name ?? originalDoc?.name}`,
      }),
    ],
  },
  fields: [
    { name: 'surname', type: 'text', label: 'Cognome', required: true, index: true },
    { name: 'name', type: 'text', label: 'Nome', required: true },
    { name: 'fullName', type: 'text', admin: { hidden: true } },
    {
      name: 'childCode',
      type: 'text',
      label: 'Codice utente',
      required: true,
      unique: true,
      admin: { description: 'Stampato sulla lettera delle credenziali' },
    },
    {
      name: 'fiscalCode',
      type: 'text',
      label: 'Codice fiscale',
      unique: true,
      validate: fiscalCode,
      hooks: { beforeValidate: [upperCase] },
    },
    dayField('birthDate', 'Data di nascita', { required: true }),
    {
      name: 'sex',
      type: 'select',
      label: 'Sesso',
      options: [
        { label: 'Femmina', value: 'F' },
        { label: 'Maschio', value: 'M' },
      ],
    },
    { name: 'resident', type: 'checkbox', label: 'Residente', defaultValue: true },
  ],
}

export const Guardians: CollectionConfig = {
  slug: 'guardians',
  dbName: 'guardians',
  labels: { singular: 'Genitore o tutore', plural: 'Genitori e tutori' },
  admin: {
    useAsTitle: 'fullName',
    group: 'Anagrafica',
    defaultColumns: ['surname', 'name', 'email', 'mobile'],
    listSearchableFields: ['surname', 'name', 'fiscalCode', 'email'],
  },
  access: { ...officeData, read: officeData.create },
  hooks: { beforeChange: Children.hooks?.beforeChange ?? [] },
  fields: [
    { name: 'surname', type: 'text', label: 'Cognome', required: true, index: true },
    { name: 'name', type: 'text', label: 'Nome', required: true },
    { name: 'fullName', type: 'text', admin: { hidden: true } },
    {
      name: 'fiscalCode',
      type: 'text',
      label: 'Codice fiscale',
      unique: true,
      validate: fiscalCode,
      hooks: { beforeValidate: [upperCase] },
    },
    { name: 'email', type: 'email', label: 'E-mail' },
    { name: 'mobile', type: 'text', label: 'Cellulare' },
    { name: 'address', type: 'text', label: 'Indirizzo' },
  ],
}

/** Who answers for whom: any number of guardians per child, one of them the reference guardian. */
export const Guardianships: CollectionConfig = {
  slug: 'guardianships',
  dbName: 'guardianships',
  labels: { singular: 'Legame genitore-bambino', plural: 'Legami genitore-bambino' },
  admin: { group: 'Anagrafica', defaultColumns: ['child', 'guardian', 'isReference'] },
  access: { ...officeData, read: officeData.create },
  fields: [
    childField(),
    {
      name: 'guardian',
      type: 'relationship',
      relationTo: 'guardians',
      label: 'Genitore',
      required: true,
      index: true,
    },
    { name: 'isReference', type: 'checkbox', label: 'Genitore di riferimento', defaultValue: false },
    {
      name: 'contactsHidden',
      type: 'checkbox',
      label: 'Recapiti riservati',
      defaultValue: false,
      admin: { description: 'Per disposizione del giudice: l’altro genitore non li vede' },
    },
  ],
}

/** Which class a child is in, and when. On the day of a move both placements hold: each school may mark. */
export const Placements: CollectionConfig = {
  slug: 'placements',
  dbName: 'placements',
  labels: { singular: 'Assegnazione di classe', plural: 'Assegnazioni di classe' },
  admin: { group: 'Scuole', defaultColumns: ['child', 'class', 'validFrom', 'validTo'] },
  access: officeData,
  fields: [
    childField(),
    {
      name: 'class',
      type: 'relationship',
      relationTo: 'classes',
      label: 'Classe',
      required: true,
      index: true,
    },
    ...validityFields(),
  ],
}
