import { type Refused, textField } from '@/ui/forms'
import type { Html } from '@/ui/html'

/** The code that opens a child's services, as the municipality's letter writes it. */
export const childCodeField = (
  label: string,
  autocomplete: 'username' | 'off',
  refused: Refused | null,
): Html =>
  textField({
    name: 'code',
    label,
    required: true,
    error: refused?.errors.code,
    value: refused?.values.code,
    autocomplete,
    autocapitalize: 'characters',
    spellcheck: 'false',
    maxlength: 60,
  })
