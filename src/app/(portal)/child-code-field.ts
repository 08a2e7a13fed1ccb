import { fieldOf, type Refused, textField } from '@/ui/forms'
import type { Html } from '@/ui/html'

/** The code that opens a child's services, as the municipality's letter writes it. */
export const childCodeField = (
  label: string,
  autocomplete: 'username' | 'off',
  refused: Refused | null,
): Html =>
  textField({
    ...fieldOf(refused, 'code'),
    label,
    required: true,
    autocomplete,
    autocapitalize: 'characters',
    spellcheck: 'false',
    maxlength: 60,
  })
