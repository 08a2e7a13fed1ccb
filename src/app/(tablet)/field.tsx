import type { ComponentProps } from 'react'

/** A field that must be filled in, with its hint until there is something wrong to say. */
export function Field({
  label,
  hint,
  error,
  ...input
}: { label: string; hint?: string; error?: string | undefined; name: string } & ComponentProps<'input'>) {
  const id = `field-${input.name}`
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <input
        {...input}
        aria-describedby={error ? `${id}-error` : hint && `${id}-hint`}
        aria-invalid={error !== undefined}
        id={id}
        required
      />
      {error && (
        <p className="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
