import { z } from 'zod'

/**
 * What is cooked; `packed` and `packedAdult` for a class on a trip. `unresolved` is nobody's meal yet: a diet is being
 * examined or ran out.
 */
export const Meal = z.enum(['standard', 'light', 'packed', 'unresolved', 'adult', 'packedAdult'])
export type Meal = z.infer<typeof Meal>

/** Whether a meal is for adults, whose kind is its variant; else it is a child's. */
export const isOfAdults = ({ meal }: { meal: Meal }): boolean => meal === 'adult' || meal === 'packedAdult'

const ADULT_WORDS: Readonly<Record<string, string>> = {
  teacherDuty: 'docenti in servizio',
  support: 'insegnanti di sostegno',
  ata: 'personale ATA',
  paid: 'adulti a pagamento',
}

/** "standard", "dieta GF", "cestino, dieta GF", "in bianco, dieta GF", "docenti in servizio", "cestino, docenti in servizio". */
export const mealWords = ({ meal, variant }: { meal: Meal; variant: string }): string => {
  const adults = ADULT_WORDS[variant] ?? 'adulti'
  if (meal === 'adult') return adults
  if (meal === 'packedAdult') return `cestino, ${adults}`
  if (meal === 'unresolved') return 'dieta da chiarire'
  const diet = variant === '' ? '' : `dieta ${variant}`
  if (meal === 'packed') return diet === '' ? 'cestino' : `cestino, ${diet}`
  if (meal === 'light') return diet === '' ? 'in bianco' : `in bianco, ${diet}`
  return diet === '' ? 'standard' : diet
}

/** How a special tray is called on its label: `GF`, `LIGHT`, `GF+LIGHT`, `GF+CESTINO`; empty for a standard meal. */
export const trayCode = ({ meal, variant }: { meal: Meal; variant: string }): string => {
  if (meal === 'light') return variant === '' ? 'LIGHT' : `${variant}+LIGHT`
  if (meal === 'packed') return variant === '' ? '' : `${variant}+CESTINO`
  return meal === 'standard' ? variant : ''
}

type Quantity = { meal: Meal; variant: string; quantity: number }

/** Meals by kind; `all` leaves out those of unresolved diets, which nobody cooks before the diet is known. */
export type Totals = {
  standard: number
  light: number
  /** Without a special diet, adults' too; those with one are among the diets. */
  packed: number
  diets: number
  adults: number
  unresolved: number
  all: number
}

export const totalsOf = (lines: readonly Quantity[]): Totals => {
  const totals: Totals = { standard: 0, light: 0, packed: 0, diets: 0, adults: 0, unresolved: 0, all: 0 }
  for (const { meal, variant, quantity } of lines) {
    if (meal === 'unresolved') {
      totals.unresolved += quantity
      continue
    }
    totals.all += quantity
    if (meal === 'adult') totals.adults += quantity
    else if (meal === 'packedAdult') totals.packed += quantity
    else if (variant !== '') totals.diets += quantity
    else totals[meal] += quantity
  }
  return totals
}
