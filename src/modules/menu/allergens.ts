import { z } from 'zod'

/** The allergens that a menu must declare: Regulation (EU) 1169/2011, annex II, in its order. */
export const ALLERGENS = [
  { value: 'gluten', label: 'Glutine' },
  { value: 'crustaceans', label: 'Crostacei' },
  { value: 'eggs', label: 'Uova' },
  { value: 'fish', label: 'Pesce' },
  { value: 'peanuts', label: 'Arachidi' },
  { value: 'soybeans', label: 'Soia' },
  { value: 'milk', label: 'Latte' },
  { value: 'nuts', label: 'Frutta a guscio' },
  { value: 'celery', label: 'Sedano' },
  { value: 'mustard', label: 'Senape' },
  { value: 'sesame', label: 'Sesamo' },
  { value: 'sulphites', label: 'Anidride solforosa e solfiti' },
  { value: 'lupin', label: 'Lupini' },
  { value: 'molluscs', label: 'Molluschi' },
] as const

export const Allergen = z.enum(ALLERGENS.map(({ value }) => value))
export type Allergen = z.infer<typeof Allergen>

/** How an allergen is called in Italian. */
export const allergenLabel = (allergen: Allergen): string =>
  ALLERGENS.find(({ value }) => value === allergen)?.label ?? allergen
