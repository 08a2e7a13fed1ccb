import type { ActionRefused } from '@/http/action-state'
import { TextField } from '@/ui/forms'

/** The code that opens a child's services, as the municipality's letter writes it. */
export const ChildCodeField = ({
  label,
  autoComplete,
  refused,
}: {
  label: string
  autoComplete: 'username' | 'off'
  refused: ActionRefused
}) => (
  <TextField
    name="code"
    label={label}
    required
    error={refused.errors.code}
    defaultValue={refused.values.code}
    autoComplete={autoComplete}
    autoCapitalize="characters"
    spellCheck={false}
    maxLength={60}
  />
)
