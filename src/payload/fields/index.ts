import type { DateField, NumberField, RelationshipField, SelectField, TextField } from 'payload'
import { z } from 'zod'
import { addressesIn } from '@/shared/email-list'

const relation =
  (name: string, relationTo: RelationshipField['relationTo'], label: string) =>
  (rest: Partial<Pick<RelationshipField, 'access' | 'required' | 'validate'>> = {}): RelationshipField =>
    ({
      name,
      type: 'relationship',
      relationTo,
      label,
      required: true,
      index: true,
      ...rest,
    }) as RelationshipField

/** Whom or what a row is about, always named. */
export const childField = relation('child', 'children', 'Bambino')
export const serviceField = relation('service', 'services', 'Servizio')
export const schoolField = relation('school', 'schools', 'Scuola')
export const lineField = relation('line', 'bus-lines', 'Linea dello scuolabus')

/** The validation of a line beside a school, for what belongs to exactly one of the two. */
export const isOneOfSchoolAndLine = (
  line: unknown,
  { siblingData }: { siblingData: object },
): true | string =>
  Boolean(line) !== Boolean((siblingData as { school?: unknown }).school) ||
  'Indica una scuola oppure una linea'

/** A civil day. Payload stores a timestamp; the views of schema `portal` read its day in Rome. */
export const dayField = (name: string, label: string, rest: Partial<DateField> = {}): DateField =>
  ({
    name,
    type: 'date',
    label,
    ...rest,
    admin: { date: { pickerAppearance: 'dayOnly', displayFormat: 'dd/MM/yyyy' }, ...rest.admin },
  }) as DateField

/** From and to, both included; an empty end means "until further notice". */
export const validityFields = (): DateField[] => [
  dayField('validFrom', 'Valido dal', { required: true, index: true }),
  dayField('validTo', 'Valido fino al (compreso)', {
    validate: (value, { siblingData }) => {
      const from = (siblingData as { validFrom?: string | Date }).validFrom
      if (!value || !from || new Date(String(value)) >= new Date(from)) return true
      return 'La fine viene prima dell’inizio'
    },
  }),
]

/** Whole euro cents, as the ledger wants them. */
export const centsField = (name: string, label: string, rest: Partial<NumberField> = {}): NumberField =>
  ({
    name,
    type: 'number',
    label,
    min: 0,
    max: 100_000_00,
    ...rest,
    validate: (value: unknown) =>
      value === null || value === undefined
        ? !rest.required || 'Indica un importo in centesimi'
        : (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 100_000_00) ||
          'Centesimi interi, da 0 a 10.000.000 (ad esempio 590 per 5,90 €)',
  }) as NumberField

/** An hour of the day in Rome, as `09:30`. */
export const timeField = (name: string, label: string, rest: Partial<TextField> = {}): TextField =>
  ({
    name,
    type: 'text',
    label,
    ...rest,
    validate: (value: string | null | undefined) =>
      (!value && !rest.required) || /^([01]\d|2[0-3]):[0-5]\d$/.test(value ?? '') || 'Nella forma 09:30',
  }) as TextField

/** Any number of e-mail addresses; kept with a comma and a space between two. */
export const emailListField = (name: string, label: string, description: string): TextField =>
  ({
    name,
    type: 'text',
    label,
    admin: { description },
    hooks: {
      beforeValidate: [
        ({ value }: { value?: unknown }) =>
          typeof value === 'string' ? addressesIn(value).join(', ') : value,
      ],
    },
    validate: (value: string | null | undefined) =>
      addressesIn(value).every((address) => z.email().safeParse(address).success) ||
      'Uno o più indirizzi e-mail, separati da una virgola',
  }) as TextField

export const LEVELS = [
  { label: 'Nido', value: 'nursery' },
  { label: 'Infanzia', value: 'preschool' },
  { label: 'Primaria', value: 'primary' },
  { label: 'Secondaria di I grado', value: 'lowerSecondary' },
] as const

export const levelField = (rest: Partial<SelectField> = {}): SelectField =>
  ({ name: 'level', type: 'select', label: 'Ordine di scuola', options: [...LEVELS], ...rest }) as SelectField

export const WEEKDAYS = [
  { label: 'Lunedì', value: '1' },
  { label: 'Martedì', value: '2' },
  { label: 'Mercoledì', value: '3' },
  { label: 'Giovedì', value: '4' },
  { label: 'Venerdì', value: '5' },
  { label: 'Sabato', value: '6' },
  { label: 'Domenica', value: '7' },
] as const
